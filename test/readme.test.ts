import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import test from 'node:test';
import * as library from '../lib/src';
import { ValleysError } from '../lib/src/base/errors';
import { withGenerated } from '../lib/src/paper/report/generated';
import { programmeMarkdown } from '../lib/src/paper/run/programme';
import { makeReport, type Report, REPORT_FIGURE } from '../lib/src/paper/report/report';
import { openStudy } from '../lib/src/paper/study/study';

const PROJECT = resolve(__dirname, '..');
const README = readFileSync(join(PROJECT, 'README.md'), 'utf8');

/** Files that are, or will be, in git; none where the project is not a clone. */
function committedFiles(): string[] {
  if (!existsSync(join(PROJECT, '.git'))) return [];
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: PROJECT, encoding: 'utf8' });
  return listed.split('\n').filter((file) => file !== '' && existsSync(join(PROJECT, file)));
}

async function reportOfRecords(): Promise<Report | ValleysError> {
  // The scale is the notebooks' own, and no dataset is to be found: records must do.
  delete process.env.VALLEYS_SCALE;
  process.env.VALLEYS_DATA = join(PROJECT, 'no-data');
  try {
    return await makeReport(openStudy({ section: '03', scale: 'laptop', recordsOnly: true }));
  } catch (error) {
    if (error instanceof ValleysError && ['RECORD_ABSENT', 'SOLUTION_ABSENT'].includes(error.code)) return error;
    throw error;
  }
}

test('the generated parts of README.md are what the committed records give', async (t) => {
  const report = await reportOfRecords();
  if (report instanceof ValleysError) {
    assert.doesNotMatch(README, /<!-- figure /, `README.md has measured parts, but: ${report.message}`);
    return t.skip(`the records are not complete yet: ${report.message}`);
  }
  assert.equal(withGenerated(README, report.parts), README, 'Run: npm run claims');
  const image = readFileSync(join(PROJECT, REPORT_FIGURE));
  assert.equal(image.subarray(1, 4).toString('latin1'), 'PNG');
  for (const { path, png } of report.images) assert.ok(readFileSync(join(PROJECT, path)).equals(png), `${path} is not the notebook's figure. Run: npm run claims`);
});

test('the generated part of docs/scale.md is what the records of the bench give', () => {
  const text = readFileSync(join(PROJECT, 'docs', 'scale.md'), 'utf8');
  assert.equal(withGenerated(text, { programme: programmeMarkdown(join(PROJECT, 'data', 'records')) }), text, 'Run: npm run claims');
});

test('the example of README.md runs as it stands', () => {
  const example = /```js\n([\s\S]*?)```/.exec(README)?.[1];
  assert.ok(example, 'README.md has no example');
  // Inside the project, where the library is found by its name.
  mkdirSync(join(PROJECT, 'runs'), { recursive: true });
  const folder = mkdtempSync(join(PROJECT, 'runs', 'readme-example-'));
  try {
    writeFileSync(join(folder, 'example.mjs'), example);
    const printed = execFileSync(process.execPath, ['example.mjs'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    const numbers = /certified ratio c\* = ([\d.]+), secant ratio = ([\d.]+)/.exec(printed);
    assert.ok(numbers, printed);
    // c* may lie below 1, where no side is flat all the way; ρ compares the steeper side with the other.
    assert.ok(Number(numbers[1]) > 0 && Number(numbers[2]) >= 1);
    assert.equal(readFileSync(join(folder, 'curve.png')).subarray(1, 4).toString('latin1'), 'PNG');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what the documents call by av. is there', (t) => {
  const documents = committedFiles().filter((file) => file.endsWith('.md'));
  if (documents.length === 0) return t.skip('this folder is not a git clone');
  const names = documents.flatMap((file) => [...readFileSync(join(PROJECT, file), 'utf8').matchAll(/\bav\.(\w+)/g)].map(([, name]) => ({ file, name })));
  assert.ok(names.length > 10);
  assert.deepEqual(names.filter(({ name }) => !(name in library)), []);
});

test('every relative link in the documents and notebooks leads somewhere', (t) => {
  const documents = committedFiles().filter((file) => /\.(md|ipynb)$/.test(file));
  if (documents.length === 0) return t.skip('this folder is not a git clone');
  assert.ok(documents.includes('README.md') && documents.some((file) => file.endsWith('.ipynb')));
  for (const document of documents) {
    for (const link of relativeLinks(proseOf(document))) {
      assert.ok(existsSync(join(PROJECT, dirname(document), link)), `${document} links to ${link}, which is not there`);
    }
  }
});

/** A document's Markdown; of a notebook, its Markdown cells. */
function proseOf(document: string): string {
  const text = readFileSync(join(PROJECT, document), 'utf8');
  if (!document.endsWith('.ipynb')) return text;
  const { cells } = JSON.parse(text) as { cells: { cell_type: string; source: string | string[] }[] };
  return cells.filter((cell) => cell.cell_type === 'markdown').map(({ source }) => [source].flat().join('')).join('\n');
}

function relativeLinks(markdown: string): string[] {
  const text = markdown.replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
  const targets = [...text.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target.replace(/#.*$/, ''));
  return targets.filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

test('no committed text names a folder of a machine', (t) => {
  // Assembled, so that this file does not name them itself.
  const folders = new RegExp(`(^|[\\s"'\`(=:,>])/(?:${['work', 'root', 'home', 'tmp', 'Users'].join('|')})/[\\w.-]+`, 'm');
  const texts = committedFiles().filter((file) => /\.(md|ipynb|json|cff|ts|mjs|py|txt)$/.test(file) && !file.startsWith('test/'));
  if (texts.length === 0) return t.skip('this folder is not a git clone');
  for (const file of texts) assert.doesNotMatch(readFileSync(join(PROJECT, file), 'utf8'), folders, file);
});
