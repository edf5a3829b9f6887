import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import * as library from '../../lib/src';
import { committedFiles, PROJECT, read } from './documents';

/** Runs the only example of a document as it stands, and gives what it prints. */
function runExample(document: string): string {
  const examples = [...read(document).matchAll(/```js\n([\s\S]*?)```/g)].map(([, example]) => example);
  assert.equal(examples.length, 1, document);
  // Inside the project, where the library is found by its name.
  mkdirSync(join(PROJECT, 'runs'), { recursive: true });
  const folder = mkdtempSync(join(PROJECT, 'runs', 'example-'));
  try {
    writeFileSync(join(folder, 'example.mjs'), examples[0]);
    const printed = execFileSync(process.execPath, ['example.mjs'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    assert.equal(readFileSync(join(folder, 'curve.png')).subarray(1, 4).toString('latin1'), 'PNG');
    return printed;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the example of README.md runs as it stands', () => {
  const ratio = /^ratio of the two slopes: ([\d.]+)$/m.exec(runExample('README.md'));
  assert.ok(ratio && Number(ratio[1]) >= 1);
});

test('the example of lib/README.md runs as it stands', () => {
  const numbers = /certified ratio c\* = ([\d.]+), secant ratio = ([\d.]+)/.exec(runExample('lib/README.md'));
  assert.ok(numbers);
  // c* may lie below 1, where no side is flat all the way; ρ compares the steeper side with the other.
  assert.ok(Number(numbers[1]) > 0 && Number(numbers[2]) >= 1);
});

test('what the documents call by av. is there', (t) => {
  const documents = committedFiles().filter((file) => file.endsWith('.md'));
  if (documents.length === 0) return t.skip('this folder is not a git clone');
  const names = documents.flatMap((file) => [...read(file).matchAll(/\bav\.(\w+)/g)].map(([, name]) => ({ file, name })));
  assert.ok(names.length > 10);
  assert.deepEqual(names.filter(({ name }) => !(name in library)), []);
});
