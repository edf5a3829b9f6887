import type { Layout, Trace } from './plotly-data';
import { axesFor, lettered, rowsOf, titleOfAxis, titleOfHeight } from './hover-axes';

/** Four digits: what a reader compares, not what is stored. */
const DIGITS = '.4~g';

/**
 * Gives every trace the text that appears where the pointer rests: its name, both quantities with their units as their axes name
 * them, and the interval where the trace has one: error bars of its own, or the band that is drawn just before it. A trace that says
 * what it shows keeps its words; one without points to rest on is skipped.
 *
 * @param data of a finished figure: plain
 */
export function withHover(data: readonly Trace[], layout: Layout): Trace[] {
  return data.map((trace, i) => (isTold(trace) ? trace : { ...trace, ...hoverOf(trace, data[i - 1], layout) }));
}

/** Whether a trace has its hover text, or is decoration. */
export function isTold({ hovertemplate, hoverinfo }: Trace): boolean {
  return hoverinfo === 'skip' || (typeof hovertemplate === 'string' && hovertemplate !== '');
}

function hoverOf(trace: Trace, before: Trace | undefined, layout: Layout): Trace {
  const axes = axesFor(trace, layout);
  const facts = [factOf('x', trace, undefined, axes), factOf('y', trace, before, axes)];
  const first = facts[0].columns.length;
  const customdata = listOf(trace.x).map((_, i) => facts.flatMap(({ columns }) => columns.map((column) => column[i] ?? null)));
  const name = typeof trace.name === 'string' && trace.name !== '' ? [`<b>${trace.name}</b>`] : [];
  const height = trace.z === undefined ? [] : [`${titleOfHeight(trace, axes)}: %{z:${DIGITS}}`];
  return {
    ...(facts.some(({ columns }) => columns.length > 0) && { customdata }),
    hovertemplate: `${[...name, facts[0].line(0), facts[1].line(first), ...height].join('<br>')}<extra></extra>`,
  };
}

/** A line of the text, and the columns of `customdata` that it needs. */
interface Fact {
  readonly columns: readonly (readonly unknown[])[];
  /** @param at number of its first column */
  readonly line: (at: number) => string;
}

function factOf(letter: 'x' | 'y', trace: Trace, before: Trace | undefined, layout: Layout): Fact {
  const values = listOf(trace[letter]);
  const axis = lettered(letter, trace);
  const title = titleOfAxis(axis, layout);
  const rows = rowsOf(axis, layout);
  if (rows !== undefined) return { columns: [values.map((value) => rows(Number(value)))], line: (at) => `${title}: %{customdata[${at}]}` };
  const number = values.every((value) => value === null || typeof value === 'number') ? `:${DIGITS}` : '';
  const value = `${title}: %{${letter}${number}}`;
  const interval = errorsOf(letter, trace, values) ?? (letter === 'y' ? bandOf(trace, before) : undefined);
  if (interval === undefined) return { columns: [], line: () => value };
  return { columns: interval, line: (at) => `${value} (%{customdata[${at}]:${DIGITS}} to %{customdata[${at + 1}]:${DIGITS}})` };
}

type Interval = readonly [low: readonly (number | null)[], high: readonly (number | null)[]];

function errorsOf(letter: 'x' | 'y', trace: Trace, values: readonly unknown[]): Interval | undefined {
  const errors = trace[`error_${letter}`] as { array?: readonly number[]; arrayminus?: readonly number[] } | undefined;
  if (errors?.array === undefined) return undefined;
  const { array, arrayminus = array } = errors;
  return [values.map((value, i) => rounded(Number(value) - arrayminus[i])), values.map((value, i) => rounded(Number(value) + array[i]))];
}

/** The ends of a band's interval at each of a line's places; a band goes forth along its upper end and back along its lower one. */
function bandOf(trace: Trace, band: Trace | undefined): Interval | undefined {
  if (band?.fill !== 'toself' || band.xaxis !== trace.xaxis || band.yaxis !== trace.yaxis) return undefined;
  const [places, ends] = [listOf(band.x), listOf(band.y)];
  const count = places.length / 2;
  const at = new Map(places.slice(0, count).map((place, i) => [place, [ends[places.length - 1 - i], ends[i]] as const]));
  const end = (which: 0 | 1): (number | null)[] => listOf(trace.x).map((place) => (at.get(place)?.[which] ?? null) as number | null);
  return [end(0), end(1)];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
}
