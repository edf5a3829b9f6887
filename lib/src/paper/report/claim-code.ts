import { join } from 'node:path';
import { listFolder, readText } from '../../base/files';

/** A place in the paper's sources. */
export interface CodePlace {
  /** What is declared there; of a claim's decision, the file without the paper's own folder. */
  readonly name: string;
  /** Relative to the project. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

const PAPER = 'lib/src/paper';
/** A comment and the name of what it stands above. */
const DECLARATION = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n(?:export )?(?:async )?(?:function|const) (\w+)/g;

/**
 * Where claims are decided: at the claim's number in a section's `claims.ts` or in a file of its own such as `sign-claim.ts`, and in
 * whatever says of itself that it is the claim, or its rule, at the beginning of its comment (`C17: …`, `C19's rule: …`, `The rule of
 * C21 and C22: …`).
 *
 * @param folder of the project @returns places by number of a claim, the rules first; none for a claim that nothing decides
 * @throws FileError
 */
export function readClaimCode(folder: string): (claim: string) => readonly CodePlace[] {
  const files = listFolder(join(folder, PAPER), 'recursive').filter((path) => /\.ts$/.test(path)).sort();
  const sources = files.map((file) => ({ path: `${PAPER}/${file}`, text: readText(join(folder, PAPER, file)) }));
  return (claim) => [...sources.flatMap((source) => rulesIn(source, claim)), ...sources.flatMap((source) => decisionsIn(source, claim))];
}

interface Source {
  readonly path: string;
  readonly text: string;
}

function rulesIn({ path, text }: Source, claim: string): CodePlace[] {
  return [...text.matchAll(DECLARATION)]
    .filter(([, comment]) => isAbout(comment.replace(/^\s*\*?\s*/gm, ' ').trim(), claim))
    .map(({ 0: all, 2: name, index }) => ({ name, path, line: lineAt(text, index + all.length) }));
}

function isAbout(comment: string, claim: string): boolean {
  const [beginning] = comment.split(/[:.]/);
  return new RegExp(`^(Claim )?${claim}('s rule\\b.*)?$|^The rule of .*\\b${claim}\\b`).test(beginning);
}

function decisionsIn({ path, text }: Source, claim: string): CodePlace[] {
  const at = /\/section-[\d-]+\/(claims|[\w-]+-claim)\.ts$/.test(path) ? text.indexOf(`'${claim}'`) : -1;
  return at < 0 ? [] : [{ name: path.slice(PAPER.length + 1), path, line: lineAt(text, at) }];
}

function lineAt(text: string, place: number): number {
  return text.slice(0, place).split('\n').length;
}
