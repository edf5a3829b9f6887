import { nameOfDirection } from '../../landscape/direction-at';
import type { GroupNorm } from '../../landscape/layer-norms';
import { mean } from '../../numbers/statistics';
import type { Row } from '../../notebook/table';
import type { Recorded } from '../../records/records';
import { widthComparison } from './claims';
import { decideWidths, RULES } from './rules';
import { estimateText, percentText, withMinus } from '../../numbers/texts';
import { type PositionWidth, positionWidths } from './apparent-widths';
import { type WidthPair, WIDTH_NAMES } from './width-pairs';
import { pairsOf } from '../study/pairs';
import type { PairRays, PositionRays, RayOverlap, WidthView } from './measured-widths';

/**
 * The four views of one comparison: Gaussian rays at equal distances (the claims' own) and at equal shares of ‖w‖,
 * filter-normalised rays, and Gaussian rays with frozen batch-norm statistics.
 */
export function widthViews(gaussian: readonly PairRays[], filters: readonly PairRays[], frozen: readonly PairRays[]): WidthView[] {
  return [
    { kind: 'gaussian', batchNorm: 'reestimate', units: 'l', measured: gaussian },
    { kind: 'gaussian', batchNorm: 'reestimate', units: 'l/‖w‖', measured: gaussian },
    { kind: 'filter-normalised', batchNorm: 'reestimate', units: 'l/‖w‖', measured: filters },
    { kind: 'gaussian', batchNorm: 'frozen', units: 'l', measured: frozen },
  ];
}

const SIGNS = { holds: '✔ yes', 'does not hold at this scale': '✘ no', undecided: '? undecided' } as const;

/** One row for each view of the same pairs: which solution looks wider, and whether that survives the view. */
export function widthRows(views: readonly WidthView[]): Row[] {
  return views.map(({ kind, batchNorm, units, measured }) => {
    const comparison = widthComparison(measured, units);
    const [first, second] = WIDTH_NAMES[measured[0].pair.kind];
    const k = comparison.window[Math.floor(comparison.window.length / 2)];
    const rises = comparison.overSeeds ? [comparison.overSeeds] : comparison.seeds.map(({ difference }) => difference);
    return {
      rays: nameOfDirection(kind),
      'batch norm': batchNorm,
      distance: units,
      [`width of ${first} / ${second}`]: comparison.seeds
        .map(({ widths }) => `${widthText(widths[0])} / ${widthText(widths[1])}`)
        .join(', '),
      'mean rise, difference': k === undefined ? '–' : rises.map((estimates) => estimateText(estimates[k])).join(', '),
      [`${first} looks wider`]: SIGNS[decideWidths(comparison, RULES.C21.thresholds)],
    };
  });
}

const LOOKS = {
  holds: 'looks wider', 'does not hold at this scale': 'does not look wider', undecided: 'does not clearly look wider or narrower',
} as const;

/** Whether the first solution looks wider in one view, and by how much: sentences. */
export function looksText({ units, measured }: Pick<WidthView, 'units' | 'measured'>): string {
  const comparison = widthComparison(measured, units);
  const [first, second] = WIDTH_NAMES[measured[0].pair.kind];
  const widths = comparison.seeds.map(({ seed, widths: [one, other] }) => `${widthText(one)} and ${widthText(other)} (seed ${seed})`);
  const looks = LOOKS[decideWidths(comparison, RULES.C21.thresholds)];
  return (
    `${first[0].toUpperCase()}${first.slice(1)} against ${second}: the first ${looks} along these rays. ` +
    `Apparent widths: ${widths.join(', ')}.`
  );
}

/**
 * ‖w‖ of each group of layers at both solutions of each pair: the mean over seeds, and the ratio in every seed.
 *
 * @throws UsageError LISTS_UNEQUAL
 */
export function layerNormRows(
  pairs: readonly WidthPair[],
  norms: readonly (readonly [Recorded<readonly GroupNorm[]>, Recorded<readonly GroupNorm[]>])[],
): Row[] {
  if (pairsOf('pairs and their norms', pairs, norms).length === 0) return [];
  const [{ kind, wide }] = pairs;
  const [first, second] = WIDTH_NAMES[kind];
  const row = (group: string, weights: number, both: readonly (readonly [number, number])[]): Row => ({
    group,
    weights,
    [`‖w‖, ${first}`]: mean(both.map(([norm]) => norm)),
    [`‖w‖, ${second}`]: mean(both.map(([, norm]) => norm)),
    'ratio, by seed': both.map(([a, b]) => (a / b).toFixed(4)).join(', '),
  });
  const groups = norms[0][0].result.map(({ group, weights }, g) =>
    row(
      group,
      weights,
      norms.map(([a, b]) => [a.result[g].norm, b.result[g].norm]),
    ),
  );
  return [
    ...groups,
    row(
      'all',
      wide.weights,
      pairs.map((pair) => [pair.wide.weightNorm, pair.narrow.weightNorm]),
    ),
  ];
}

