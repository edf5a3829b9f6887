import { UsageError } from '../base/errors';
import { numberText, toHtml, toMarkdown, toPlain } from '../figures';
import { send, type Writer } from './kernel';

/** The content of a table's cell. Numbers show four significant digits; text may contain `<b> <i> <sub> <sup> <br>`. */
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

/**
 * Shows a table as HTML, and as plain text with aligned columns for front ends without HTML.
 *
 * @param table a danfo.js DataFrame, or rows with the same names
 * @param writer where to send it; default the running cell
 * @throws UsageError `TABLE_EMPTY` without columns
 */
export function showTable(table: DataFrameLike | readonly Row[], options: TableOptions = {}, writer: Writer = send): void {
  const { columns, rows } = contentOf(table);
  writer({ data: { 'text/html': htmlTable(columns, rows, options.caption), 'text/plain': textTable(columns, rows, options.caption) } });
}

/** A table as Markdown, for documents. @throws UsageError `TABLE_EMPTY` without columns */
export function markdownTable(table: DataFrameLike | readonly Row[]): string {
  const { columns, rows } = contentOf(table);
  const numeric = columns.map((_, i) => rows.every((row) => typeof row[i] === 'number' || row[i] == null));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(toMarkdown)),
    line(numeric.map((right) => (right ? '---:' : ':---'))),
    ...rows.map((row) => line(row.map((cell) => toMarkdown(cellText(cell))))),
  ].join('\n');
}

function contentOf(table: DataFrameLike | readonly Row[]): {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
} {
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
  return typeof cell === 'number' ? numberText(cell, 4) : String(cell);
}

function htmlTable(columns: readonly string[], rows: readonly (readonly Cell[])[], caption: string | undefined): string {
  // The attribute, not a style: GitHub removes styles from a notebook's output.
  const alignment = columns.map((_, i) => (rows.every((row) => typeof row[i] === 'number' || row[i] == null) ? 'right' : 'left'));
  const row = (cells: readonly string[], tag: 'th' | 'td'): string =>
    `<tr>${cells.map((cell, i) => `<${tag} align="${alignment[i]}">${toHtml(cell)}</${tag}>`).join('')}</tr>`;
  return [
    '<table>',
    ...(caption === undefined ? [] : [`<caption>${toHtml(caption)}</caption>`]),
    `<thead>${row(columns, 'th')}</thead>`,
    `<tbody>${rows.map((cells) => row(cells.map(cellText), 'td')).join('\n')}</tbody>`,
    '</table>',
  ].join('\n');
}

function textTable(columns: readonly string[], rows: readonly (readonly Cell[])[], caption: string | undefined): string {
  const lines = [columns, ...rows.map((row) => row.map(cellText))].map((line) => line.map(toPlain));
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const text = lines.map((line) => line.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd());
  return [
    ...(caption === undefined ? [] : [toPlain(caption)]),
    text[0],
    widths.map((width) => '-'.repeat(width)).join('  '),
    ...text.slice(1),
  ].join('\n');
}
