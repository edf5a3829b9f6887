import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';

const BIN = resolve(__dirname, '..', '..', 'lib', 'bin', 'valleys.js');
const folder = mkdtempSync(join(tmpdir(), 'output-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a line of shell in which `valleys` is the compiled command. */
function shell(line: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `valleys() { "${process.execPath}" "${BIN}" "$@"; }; cd "${folder}"; ${line}`], { encoding: 'utf8' });
  return { status, stdout, stderr: stderr.split('\n').filter((text) => !/absl::|port\.cc/.test(text)).join('\n') };
}

const LOST = /^valleys: The result cannot be written to stdout: [^\n]+ \[OUTPUT_LOST\]\n$/;
/** Commands whose result is what they print, each by another way. */
const PRINTING = ['data', 'data --json', 'curve --help'];

test('a result that stdout does not take is an error in one line', { skip: !existsSync('/dev/full') }, () => {
  for (const words of PRINTING) {
    const { status, stderr } = shell(`valleys ${words} > /dev/full`);
    assert.equal(status, 1, words);
    assert.match(stderr, LOST, words);
  }
});

test('so is one where stdout is closed, but not one that is thrown away on purpose', () => {
  for (const words of PRINTING) {
    const { status, stderr } = shell(`valleys ${words} >&-`);
    assert.equal(status, 1, words);
    assert.match(stderr, LOST, words);
  }
  assert.deepEqual(shell('valleys data > /dev/null'), { status: 0, stdout: '', stderr: '' });
});

test('a reader that has gone ends the command silently, and what stderr does not take is nobody\'s loss', () => {
  for (const words of PRINTING) assert.deepEqual(shell(`valleys ${words} | true; exit \${PIPESTATUS[0]}`), { status: 141, stdout: '', stderr: '' }, words);
  assert.equal(shell('valleys data --json 2>&-').status, 0);
  assert.deepEqual(shell('valleys data nothing 2> /dev/full'), { status: 2, stdout: '', stderr: '' });
});

test('a working directory that is gone is told in one line, by what needs one', () => {
  const gone = (words: string): ReturnType<typeof shell> => shell(`mkdir gone; cd gone; rmdir ../gone; valleys ${words}`);
  const { status, stderr } = gone('import --network preresnet-8 --from a.json --out b');
  assert.equal(status, 1);
  assert.match(stderr, /^valleys: [^\n]+ \[(WORKING_FOLDER_GONE|FILE_ENOENT)\]\n$/);
  assert.match(gone('train --network preresnet-8 --dataset synthetic --recipe smoke --out x').stderr, /^valleys: The working directory is gone\. [^\n]+ \[WORKING_FOLDER_GONE\]\n$/);
  assert.equal(gone('data --json').status, 0);
});
