import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../base/errors';
import type { Figure, Frame, Layout } from './figure';
import { FONT_SIZE, MEANING } from './theme';

/** A figure at one place of its slider. */
export interface Slide {
  /** The value that the slider shows, such as `0.4`. */
  readonly label: string;
  readonly figure: Figure;
}

/** Options of {@link slidingFigure}. */
export interface SlidingOptions {
  /** What the slider moves, such as `bias`. */
  readonly name: string;
  readonly slides: readonly Slide[];
  /** Index of the slide that is shown first, and in the still image. Default 0. */
  readonly start?: number;
  /** Milliseconds for each slide after a press on "play". Default: there is no such button. */
  readonly pace?: number;
}

/** Pixels below the plot for slider and buttons. */
const ROOM = 92;

/**
 * A figure with a slider, made of the same figure at each of its values: the parts that differ move. Axes reach far enough for all of
 * them. Title, caption and words for those who cannot see it are those of the slide shown first.
 *
 * @throws UsageError SLIDES_UNLIKE unless there are at least two slides, all with as many traces, each with a label of its own
 */
export function slidingFigure({ name, slides, start = 0, pace }: SlidingOptions): Figure {
  checkSlides(slides, start);
  const first = slides[start].figure;
  const axes = axesOf(slides.map(({ figure }) => figure.layout));
  const layout = { ...first.layout, ...axes };
  const { height, margin } = layout as { height?: number; margin?: { b?: number } };
  return {
    ...first,
    layout,
    motion: {
      frames: slides.map(({ label, figure }) => frameOf(label, figure, slides, axes)),
      layout: {
        height: (height ?? 0) + ROOM,
        margin: { ...margin, b: (margin?.b ?? 0) + ROOM },
        // A page that has controls of its own leaves these out, with their room.
        meta: { roomForControls: ROOM },
        sliders: [sliderOf(name, slides, start, pace)],
        ...(pace !== undefined && { updatemenus: [buttonsOf(slides, pace)] }),
      },
    },
  };
}

function checkSlides(slides: readonly Slide[], start: number): void {
  const [count] = slides.map(({ figure }) => figure.data.length);
  const alike = slides.every(({ figure }) => figure.data.length === count);
  const labels = new Set(slides.map(({ label }) => label));
  if (slides.length >= 2 && alike && labels.size === slides.length && start in slides) return;
  throw new UsageError(
    'SLIDES_UNLIKE',
    'A slider needs the same figure at each of its values.',
    'Give at least two slides, each with a label of its own and all with as many traces, and the index of one of them as start.',
  );
}

/** The fields of traces and layout in which a slide differs from any other: a frame must set them again on the way back. */
function frameOf(name: string, { data, layout }: Figure, slides: readonly Slide[], axes: Layout): Frame {
  const others = slides.map(({ figure }) => figure);
  const changed = data.map((trace, i) => differing(trace, others.map((other) => other.data[i])));
  const moving = changed.flatMap((fields, i) => (Object.keys(fields).length > 0 ? [i] : []));
  const around = differing(layout, others.map((other) => other.layout));
  return {
    name,
    traces: moving,
    data: moving.map((i) => changed[i]),
    layout: Object.fromEntries(Object.entries(around).filter(([key]) => !(key in axes))),
  };
}

function differing(fields: Layout, others: readonly Layout[]): Layout {
  return Object.fromEntries(Object.entries(fields).filter(([key, value]) => others.some((other) => !isDeepStrictEqual(other[key], value))));
}

/** Axes whose ranges differ, each as wide as all slides need. */
function axesOf(layouts: readonly Layout[]): Layout {
  const names = Object.keys(layouts[0]).filter((key) => /^[xy]axis\d*$/.test(key));
  return Object.fromEntries(names.flatMap((name) => {
    const axes = layouts.map((layout) => layout[name] as { readonly range?: readonly [number, number] });
    const ranges = axes.flatMap(({ range }) => (range === undefined ? [] : [range]));
    if (ranges.length < layouts.length || ranges.every((range) => isDeepStrictEqual(range, ranges[0]))) return [];
    return [[name, { ...axes[0], range: [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))] }]];
  }));
}

/** How Plotly goes to a frame: at once, since what moves between two values was not measured. */
function goTo(pace = 0): Readonly<Record<string, unknown>> {
  return { mode: 'immediate', frame: { duration: pace, redraw: true }, transition: { duration: 0 } };
}

function sliderOf(name: string, slides: readonly Slide[], start: number, pace?: number): Readonly<Record<string, unknown>> {
  return {
    active: start,
    x: pace === undefined ? 0 : 0.16,
    len: pace === undefined ? 1 : 0.84,
    y: 0,
    yanchor: 'top',
    pad: { t: 52, b: 4 },
    currentvalue: { prefix: `${name}: `, font: { size: FONT_SIZE.axis }, xanchor: 'left' },
    font: { size: FONT_SIZE.tick },
    tickcolor: MEANING.axis,
    steps: slides.map(({ label }) => ({ label, method: 'animate', args: [[label], goTo()] })),
  };
}

function buttonsOf(slides: readonly Slide[], pace: number): Readonly<Record<string, unknown>> {
  return {
    type: 'buttons',
    direction: 'left',
    showactive: false,
    x: 0,
    xanchor: 'left',
    y: 0,
    yanchor: 'top',
    pad: { t: 66, r: 10 },
    buttons: [
      { label: '▶', method: 'animate', args: [slides.map(({ label }) => label), { ...goTo(pace), fromcurrent: true }] },
      { label: '❚❚', method: 'animate', args: [[null], goTo()] },
    ],
  };
}
