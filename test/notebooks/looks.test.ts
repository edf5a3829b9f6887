// What readers of the committed notebooks see in figures and tables.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { describe } from 'node:test';
import { forReaders } from '../../lib/src/base/words';
import { isTold } from '../../lib/src/figures/hover';
import type { Trace } from '../../lib/src/figures';
import { codeCells, NOTEBOOKS, notebookNames, type Output, PLOTLY, readCells, textOf } from './notebook-files';

interface Drawn {
  readonly data: readonly Trace[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly frames?: readonly { readonly data: readonly Trace[]; readonly layout?: unknown }[];
}

/** A screen of a laptop, in pixels, and a little more for a slider beneath. */
const SCREEN = { figure: 820, moving: 920 } as const;
const MOST_COLUMNS = 7;

for (const name of notebookNames()) {
  describe(name, () => {
    const outputs = codeCells(readCells(join(NOTEBOOKS, name))).flatMap(({ outputs: of = [] }) => of);
    const figures = outputs.flatMap(({ data }) => (data?.[PLOTLY] === undefined ? [] : [data[PLOTLY] as Drawn]));
    const html = outputs.map(({ data }: Output) => textOf(data?.['text/html']));
    const tables = html.flatMap((text) => text.match(/<table>.*?<\/table>/gs) ?? []);

    test('every trace of every figure tells at the pointer what it shows, or is decoration', () => {
      for (const { data } of figures) assert.deepEqual(data.filter((trace) => !isTold(trace)), []);
    });

    test('figures, tables and sentences name directions, networks and solutions in words', () => {
      const texts = [...figures.flatMap(stringsOf), ...html.map((text) => text.replace(/<[^>]*>/g, ' '))];
      for (const text of texts) assert.equal(forReaders(text), text);
    });

    test('no figure is higher than a screen', () => {
      for (const { layout, frames } of figures) {
        assert.ok(Number(layout.height) <= (frames === undefined ? SCREEN.figure : SCREEN.moving), `${JSON.stringify(layout.title)}: ${String(layout.height)}`);
      }
    });

    test('tables have at most seven columns, aligned wherever they are read, and no row or column of zeros that were rounded', () => {
      for (const table of tables) {
        const rows = [...table.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) => [...row.matchAll(/<t[hd]([^>]*)>(.*?)<\/t[hd]>/gs)]);
        for (const cells of rows) {
          assert.ok(cells.length <= MOST_COLUMNS, table.slice(0, 300));
          assert.ok(cells.every(([, attributes]) => /align="(left|right)" style="text-align: \1"/.test(attributes)));
        }
        const texts = rows.slice(1).map((cells) => cells.map(([, , text]) => text));
        const columns = texts[0]?.map((_, i) => texts.map((row) => row[i])) ?? [];
        for (const line of [...texts, ...columns]) {
          const zeros = line.filter((text) => /^[-−+]?0\.0{3,}( [(±]|$)/.test(text));
          assert.ok(zeros.length < 3, line.join(' | '));
        }
      }
    });
  });
}

/** Every text within plain data, except the names of the theme's styles. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}
