import { UsageError } from '../../base/errors';

const PART = /<!-- generated: ([\w-]+) -->\n[\s\S]*?<!-- end: \1 -->/g;

/**
 * A document with its generated parts updated. A part stands between two lines, `<!-- generated: NAME -->` and `<!-- end: NAME
 * -->`; everything else stays as it is.
 *
 * @param parts Markdown by name
 * @throws UsageError PART_UNKNOWN for a part of the document that is not given, PART_ABSENT for one that it lacks
 */
export function withGenerated(document: string, parts: Readonly<Record<string, string>>): string {
  const names = [...document.matchAll(PART)].map(([, name]) => name);
  const absent = Object.keys(parts).find((name) => !names.includes(name));
  if (absent !== undefined) {
    const markers = `<!-- generated: ${absent} --> and <!-- end: ${absent} -->`;
    throw new UsageError('PART_ABSENT', `The document has no part "${absent}".`, `Put the lines ${markers} where it belongs.`);
  }
  return document.replace(PART, (_, name: string) => {
    if (Object.hasOwn(parts, name)) return `<!-- generated: ${name} -->\n\n${parts[name].trim()}\n\n<!-- end: ${name} -->`;
    const remedy = `Its parts are ${Object.keys(parts).join(', ')}.`;
    throw new UsageError('PART_UNKNOWN', `Nothing generates the document's part "${name}".`, remedy);
  });
}
