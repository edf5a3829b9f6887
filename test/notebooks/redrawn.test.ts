import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { codeCells, type NotebookCell, NOTEBOOKS, notebookNames, readCells, run, textOf } from './notebook-files';

const PLOTLY = 'application/vnd.plotly.v1+json';

/** The notebook whose cells measure small models, from recorded weights on: sums round differently between processors. */
const MEASURES_ITSELF = '08';
/** How far its numbers may differ for that, relative to the larger of 1 and the number. */
const ROUNDING = 1e-3;

/** Whether the notebook is executed, and every result that it shows came from a record. */
const isFromRecords = (cells: readonly NotebookCell[]): boolean => cells.some(({ outputs }) => (outputs ?? []).length > 0) && !/Computed now|[1-9]\d* computed now/.test(JSON.stringify(cells.map(({ outputs }) => outputs)));

// From the last on: the first trains into a folder of the project, as the tests at smoke scale do at the same time.
for (const name of notebookNames().filter((name) => isFromRecords(readCells(join(NOTEBOOKS, name)))).reverse()) {
  test(`${name} is drawn again from the committed records, without the dataset, as it is committed`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'valleys-redrawn-'));
    try {
      const words = ['setup/notebooks.mjs', name, '--scale', 'laptop', '--output-folder', folder];
      const ended = await run(process.execPath, words, { VALLEYS_DATA: join(folder, 'no-data') });
      assert.equal(ended.status, 0, ended.stdout + ended.stderr);
      const [committed, again] = [readCells(join(NOTEBOOKS, name)), readCells(join(folder, name))];
      assert.doesNotMatch(JSON.stringify(again), /made by other code/, 'a record is outdated: compute it again with fresh: true');
      const compare: typeof assertAlike = name.startsWith(MEASURES_ITSELF) ? assertAlike : (actual, expected, message) => { assert.deepEqual(actual, expected, message); };
      compare(figures(again), figures(committed), 'Run: npm run notebooks');
      assert.deepEqual(claims(again), claims(committed), 'Run: npm run notebooks');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

/** Title and traces of every figure. A figure of a training that the cell itself does is left out: its times differ. */
function figures(cells: readonly NotebookCell[]): unknown[] {
  return codeCells(cells).filter(({ source }) => !textOf(source).includes('trainInFolder')).flatMap(({ outputs }) => outputs ?? []).flatMap(({ data }) => {
    const figure = data?.[PLOTLY] as { data: unknown; layout: { title?: { text?: string } } } | undefined;
    return figure ? [{ title: figure.layout.title?.text, traces: figure.data }] : [];
  });
}

/** Equal but for rounding. */
function assertAlike(actual: unknown, expected: unknown, message: string): void {
  const numbers: number[] = [];
  const expectedNumbers: number[] = [];
  const without = (value: unknown, found: number[]): unknown => JSON.parse(JSON.stringify(value), (_, part: unknown) => (typeof part === 'number' ? `number ${found.push(part)}` : part));
  assert.deepEqual(without(actual, numbers), without(expected, expectedNumbers), message);
  const far = numbers.filter((value, i) => Math.abs(value - expectedNumbers[i]) > ROUNDING * Math.max(1, Math.abs(value)));
  assert.deepEqual(far, [], message);
}

function claims(cells: readonly NotebookCell[]): string[] {
  return codeCells(cells).flatMap(({ outputs }) => outputs ?? []).map(({ data }) => textOf(data?.['text/plain'])).filter((text) => text.includes('rests on:'));
}
