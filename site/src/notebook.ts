import { readFileSync } from 'node:fs';

/** Text of a notebook's file: one string, or its lines. */
export type Lines = string | readonly string[];

/** An output of a cell, by the MIME types of its forms. */
export interface Output {
  readonly output_type: string;
  /** Of a stream. */
  readonly text?: Lines;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A cell of a notebook. */
export interface Cell {
  readonly cell_type: string;
  readonly source: Lines;
  readonly outputs?: readonly Output[];
}

/** MIME type of Plotly's figures. */
const PLOTLY = 'application/vnd.plotly.v1+json';

/** A figure that a notebook shows: its live form, and its still twin. */
export interface ShownFigure {
  /** Plotly's `data`, `layout`, `config` and `frames`. */
  readonly plotly: PlotlyFigure;
  readonly png: Buffer;
  /** What a reader who cannot see it must know, plain text. */
  readonly alt: string;
  /** Pixels of the live figure; the image has more. */
  readonly width: number;
  readonly height: number;
  /** Plain text with the tags `<sub> <sup>`, without line breaks. */
  readonly title: string;
}

/** Plotly's own description of a figure. */
export interface PlotlyFigure {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly frames?: readonly unknown[];
}

/** Size of a figure whose layout follows the window, in pixels. */
const USUAL_SIZE = { width: 800, height: 450 } as const;

/** The cells of a notebook's file. */
export function readCells(path: string): readonly Cell[] {
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly cells: readonly Cell[] }).cells;
}

/** Lines put together. */
export function textOf(lines: unknown): string {
  return [lines ?? ''].flat().join('');
}

/** An output's form of a MIME type, as text; undefined where it has none. */
export function formOf({ data }: Output, type: string): string | undefined {
  return data?.[type] === undefined ? undefined : textOf(data[type]);
}

/** The figure of an output; undefined where it shows none. */
export function figureOf(output: Output): ShownFigure | undefined {
  const plotly = output.data?.[PLOTLY] as PlotlyFigure | undefined;
  const png = formOf(output, 'image/png');
  if (plotly === undefined || png === undefined) return undefined;
  const shown = output.metadata?.['image/png'] as { width?: number; height?: number; alt?: string } | undefined;
  return {
    plotly,
    png: Buffer.from(png, 'base64'),
    alt: shown?.alt ?? formOf(output, 'text/plain') ?? '',
    width: shown?.width ?? USUAL_SIZE.width,
    height: shown?.height ?? USUAL_SIZE.height,
    title: titleOf(plotly.layout),
  };
}

/** Plotly's titles are bold, and wrapped. */
function titleOf(layout: PlotlyFigure['layout']): string {
  const title = layout.title as { readonly text?: string } | string | undefined;
  const text = typeof title === 'string' ? title : (title?.text ?? '');
  return text.replace(/<\/?b>/g, '').replace(/<br ?\/?>/g, ' ').trim();
}
