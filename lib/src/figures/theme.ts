import { numberText } from './text';

/**
 * One look for all figures. The colours are those of Okabe and Ito ("Color Universal Design", 2008), which remain distinct in the
 * common forms of colour blindness; yellow is left out, too pale for lines on white. The style of the line or the shape of the
 * marker always repeats the information of the colour.
 */
export const COLOURS = {
  black: '#000000',
  blue: '#0072B2',
  vermillion: '#D55E00',
  green: '#009E73',
  purple: '#CC79A7',
  orange: '#E69F00',
  sky: '#56B4E9',
} as const;

/** For several curves in one figure, in this order. */
export const SERIES_COLOURS: readonly string[] = [
  COLOURS.blue, COLOURS.vermillion, COLOURS.green, COLOURS.purple, COLOURS.orange, COLOURS.sky, COLOURS.black,
];

/** For ordered items such as epochs, first to last: one hue from pale to dark, visible to every eye. */
export const ORDERED_COLOURS: readonly string[] = [
  '#A8D8F4',
  '#7FC3EC',
  '#56ADE2',
  '#2F95D2',
  COLOURS.blue,
  '#005C90',
  '#00466F',
  '#00314F',
  '#001C2E',
];

/** Colours that stand for the same thing in every figure. */
export const MEANING = {
  train: COLOURS.blue,
  test: COLOURS.vermillion,
  flatSide: COLOURS.green,
  sharpSide: COLOURS.orange,
  annotation: '#444444',
  axis: '#333333',
  grid: '#E6E6E6',
  background: '#FFFFFF',
} as const;

/** The library ships DejaVu Sans for the static image; Verdana is nearly as wide, so no text overflows. */
const FONT_FAMILY = 'DejaVu Sans, Verdana, Arial, sans-serif';

/** Pixels. */
export const FONT_SIZE = { title: 16, axis: 14, tick: 12, legend: 13, note: 12 } as const;

/** Background of an annotation: it hides lines behind the text. */
export const ON_GROUND = { bgcolor: transparent(MEANING.background, 0.9), borderpad: 1 } as const;

/** Width of every figure in pixels: a notebook's column, so that the live figure and its image have one layout. */
export const FIGURE_WIDTH = 800;

/** Length of a title above a plot with the usual margins. */
const TITLE_CHARACTERS = 72;
/** The mode bar stands in the right margin. */
const MARGIN = { left: 70, right: 42 } as const;
/** Width of the plot with the usual margins, pixels. */
export const PLOT_WIDTH = FIGURE_WIDTH - MARGIN.left - MARGIN.right;
const TITLE_LINE = 21;
const FIRST_BASELINE = 27;
const LEGEND_ROW = 21;

/** A colour with an opacity between 0 and 1. */
export function transparent(colour: string, opacity: number): string {
  const [red, green, blue] = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}

/** An axis in the theme's style; `title` names the quantity and its unit. `more` is Plotly's own. */
export function axis(title: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    title: { text: title, font: { size: FONT_SIZE.axis }, standoff: 10 },
    tickfont: { size: FONT_SIZE.tick },
    color: MEANING.axis,
    gridcolor: MEANING.grid,
    zeroline: false,
    showline: true,
    linecolor: MEANING.axis,
    ticks: 'outside',
    ticklen: 4,
    ...more,
  };
}

/** A logarithmic axis over at least [low, high], labelled at 1, 2 and 5 times each power of ten. */
export function logarithmicAxis(
  title: string,
  low: number,
  high: number,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const [from, to] = [Math.log10(low), Math.log10(high)];
  const margin = 0.05 * (to - from) + 0.02;
  const decades = Array.from({ length: Math.ceil(to) - Math.floor(from) + 1 }, (_, i) => Math.floor(from) + i);
  const ticks = decades.flatMap((decade) => [1, 2, 5].map((digit) => digit * 10 ** decade));
  return axis(title, {
    type: 'log',
    range: [from - margin, to + margin],
    tickvals: ticks,
    ticktext: ticks.map((tick) => numberText(tick)),
    ...more,
  });
}

/** The facts that {@link frame} needs to leave room around the plot. */
export interface FrameOptions {
  readonly title: string;
  /** Pixels. */
  readonly height: number;
  /** Names in the legend, which lies in rows between title and plot; absent: no legend. */
  readonly legend?: readonly string[];
  /** Further pixels above the plot, for a second axis or the titles of panels. */
  readonly above?: number;
  readonly margins?: { readonly left?: number; readonly right?: number; readonly below?: number };
}

/** The layout that all figures share: size, font, title and legend at the upper left, white background. */
export function frame(options: FrameOptions): Record<string, unknown> {
  const [left, right] = [options.margins?.left ?? MARGIN.left, options.margins?.right ?? MARGIN.right];
  const lines = breakWords(options.title, Math.floor(TITLE_CHARACTERS * plotWidth(left, right) / plotWidth(MARGIN.left, MARGIN.right)));
  const titleHeight = 14 + lines.length * TITLE_LINE;
  const names = options.legend ?? [];
  const rows = legendRows(names);
  const top = titleHeight + rows * LEGEND_ROW + 10 + (options.above ?? 0);
  const margin = { l: left, r: right, t: top, b: options.margins?.below ?? 60 };
  return {
    width: FIGURE_WIDTH,
    height: options.height,
    margin,
    paper_bgcolor: MEANING.background,
    plot_bgcolor: MEANING.background,
    font: { family: FONT_FAMILY, size: FONT_SIZE.tick, color: MEANING.axis },
    title: {
      text: `<b>${lines.join('<br>')}</b>`,
      font: { size: FONT_SIZE.title, color: COLOURS.black },
      // Anchored by its first baseline: Plotly honours this anchor even for titles of several lines.
      x: 0, xref: 'paper', xanchor: 'left', y: 1 - FIRST_BASELINE / options.height, yref: 'container', yanchor: 'bottom',
    },
    showlegend: names.length > 0,
    ...(names.length > 0 ? { legend: legendAt(1 - titleHeight / options.height) } : {}),
    hovermode: 'closest',
    dragmode: 'zoom',
    // Beside the plot: in a row it would cover the end of a long title.
    modebar: { orientation: 'v' },
  };
}

/** Title and plot begin and end at the margins. */
function plotWidth(left: number, right: number): number {
  return FIGURE_WIDTH - left - right;
}

function legendAt(y: number): Readonly<Record<string, unknown>> {
  return {
    orientation: 'h', font: { size: FONT_SIZE.legend }, itemsizing: 'trace', itemwidth: 34, bgcolor: 'rgba(255, 255, 255, 0)',
    x: 0, xref: 'paper', xanchor: 'left', y, yref: 'container', yanchor: 'top',
  };
}

/** Breaks a text between words into lines of at most `length` characters, tags not counted. */
export function breakWords(text: string, length: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.replace(/<[^>]*>/g, '').length > length) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

function legendRows(names: readonly string[]): number {
  const widths = names.map((name) => 46 + 8.2 * name.replace(/<[^>]*>/g, '').length);
  return Math.ceil(widths.reduce((sum, width) => sum + width, 0) / (FIGURE_WIDTH - 100));
}
