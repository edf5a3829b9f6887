import type { LinePanel } from '../../figures/line-panels';
import { COLOURS } from '../../figures/theme';
import type { Projection, Trace } from './projections';

/** The highest rate of a training, the lowest, or on the way between them. */
export function rateName({ learningRate }: Projection, traces: readonly Trace[]): string {
  const rates = traces.flatMap(({ projections }) => projections.map((projection) => projection.learningRate));
  const constant = learningRate === Math.max(...rates) || learningRate === Math.min(...rates);
  return constant ? `<i>η</i> = ${Number(learningRate.toPrecision(3))}` : '<i>η</i> falling';
}

/** The epochs of each rate, as stretches of a figure. */
export function rateStretches(traces: readonly Trace[]): LinePanel['stretches'] {
  const [{ projections }] = traces;
  const names = projections.map((projection) => rateName(projection, traces));
  const colours = [COLOURS.sky, COLOURS.purple, COLOURS.green] as const;
  return [...new Set(names)].map((text, i) => {
    const [from, to] = [names.indexOf(text), names.lastIndexOf(text)];
    return { from: edge(projections, from), to: edge(projections, to + 1), text, colour: colours[i % colours.length] };
  });
}

/** Halfway between an epoch and the one before it. */
function edge(projections: readonly Projection[], i: number): number {
  const [before, after] = [projections[i - 1]?.epoch, projections[i]?.epoch];
  if (before === undefined) return after;
  return after === undefined ? before : (before + after) / 2;
}
