import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import * as library from '../../lib/src';
import { committedFiles, PROJECT, read } from './documents';

/**
 * Runs the examples of a document, or of some of its sections, as one program, and gives what it prints.
 *
 * @param figure that it draws
 */
function runExamples(document: string, figure: string, sections?: readonly string[]): string {
  const text = sections === undefined ? read(document) : sections.map((heading) => sectionOf(document, heading)).join('');
  const examples = [...text.matchAll(/```js\n([\s\S]*?)```/g)].map(([, example]) => example);
  assert.ok(examples.length > 0, document);
  // Inside the project, where the library is found by its name.
  mkdirSync(join(PROJECT, 'runs'), { recursive: true });
  const folder = mkdtempSync(join(PROJECT, 'runs', 'example-'));
  try {
    // What the examples keep goes there too.
    const project = JSON.stringify(Object.fromEntries(['folder', 'checkpoints', 'records', 'runs'].map((name) => [name, join(folder, name)])));
    const program = examples.join('').replace("openStore('", `openStore('${folder}/`).replaceAll("scale: 'smoke'", `scale: 'smoke', project: ${project}`);
    writeFileSync(join(folder, 'example.mjs'), program);
    const printed = execFileSync(process.execPath, ['example.mjs'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    assert.equal(readFileSync(join(folder, figure)).subarray(1, 4).toString('latin1'), 'PNG');
    return printed;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What stands under a heading of the second level. */
function sectionOf(document: string, heading: string): string {
  const [, section] = new RegExp(`\\n## ${heading}\\n([\\s\\S]*?)(?=\\n## |$)`).exec(read(document)) ?? [];
  assert.ok(section, `${document}: ${heading}`);
  return section;
}

test('the example of README.md runs as it stands', () => {
  const ratio = /^ratio of the two slopes: ([\d.]+)$/m.exec(runExamples('README.md', 'curve.png'));
  assert.ok(ratio && Number(ratio[1]) >= 1);
});

test('the examples of lib/README.md, task by task, are one program', () => {
  assert.match(runExamples('lib/README.md', 'along.png', ['The names by task']), /From SWA to SGD/);
});

test('lib/README.md: a network and a direction of one\'s own stand in a study\'s tables and figures', () => {
  const printed = runExamples('lib/README.md', 'directions.png', ['Add a network', 'Add a direction']);
  assert.match(printed, /SGD after SWA of tiny/);
  assert.match(printed, /tiny[^\n]*steepest-ascent/);
});

test('lib/README.md names all of the library, by task', () => {
  const named = new Set([...sectionOf('lib/README.md', 'The names by task').matchAll(/`(\w+)`/g)].map(([, name]) => name));
  assert.deepEqual(Object.keys(library).filter((name) => !named.has(name)), []);
});

test('what the documents call by av. is there', (t) => {
  const documents = committedFiles().filter((file) => file.endsWith('.md'));
  if (documents.length === 0) return t.skip('this folder is not a git clone');
  const names = documents.flatMap((file) => [...read(file).matchAll(/\bav\.(\w+)/g)].map(([, name]) => ({ file, name })));
  assert.ok(names.length > 10);
  assert.deepEqual(names.filter(({ name }) => !(name in library)), []);
});
