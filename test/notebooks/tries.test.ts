import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { codeCells, type NotebookCell, NOTEBOOKS, notebookNames, readCells, textOf } from './notebook-files';
import { redraw } from './redraw';
import { type Seen, triesOf, type Try } from './tries';

// Whatever has a record needs no images.
process.env.VALLEYS_DATA = join(NOTEBOOKS, 'no-data');

/** The items under "Try this". */
function itemsOf(cells: readonly NotebookCell[]): string[] {
  const text = cells.map(({ source }) => textOf(source)).find((source) => source.includes('## Try this')) ?? '';
  return [...text.slice(text.indexOf('## Try this')).matchAll(/^\d\. .*$/gm)].map(([item]) => item);
}

async function see({ mock }: TestContext, cells: readonly NotebookCell[]): Promise<Seen> {
  const printed: string[] = [];
  const printing = mock.method(console, 'log', (...words: unknown[]) => void printed.push(words.join(' ')));
  try {
    return { shown: (await redraw(cells)).cells.flatMap((shown) => shown ?? []), printed };
  } finally {
    printing.mock.restore();
  }
}

/** The cells of an item, as they are or as it edits them. Each edit must find its text. */
function cellsOf(all: readonly NotebookCell[], { edits, cells, added }: Try, edited: boolean): NotebookCell[] {
  const code = codeCells(all);
  const missing = cells.filter((part) => !code.some(({ source }) => textOf(source).includes(part)));
  assert.deepEqual(missing, [], 'cells that are not there');
  const chosen = code.filter(({ source }, i) => i === 0 || cells.some((part) => textOf(source).includes(part)));
  if (!edited) return chosen;
  const lost = edits.filter(([from]) => !chosen.some(({ source }) => textOf(source).includes(from)));
  assert.deepEqual(lost, [], 'nothing to edit');
  const changed = chosen.map((cell) => ({ ...cell, source: edits.reduce((text, [from, to]) => text.replace(from, to), textOf(cell.source)) }));
  return added === undefined ? changed : [...changed, { cell_type: 'code', source: added }];
}

for (const name of notebookNames()) {
  const cells = readCells(join(NOTEBOOKS, name));
  const items = itemsOf(cells);
  const tries = triesOf(name.replace('.ipynb', ''));
  test(`${name}: every "Try this" is in the table of tries`, () => assert.equal(tries.length, items.length));
  for (const [i, ways] of tries.entries()) {
    const title = `${name}, ${items[i]?.slice(0, 90)} …`;
    if ('why' in ways) test(title, { skip: ways.why }, () => undefined);
    else {
      test(title, async (t) => {
        const before = await see(t, cellsOf(cells, ways[0], false));
        for (const way of ways) way.promise(before, await see(t, cellsOf(cells, way, true)));
      });
    }
  }
}
