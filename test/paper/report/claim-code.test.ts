import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { readClaimCode } from '../../../lib/src/paper/report/claim-code';

const CLAIMS = `/** The verdicts: C1 and C10, by their rules. */
export function decide(): Claim[] {
  return [{ id: 'C1' }, claim('C10, control', first)];
}

/** C1: so much at most. */
const MOST = 2;
`;
const RULES = `/** Of C1 and others. */
const OTHER = 1;

/**
 * The rule of C1 and C10: whether
 * it does.
 */
export async function both(): Promise<Verdict> {}
/** C10's rule for one seed. */
function oneSeed(): Verdict {}
`;

test('a claim is found where its number stands, and its rule by the comment that names it first', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'claim-code-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const paper = join(folder, 'lib', 'src', 'paper');
  for (const room of ['section-9', 'lines']) mkdirSync(join(paper, room), { recursive: true });
  writeFileSync(join(paper, 'section-9', 'claims.ts'), CLAIMS);
  writeFileSync(join(paper, 'lines', 'rules.ts'), RULES);
  writeFileSync(join(paper, 'all-claims.ts'), "const SECTIONS = ['C1', 'C10, control'];\n");
  const codeOf = readClaimCode(folder);
  const [rules, claims] = ['lib/src/paper/lines/rules.ts', 'lib/src/paper/section-9/claims.ts'];
  const decision = { name: 'section-9/claims.ts', path: claims, line: 3 };
  assert.deepEqual(codeOf('C1'), [{ name: 'both', path: rules, line: 8 }, { name: 'MOST', path: claims, line: 7 }, decision]);
  assert.deepEqual(codeOf('C10'), [{ name: 'both', path: rules, line: 8 }, { name: 'oneSeed', path: rules, line: 10 }]);
  assert.deepEqual(codeOf('C10, control'), [decision]);
});
