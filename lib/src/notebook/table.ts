import { UsageError } from '../base/errors';
import { forReaders } from '../base/words';
import { numberText, toHtml, toMarkdown, toPlain } from '../figures';
import { send, type Writer } from './kernel';

/**
 * The content of a table's cell. Integers show all digits, other numbers four significant ones; text may contain `<b> <i> <sub> <sup>
 * <br>`.
 */
export type Cell = string | number | boolean | null | undefined;

/** A row by the names of its columns, in the order of the first row. */
export type Row = Readonly<Record<string, Cell>>;

/** The part of a danfo.js DataFrame used here; danfo.js itself need not be loaded. */
export interface DataFrameLike {
  readonly columns: readonly string[];
  readonly values: unknown;
}

/** Options of {@link showTable}. */
export interface TableOptions {
  readonly caption?: string;
}

/** As many columns as a notebook shows beside each other without scrolling. */
const MOST_COLUMNS = 7;

/**
 * Shows a table as HTML, and as plain text with aligned columns for front ends without HTML. One of more than seven columns is shown
 * in parts, one beneath the other, each with the first columns that tell its rows apart.
 *
 * @param table a danfo.js DataFrame, or rows with the same names
 * @param writer where to send it; default the running cell
 * @throws UsageError `TABLE_EMPTY` without columns
 */
export function showTable(table: DataFrameLike | readonly Row[], options: TableOptions = {}, writer: Writer = send): void {
  const { columns, rows } = contentOf(table);
  const parts = partsOf(columns, rows).map((part, i) => ({ ...part, caption: i === 0 ? options.caption : undefined }));
  const texts = (draw: typeof htmlTable): string[] => parts.map((part) => draw(part.columns, part.rows, part.caption));
  writer({ data: { 'text/html': texts(htmlTable).join('\n'), 'text/plain': texts(textTable).join('\n\n') } });
}

/** A table as Markdown, for documents. @throws UsageError `TABLE_EMPTY` without columns */
export function markdownTable(table: DataFrameLike | readonly Row[]): string {
  const { columns, rows } = contentOf(table);
  const numeric = columns.map((_, i) => rows.every((row) => typeof row[i] === 'number' || row[i] == null));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(forReaders).map(toMarkdown)),
    line(numeric.map((right) => (right ? '---:' : ':---'))),
    ...rows.map((row) => line(row.map((cell) => toMarkdown(cellText(cell))))),
  ].join('\n');
}

interface Content {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A table's columns in parts of nearly equal width, each after the columns that tell the rows apart. */
function partsOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): Content[] {
  if (columns.length <= MOST_COLUMNS) return [{ columns, rows }];
  const keys = keysOf(columns, rows);
  const others = columns.length - keys;
  const width = Math.ceil(others / Math.ceil(others / (MOST_COLUMNS - keys)));
  return Array.from({ length: Math.ceil(others / width) }, (_, part) => {
    const from = keys + part * width;
    const pick = <T>(list: readonly T[]): T[] => [...list.slice(0, keys), ...list.slice(from, from + width)];
    return { columns: pick(columns), rows: rows.map(pick) };
  });
}

/** How many of the first columns tell the rows apart; at most three, so that a part has room for others, and one if none do. */
function keysOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): number {
  const apart = (count: number): boolean => new Set(rows.map((row) => JSON.stringify(row.slice(0, count)))).size === rows.length;
  return [1, 2, 3].find((count) => count < columns.length && apart(count)) ?? 1;
}

function contentOf(table: DataFrameLike | readonly Row[]): Content {
  const columns = isDataFrame(table) ? table.columns : Object.keys(table[0] ?? {});
  if (columns.length === 0) throw new UsageError('TABLE_EMPTY', 'A table has no columns.', 'Give it at least one row with names.');
  const rows = isDataFrame(table)
    ? (table.values as readonly (readonly Cell[])[])
    : table.map((row) => columns.map((column) => row[column]));
  return { columns, rows };
}

function isDataFrame(table: DataFrameLike | readonly Row[]): table is DataFrameLike {
  return !Array.isArray(table);
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '–';
  if (typeof cell !== 'number') return forReaders(String(cell));
  return Number.isSafeInteger(cell) ? String(cell).replace('-', '−') : numberText(cell, 4);
}

function htmlTable(columns: readonly string[], rows: readonly (readonly Cell[])[], caption: string | undefined): string {
  // Both: GitHub removes styles from a notebook's output, and JupyterLab's own style overrules the attribute.
  const alignment = columns.map((_, i) => (rows.every((row) => typeof row[i] === 'number' || row[i] == null) ? 'right' : 'left'));
  const aligned = alignment.map((side) => `align="${side}" style="text-align: ${side}"`);
  const row = (cells: readonly string[], tag: 'th' | 'td'): string =>
    `<tr>${cells.map((cell, i) => `<${tag} ${aligned[i]}>${toHtml(cell)}</${tag}>`).join('')}</tr>`;
  return [
    '<table>',
    ...(caption === undefined ? [] : [`<caption>${toHtml(forReaders(caption))}</caption>`]),
    `<thead>${row(columns.map(forReaders), 'th')}</thead>`,
    `<tbody>${rows.map((cells) => row(cells.map(cellText), 'td')).join('\n')}</tbody>`,
    '</table>',
  ].join('\n');
}

function textTable(columns: readonly string[], rows: readonly (readonly Cell[])[], caption: string | undefined): string {
  const lines = [columns.map(forReaders), ...rows.map((row) => row.map(cellText))].map((line) => line.map(toPlain));
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const text = lines.map((line) => line.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd());
  return [
    ...(caption === undefined ? [] : [toPlain(forReaders(caption))]),
    text[0],
    widths.map((width) => '-'.repeat(width)).join('  '),
    ...text.slice(1),
  ].join('\n');
}
