import { distance } from 'fastest-levenshtein';

/** The known name closest to a mistyped one, for "did you mean"; undefined if none is close. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known.map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate) }));
  ranked.sort((a, b) => a.edits - b.edits);
  return ranked.length > 0 && ranked[0].edits <= Math.max(name.length, ranked[0].candidate.length) / 2 ? ranked[0].candidate : undefined;
}

/** ` Did you mean laptop?`, the end of an error's first sentence; empty if no name is close. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? '' : ` Did you mean ${near}?`;
}
