import type { Layout, Trace } from './plotly-data';

/** The part of Plotly's axes that tells what they show. */
interface Axis {
  readonly title?: { readonly text?: string };
  readonly domain?: readonly [number, number];
  readonly side?: string;
  readonly ticks?: string;
  readonly tickvals?: readonly number[];
  readonly ticktext?: readonly string[];
}

/** The name in the layout of a trace's axis: `xaxis2` for `x2`. */
export function lettered(letter: 'x' | 'y', trace: Trace): string {
  const name = String(trace[`${letter}axis`] ?? letter);
  return `${letter}axis${name.slice(1)}`;
}

/** The part of the layout that holds a trace's axes: those in space lie in a scene. */
export function axesFor(trace: Trace, layout: Layout): Layout {
  const inSpace = trace.type === 'surface' || trace.type === 'scatter3d';
  return inSpace ? ((layout[String(trace.scene ?? 'scene')] ?? {}) as Layout) : layout;
}

/** What the height or the colour of a surface shows. */
export function titleOfHeight({ colorbar }: Trace, axes: Layout): string {
  return textOf(colorbar as Axis | undefined) || textOf(axes.zaxis as Axis | undefined) || 'value';
}

/** What an axis shows, with its unit. Small multiples name it once: then by the nearest axis of the same row or column, or any. */
export function titleOfAxis(name: string, layout: Layout): string {
  const own = layout[name] as Axis | undefined;
  const named = Object.entries(layout)
    .filter(([key]) => /^[xy]axis\d*$/.test(key) && key[0] === name[0])
    .map(([, axis]) => axis as Axis)
    .filter((axis) => textOf(axis) !== '' && axis.side === own?.side);
  const beside = named.find(({ domain }) => String(domain) === String(own?.domain));
  return textOf(own) || textOf(beside) || textOf(named[0]) || name[0];
}

/** For an axis of named rows: the name of the row at a place, in one line. Undefined for an axis of numbers. */
export function rowsOf(name: string, layout: Layout): ((place: number) => string) | undefined {
  const { ticks, tickvals, ticktext } = (layout[name] ?? {}) as Axis;
  // Rows have names and no ticks; numbers on an axis keep theirs.
  if (ticks !== '' || tickvals === undefined || ticktext === undefined || tickvals.length === 0) return undefined;
  return (place) => {
    const distances = tickvals.map((tick) => Math.abs(tick - place));
    return ticktext[distances.indexOf(Math.min(...distances))].replace(/<br>/g, ', ').replace(/<\/?span[^>]*>/g, '');
  };
}

function textOf(axis: Axis | undefined): string {
  return (axis?.title?.text ?? '').replace(/<br>/g, ' ').trim();
}
