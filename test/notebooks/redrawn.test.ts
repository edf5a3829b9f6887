import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { project, shippedProject } from '../../lib/src/base/project';
import { listStudy } from '../../lib/src/paper/run/listing';
import { SECTIONS } from '../../lib/src/paper/sections';
import { openStudy } from '../../lib/src/paper/study/study';
import { codeCells, type NotebookCell, NOTEBOOKS, notebookNames, readCells } from './notebook-files';
import { redraw, type Redrawn, shownBy } from './redraw';

/** The notebook whose cells measure small models, from recorded weights on: sums round differently between processors. */
const MEASURES_ITSELF = '08';
/** How far its numbers may differ for that, relative to the larger of 1 and the number. */
const ROUNDING = 1e-3;

// Whatever has a record needs no images.
process.env.VALLEYS_DATA = join(NOTEBOOKS, 'no-data');

/** Whether the notebook is executed, and every result that it shows came from a record. */
const isFromRecords = (cells: readonly NotebookCell[]): boolean => cells.some(({ outputs }) => (outputs ?? []).length > 0) && !/Computed now|[1-9]\d* computed now/.test(JSON.stringify(cells.map(({ outputs }) => outputs)));

for (const name of notebookNames()) {
  const cells = readCells(join(NOTEBOOKS, name));
  if (!isFromRecords(cells)) continue;
  test(`${name} is drawn again from the committed records, without the dataset, as it is committed`, async () => {
    const redrawn = await redraw(cells);
    assert.doesNotMatch(JSON.stringify(redrawn.cells), /made by other code/, 'a record is outdated: compute it again with fresh: true');
    const rounding = name.startsWith(MEASURES_ITSELF) ? ROUNDING : 0;
    for (const [i, shown] of redrawn.cells.entries()) {
      if (shown) assertSame(shown, shownBy(codeCells(cells)[i]), rounding, `code cell ${i + 1} shows something else. Run: npm run notebooks`);
    }
    await assertAsksForItsSection(name, redrawn);
  });
}

/** A section's cells ask for exactly the records that the section lists. */
async function assertAsksForItsSection(name: string, { asked }: Redrawn): Promise<void> {
  const section = SECTIONS.find(({ notebook }) => name === `${notebook}.ipynb`)?.section;
  if (section === undefined) return;
  const keys = (await listStudy(openStudy({ section, scale: 'laptop', project: shippedProject() }), section)).map(({ key }) => key);
  const isCommitted = (key: string): boolean => existsSync(join(project().records, `${key}.json`));
  assert.deepEqual([...asked].filter((key) => (key.startsWith(`${section}/`) ? !keys.includes(key) : !isCommitted(key))), []);
  // Documents show the scores of every seed, the notebook those of one.
  assert.deepEqual(keys.filter((key) => !asked.has(key) && !/^03\/.*\/scores-/.test(key)), []);
}

/** Equal in every part, numbers within `rounding`. Names the first part that differs: a figure whole would fill the screen. */
function assertSame(actual: unknown, expected: unknown, rounding: number, what: string, path = ''): void {
  const differs = `${what}\n${path}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`;
  if (typeof actual === 'object' && actual !== null && typeof expected === 'object' && expected !== null) {
    assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort(), differs);
    for (const [key, part] of Object.entries(actual)) assertSame(part, (expected as Record<string, unknown>)[key], rounding, what, `${path}/${key}`);
  } else if (typeof actual === 'number' && typeof expected === 'number') {
    assert.ok(Math.abs(actual - expected) <= rounding * Math.max(1, Math.abs(actual)), differs);
  } else if (!(rounding > 0 && mayRound(actual, path) && mayRound(expected, path))) {
    assert.equal(actual, expected, differs);
  }
}

/** Whether a text may hold a rounded number: no claim, and neither a figure's title nor a part of its traces. */
const mayRound = (text: unknown, path: string): boolean => (
  typeof text === 'string' && /\d/.test(text) && !text.includes('rests on:') && !/^\/\d+\/(data|layout\/title)\//.test(path)
);