/** How little a ray has to do with the line between the two solutions: one sentence. */
export function rayOverlapText(pair: WidthPair, { result }: Recorded<RayOverlap>, radius: number): string {
  const cosine = mean(result.cosines);
  const [first, second] = WIDTH_NAMES[pair.kind];
  return (
    `Seed ${pair.seed}: at the end of a ray, l = ${widthText(radius)}, the point has moved along the line from ${first} to ${second} by ` +
    `${(radius * cosine).toPrecision(2)} on average, ${percentText((radius * cosine) / result.distance)} of the distance between the two ` +
    `(mean |cosine| ${cosine.toPrecision(2)}; expected of an isotropic ray, √(2/(π·d)): ` +
    `${Math.sqrt(2 / (Math.PI * pair.wide.weights)).toPrecision(2)}).`
  );
}

/** One row for each point of the line. */
export function apparentWidthRows(measured: readonly PositionRays[]): Row[] {
  return positionWidths(measured).map(({ position, loss, width, difference }) => ({
    'position α': position,
    'training loss': loss,
    'apparent width': width,
    'minus that at α = 0 (95 %)': difference === null ? '–' : position === 0 ? '0' : estimateText(difference),
  }));
}

/** How much the apparent width changes along the line and between the two solutions, and whether it goes on beyond them: sentences. */
export function apparentWidthText(pair: WidthPair, measured: readonly PositionRays[]): string {
  const known = positionWidths(measured).filter((one): one is PositionWidth & { width: number } => one.width !== null);
  const at = (position: number): number | undefined => known.find((one) => one.position === position)?.width;
  const [first, second] = WIDTH_NAMES[pair.kind];
  if (known.length === 0) return 'The rays do not reach the level anywhere on this line.';
  const widest = known.reduce((a, b) => (b.width > a.width ? b : a));
  const narrowest = known.reduce((a, b) => (b.width < a.width ? b : a));
  const [zero, one] = [at(0), at(1)];
  const solutions =
    zero === undefined || one === undefined
      ? ''
      : ` Between ${first} and ${second} themselves it differs by a factor of ${(Math.max(zero, one) / Math.min(zero, one)).toFixed(3)}.`;
  return (
    `On this one line the apparent width is largest at α = ${withMinus(String(widest.position))} (${widthText(widest.width)}) ` +
    `and smallest at α = ${withMinus(String(narrowest.position))} (${widthText(narrowest.width)}), a factor of ` +
    `${(widest.width / narrowest.width).toFixed(3)}.${solutions}${beyondText(known, [first, second])}`
  );
}

/** Whether the width goes on changing in the same sense beyond the solutions at 0 and 1; empty where nothing beyond was measured. */
function beyondText(known: readonly (PositionWidth & { width: number })[], [first, second]: readonly [string, string]): string {
  const at = (position: number): number => known.find((one) => one.position === position)?.width ?? NaN;
  const sense = Math.sign(at(1) - at(0));
  const steps = known.slice(1).map((one, k) => ({ from: known[k].position, to: one.position, change: one.width - known[k].width }));
  const sides = [
    { name: first, changes: steps.filter(({ to }) => to <= 0) },
    { name: second, changes: steps.filter(({ from }) => from >= 1) },
  ].filter(({ changes }) => changes.length > 0);
  if (sides.length === 0 || !(Math.abs(sense) > 0)) return '';
  const level = sides.filter(({ changes }) => !changes.every(({ change }) => change * sense > 0));
  return level.length === 0
    ? ` Beyond ${sides.map(({ name }) => name).join(' and ')} it goes on changing in the same sense: width belongs to the place.`
    : ` Beyond ${level.map(({ name }) => name).join(' and ')} it does not go on changing in the same sense.`;
}

function widthText(width: number | null): string {
  return width === null ? 'not reached' : String(Number(width.toPrecision(3)));
}
