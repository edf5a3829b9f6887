import { UsageError } from '../base/errors';
import { forReaders } from '../base/words';
import { withHover } from './hover';
import type { Layout, Trace } from './plotly-data';
import { toPlain } from './text';

export type { Layout, Trace };

/**
 * A figure as plain data: Plotly's `data` and `layout`, and the words that must accompany it. Texts may contain the tags `<b> <i>
 * <sub> <sup> <br>`. {@link makeFigure} makes it; it contains no classes or typed arrays, so Plotly reads its `JSON.stringify` in
 * any language.
 */
export interface Figure {
  readonly title: string;
  /** What to see in the figure, in whole sentences; shown beneath. */
  readonly caption: string;
  /** What a reader who cannot see the figure must know, plain text. */
  readonly alt: string;
  readonly data: readonly Trace[];
  readonly layout: Layout;
  /** What moves in it, see `slidingFigure`. */
  readonly motion?: Motion;
  /** What stands in place of `data` and `layout` where the figure is live and not an image, such as a surface in three dimensions. */
  readonly live?: Pick<Figure, 'data' | 'layout'>;
}

/** One of Plotly's frames: what changes when it is shown. */
export interface Frame {
  readonly name: string;
  /** New fields of some traces. */
  readonly data: readonly Trace[];
  /** Their indices. */
  readonly traces: readonly number[];
  /** New fields of the layout. */
  readonly layout: Layout;
}

/** What makes a figure move: Plotly does it alone, without a kernel. The still image leaves it out. */
export interface Motion {
  readonly frames: readonly Frame[];
  /** Slider and buttons, and the room for them; goes over the figure's layout. */
  readonly layout: Layout;
}

/** The words of a figure. */
export interface Words {
  readonly title: string;
  readonly caption: string;
  /** Default: title and caption as plain text. */
  readonly alt?: string;
}

/** Size of a figure in pixels. */
export interface FigureSize {
  readonly width: number;
  readonly height: number;
}

/** Significant digits of each number: as many as 32-bit floats hold reliably, while the notebook's file stays small. */
const SIGNIFICANT_DIGITS = 6;

/**
 * Makes a figure: checks its words and axes, turns typed arrays into plain ones, rounds numbers to six significant digits and
 * replaces numbers that are not finite by `null`, which Plotly leaves out. All texts are for readers (see `forReaders`), and every trace
 * tells at the pointer what it shows (see `withHover`).
 *
 * @throws UsageError `FIGURE_WITHOUT_WORDS` without a title or caption, `AXIS_WITHOUT_TITLE` if no axis of one kind is named,
 * `FIGURE_CIRCULAR`
 */
export function makeFigure(words: Words, data: readonly Trace[], layout: Layout): Figure {
  for (const kind of ['title', 'caption'] as const) {
    if (toPlain(words[kind] ?? '').trim() === '') {
      throw new UsageError('FIGURE_WITHOUT_WORDS', `A figure has no ${kind}.`, `Give it a ${kind} that says what there is to see.`);
    }
  }
  checkAxes(layout);
  const finished = plain(layout, 0) as Layout;
  return {
    title: forReaders(words.title),
    caption: forReaders(words.caption),
    alt: forReaders(words.alt ?? `${toPlain(words.title).replace(/([^.?!])$/, '$1.')} ${toPlain(words.caption)}`),
    data: withHover(plain(data, 0) as Trace[], finished),
    layout: finished,
  };
}

/**
 * The figure with another one, of the same data and size, in its place wherever figures are live; numbers as {@link makeFigure}
 * rounds them.
 */
export function withLive(figure: Figure, data: readonly Trace[], layout: Layout): Figure {
  return { ...figure, live: { data: plain(data, 0) as Trace[], layout: plain(layout, 0) as Layout } };
}

/** The size at which a figure is drawn. */
export function sizeOf({ layout }: Pick<Figure, 'layout'>): FigureSize {
  return { width: Number(layout.width), height: Number(layout.height) };
}

/** Checks that axes have titles. Small multiples name an axis once, at the edge; every other axis with numbers needs a title. */
function checkAxes(layout: Layout): void {
  const axes = Object.entries(layout).filter(([key]) => /^[xy]axis\d*$/.test(key)) as [string, Readonly<Record<string, unknown>>][];
  const named = axes.filter(([, axis]) => ((axis.title as { text?: string } | undefined)?.text ?? '').trim() !== '');
  const nameless = axes.find(([name, axis]) => {
    const shared = axis.matches !== undefined || axis.showticklabels === false;
    return !named.some(([other, its]) => (shared ? other[0] === name[0] : its === axis));
  });
  if (nameless !== undefined) {
    throw new UsageError('AXIS_WITHOUT_TITLE', `The axis ${nameless[0]} of a figure has no title.`, 'Name the quantity and its unit.');
  }
}

/** Plotly's own fields lie at most ten deep. */
const DEEPEST = 100;

function plain(value: unknown, depth: number): unknown {
  if (typeof value === 'number') return round(value);
  if (typeof value === 'string') return forReaders(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, round);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST)
    throw new UsageError('FIGURE_CIRCULAR', 'The data or the layout of a figure contain themselves.', 'Give Plotly plain data.');
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, plain(item, depth + 1)]),
  );
}

function round(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(SIGNIFICANT_DIGITS)) : null;
}
