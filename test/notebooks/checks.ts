import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { codeCells, type NotebookCell, type Output, outputText, PLOTLY, PROJECT, textOf } from './notebook-files';

const VERDICTS = /holds|does not hold at this scale|undecided/;
/** Folders in which people's and programs' files lie. */
const MACHINE_FOLDERS = /(^|[\s"'(=:])(\/(home|Users|root|tmp|private|var\/folders)\/[\w.-]+)/;

/** What must be true of every executed notebook, however it was executed. */
export function checkExecuted(name: string, cells: readonly NotebookCell[]): void {
  const code = codeCells(cells);
  assert.ok(code.length > 0, `${name} has no code`);
  for (const [index, cell] of code.entries()) {
    const where = `${name}, code cell ${index + 1}`;
    assert.equal(cell.execution_count, index + 1, `${where} was not executed in order`);
    for (const output of cell.outputs ?? []) checkOutput(where, output);
  }
  const outputs = code.flatMap((cell) => cell.outputs ?? []);
  checkFigures(name, outputs);
}

function checkOutput(where: string, output: Output): void {
  assert.notEqual(output.output_type, 'error', `${where} failed`);
  assert.ok(!(output.output_type === 'stream' && output.name === 'stderr'), `${where} wrote to stderr: ${textOf(output.text)}`);
  const text = outputText(output);
  assert.ok(!text.includes(PROJECT) && !(homedir().length > 1 && text.includes(`${homedir()}/`)), `${where} names a folder of this machine`);
  assert.doesNotMatch(text, MACHINE_FOLDERS, `${where} names a folder of a machine`);
}

/** Every figure is live, has a static twin and says what is to be seen. */
function checkFigures(name: string, outputs: readonly Output[]): void {
  const figures = outputs.filter(({ data }) => data?.[PLOTLY] !== undefined);
  assert.ok(figures.length > 0, `${name} shows no figure`);
  for (const { data } of figures) {
    const { data: traces, layout } = data?.[PLOTLY] as { data: readonly unknown[]; layout: { title?: { text?: string } } };
    assert.ok(traces.length > 0, `${name}: a figure without traces`);
    assert.ok(layout.title?.text, `${name}: a figure without title`);
    assert.ok(Buffer.from(textOf(data?.['image/png']), 'base64').subarray(1, 4).equals(Buffer.from('PNG')), `${name}: a figure without its static twin`);
    assert.ok(textOf(data?.['text/plain']).length > 20, `${name}: a figure without words for who cannot see it`);
  }
  const captions = outputs.filter((output) => textOf(output.data?.['text/plain']).startsWith('Figure. '));
  assert.equal(captions.length, figures.length, `${name}: ${figures.length} figures with ${captions.length} captions`);
}

/** The first steps and the introduction say where claims are decided; they decide none. */
const WITHOUT_CLAIMS = /^0[01]-/;

/** A notebook about a section of the paper ends by testing the paper's claims. */
export function checkClaims(name: string, cells: readonly NotebookCell[]): void {
  if (WITHOUT_CLAIMS.test(name)) return;
  const claims = codeCells(cells).flatMap((cell) => cell.outputs ?? []).filter((output) => /rests on:/.test(textOf(output.data?.['text/plain'])));
  assert.ok(claims.length > 0, `${name} decides no claim`);
  for (const output of claims) {
    assert.match(textOf(output.data?.['text/plain']), VERDICTS, `${name}: claims without a verdict`);
    assert.doesNotMatch(textOf(output.data?.['text/plain']), /NaN|undefined|\[object/, `${name}: a claim rests on nothing`);
  }
}

/** Cells that a reader takes in at a glance. */
export function checkReadable(name: string, cells: readonly NotebookCell[]): void {
  const lengths = codeCells(cells).map((cell) => textOf(cell.source).trim().split('\n').length).sort((a, b) => a - b);
  assert.ok(lengths[lengths.length - 1] <= 20, `${name}: a cell of ${lengths[lengths.length - 1]} lines`);
  assert.ok(lengths[Math.floor(lengths.length / 2)] <= 9, `${name}: half of the cells are longer than 9 lines`);
  const prose = cells.filter((cell) => cell.cell_type === 'markdown').map((cell) => textOf(cell.source).split(/\s+/).length);
  const lines = lengths.reduce((sum, length) => sum + length, 0);
  const words = prose.reduce((sum, count) => sum + count, 0);
  assert.ok(words >= 8 * lines, `${name}: ${words} words for ${lines} lines of code`);
}

/** What a notebook may have on its main line, which a reader takes in one sitting: all that stands before its folded checks. */
const MOST = { words: 1500, figures: 7, tables: 3 } as const;
/** Words of all notebooks together, further checks included. */
export const MOST_WORDS = 13_000;

/** Words of prose, without formulas, code and links' addresses. */
export function wordsOf(cells: readonly NotebookCell[]): number {
  const prose = cells.filter((cell) => cell.cell_type === 'markdown').map((cell) => textOf(cell.source)).join('\n');
  return prose.replace(/\$\$[^]*?\$\$|\$[^$\n]*\$|`[^`]*`|\]\([^)]*\)|<[^>]*>/g, ' ').match(/[\p{L}\p{N}][\p{L}\p{N}’'.,-]*/gu)?.length ?? 0;
}

/** The cells before the heading under which further checks are folded. */
function mainLine(cells: readonly NotebookCell[]): readonly NotebookCell[] {
  const folded = cells.findIndex((cell) => cell.cell_type === 'markdown' && /^## Further checks$/m.test(textOf(cell.source)));
  if (folded < 0) return cells;
  assert.equal(cells[folded].metadata?.['jp-MarkdownHeadingCollapsed'], true, 'further checks are folded');
  return cells.slice(0, folded);
}

/** A main line that one reads in a sitting. */
export function checkShort(name: string, cells: readonly NotebookCell[]): void {
  const line = mainLine(cells);
  const outputs = codeCells(line).flatMap((cell) => cell.outputs ?? []);
  const found = {
    words: wordsOf(line),
    figures: outputs.filter(({ data }) => data?.[PLOTLY] !== undefined).length,
    tables: outputs.filter(({ data }) => textOf(data?.['text/html']).includes('<table')).length,
  };
  for (const [what, most] of Object.entries(MOST)) {
    assert.ok(found[what as keyof typeof MOST] <= most, `${name} has ${found[what as keyof typeof MOST]} ${what} on its main line; ${most} are the most`);
  }
}
