import { UsageError } from '../base/errors';
import { type Figure, makeFigure, type Trace, withLive } from './figure';
import { extent, lineTrace, type LineStyle } from './lines';
import { solutionMarker } from './markers';
import { reliefOf } from './relief';
import type { DrawnSurface, SurfaceLine, SurfaceOptions, SurfacePoint } from './surface-options';
import { numberText } from './text';
import { axis, COLOURS, FIGURE_WIDTH, FONT_SIZE, frame, MEANING } from './theme';

const HEIGHT = 560;
/** Pixels to the right of the plot. */
const COLOUR_BAR = 110;
const LEVELS = 16;
/** From white, the valley's floor, to blue: one hue that darkens for every eye, on which black still shows. */
const COLOUR_SCALE: readonly (readonly [number, string])[] = [[0, MEANING.background], [0.5, COLOURS.sky], [1, COLOURS.blue]];
const LINES: Readonly<Record<SurfaceLine['kind'], readonly LineStyle[]>> = {
  path: [{ colour: COLOURS.vermillion, width: 3 }, { colour: COLOURS.purple, width: 3, dash: 'dot' }],
  direction: [{ colour: COLOURS.black, dash: 'dash' }, { colour: COLOURS.orange, dash: 'dashdot' }],
};

/**
 * A loss over a plane: colour and contour lines, with solutions, the paths of trainings and the lines along which curves
 * were measured. Points that are not finite stay white.
 *
 * @throws UsageError `SURFACE_EMPTY` without a finite loss
 */
export function surfaceFigure(options: SurfaceOptions): Figure {
  const { surface, lines = [], points = [] } = options;
  const [low, high] = extent(...surface.loss);
  if (low > high)
    throw new UsageError('SURFACE_EMPTY', `The figure "${options.title}" has no finite loss.`, 'Measure closer to the solution.');
  const top = Math.min(high, options.ceiling ?? high);
  const legend = [...lines, ...points].map(({ name }) => name);
  const [horizontal, vertical] = [extent(surface.first), extent(surface.second)];
  const layout = frame({ title: options.title, height: HEIGHT, legend, margins: { right: COLOUR_BAR } });
  const equal = options.equalScale === true;
  const width = equal ? Math.min(1, shareOfWidth(layout, (horizontal[1] - horizontal[0]) / (vertical[1] - vertical[0]))) : 1;
  const levels = levelsOf(low, top);
  const map = contourTrace(surface, levels, { low, top, cut: top < high, width });
  const figure = makeFigure(options, [map, ...lineTraces(lines), ...points.map(pointTrace)], {
    ...layout,
    xaxis: axis(options.firstTitle, { range: horizontal, domain: [0, width], showgrid: false, constrain: 'domain' }),
    yaxis: axis(options.secondTitle, {
      range: vertical,
      showgrid: false,
      constrain: 'domain',
      ...(equal ? { scaleanchor: 'x', scaleratio: 1 } : {}),
    }),
  });
  if (options.relief !== true) return figure;
  const contours = { start: levels[0], end: levels[levels.length - 1], size: niceStep((top - low) / LEVELS) };
  const { data, layout: turning } = reliefOf(options, { low, top, contours, colourScale: COLOUR_SCALE, layout });
  return withLive(figure, data, turning);
}

/** Losses at which there are contour lines. */
function levelsOf(low: number, top: number): number[] {
  const step = niceStep((top - low) / LEVELS);
  return Array.from(
    { length: Math.floor(top / step + 1e-9) - Math.ceil(low / step) + 1 },
    (_, i) => (Math.ceil(low / step) + i) * step,
  );
}

/** Fraction of the frame's width for a plot that is `ratio` times as wide as high; the colour bar follows it. */
function shareOfWidth({ margin }: Record<string, unknown>, ratio: number): number {
  const { l, r, t, b } = margin as Readonly<Record<'l' | 'r' | 't' | 'b', number>>;
  return (ratio * (HEIGHT - t - b)) / (FIGURE_WIDTH - l - r);
}

interface Shown {
  readonly low: number;
  readonly top: number;
  /** Whether there are losses above the top. */
  readonly cut: boolean;
  /** Of the plot, as a share of the frame. */
  readonly width: number;
}

function contourTrace(surface: DrawnSurface, levels: readonly number[], { low, top, cut, width }: Shown): Trace {
  const ticks = levels.filter((_, i) => (levels.length - 1 - i) % 2 === 0);
  return {
    type: 'contour',
    name: 'loss',
    x: surface.first,
    y: surface.second,
    z: surface.loss.map((row) => Array.from(row)),
    showlegend: false,
    zmin: low,
    zmax: top,
    colorscale: COLOUR_SCALE,
    autocontour: false,
    connectgaps: false,
    contours: { coloring: 'fill', start: levels[0], end: levels[levels.length - 1], size: niceStep((top - low) / LEVELS) },
    line: { width: 0.7, color: MEANING.annotation },
    colorbar: {
      x: width + 0.02,
      xanchor: 'left',
      title: { text: 'loss (nats)', side: 'right', font: { size: FONT_SIZE.axis } },
      tickfont: { size: FONT_SIZE.tick },
      thickness: 16,
      outlinewidth: 0.5,
      tickvals: ticks,
      ticktext: ticks.map((tick, i) => `${cut && i === ticks.length - 1 ? '≥ ' : ''}${numberText(tick)}`),
    },
  };
}

/** The smallest of 1, 2 or 5 times a power of ten that is at least as large. */
function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast || 1));
  return power * ([1, 2, 5].find((digit) => digit * power >= atLeast) ?? 10);
}

/** Lines of one kind differ in style. */
function lineTraces(lines: readonly SurfaceLine[]): Trace[] {
  return lines.map((line) => {
    const styles = LINES[line.kind];
    const style = styles[lines.filter(({ kind }) => kind === line.kind).indexOf(line) % styles.length];
    return lineTrace(line.first, line.second, style, line.name);
  });
}

function pointTrace(point: SurfacePoint, index: number): Trace {
  return {
    type: 'scatter', mode: 'markers', name: point.name, x: [point.first], y: [point.second], cliponaxis: false,
    marker: { ...solutionMarker(index, 12, 17), line: { color: MEANING.background, width: 1.5 } },
  };
}
