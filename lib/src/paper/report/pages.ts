import { join } from 'node:path';
import { listFolder, readText } from '../../base/files';

/** An output of a code cell in an executed notebook. */
export interface Shown {
  /** The heading above the cell, such as `Figure 2: one direction`. */
  readonly heading: string;
  /** The output as text. */
  readonly text: string;
  /** Title of a figure, with Plotly's markup. */
  readonly title?: string;
  /** Static image of a figure. */
  readonly png?: Buffer;
}

/** An executed notebook, as documents quote it. */
export interface Page {
  /** Name of the notebook, such as `06-1-swa`. */
  readonly name: string;
  /** The outputs in order; none if the notebook is not executed. */
  readonly shown: readonly Shown[];
}

interface Output {
  readonly data?: Readonly<Record<string, unknown>>;
}

interface Cell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly outputs?: readonly Output[];
}

const PLOTLY = 'application/vnd.plotly.v1+json';

/** Reads all notebooks of a folder, in order. @throws FileError */
export function readPages(folder: string): Page[] {
  const names = listFolder(folder).filter((file) => file.endsWith('.ipynb')).sort();
  return names.map((file) => readPage(folder, file.slice(0, -'.ipynb'.length)));
}

function readPage(folder: string, name: string): Page {
  const { cells } = JSON.parse(readText(join(folder, `${name}.ipynb`))) as { readonly cells: readonly Cell[] };
  let heading = name;
  const shown: Shown[] = [];
  for (const { cell_type: type, source, outputs } of cells) {
    if (type === 'markdown') heading = [...textOf(source).matchAll(/^#+ +(.+)$/gm)].at(-1)?.[1].trim() ?? heading;
    shown.push(...(outputs ?? []).map((output) => shownBy(output, heading)));
  }
  return { name, shown };
}

function shownBy({ data }: Output, heading: string): Shown {
  const layout = (data?.[PLOTLY] as { readonly layout?: { readonly title?: { readonly text?: string } } } | undefined)?.layout;
  const title = layout?.title?.text;
  const text = textOf(data?.['text/plain']);
  return title === undefined ? { heading, text } : { heading, text, title, png: Buffer.from(textOf(data?.['image/png']), 'base64') };
}

function textOf(lines: unknown): string {
  return [lines ?? ''].flat().join('');
}

/**
 * The target of a link to a heading of a notebook, relative to the project. JupyterLab and nbviewer go to the heading; GitHub opens
 * the notebook at its beginning.
 */
export function headingTarget(notebook: string, heading: string): string {
  const anchor = encodeURI(heading.replace(/ /g, '-')).replace(/[()#?]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  return `notebooks/${notebook}.ipynb#${anchor}`;
}
