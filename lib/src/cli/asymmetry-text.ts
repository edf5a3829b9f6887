import type { Asymmetry, Sides } from '../landscape/asymmetry';
import type { AsymmetryUncertainty } from '../landscape/asymmetry-uncertainty';
import type { Interval } from '../numbers/statistics';
import { estimateText, withMinus } from '../numbers/texts';

const SIDES: Readonly<Record<Sides, string>> = {
  'two-sided': 'it rises on both sides of it',
  'one-sided': 'it rises on one side of it only, so this may not be a minimum',
  flat: 'it rises on neither side of it by more than noise',
};

/**
 * The statistics of asymmetry as a few lines of text: c*, ρ and A about the curve's own minimum, with their intervals if examples
 * were resampled.
 *
 * @param split the split of the loss
 */
export function asymmetryText(asymmetry: Asymmetry & { readonly uncertainty?: AsymmetryUncertainty }, split: 'train' | 'test'): string {
  const { recentred, minimum, excludedFrom, uncertainty } = asymmetry;
  const row = (symbol: string, value: number | null | undefined, interval: Interval | null | undefined, meaning: string): string =>
    `  ${symbol.padEnd(2)} = ${interval ? estimateText({ value: value ?? NaN, ...interval }, 2) : numberText(value)}: ${meaning}`;
  return [
    `Asymmetry of the ${split === 'train' ? 'training' : 'test'} loss about its lowest point, at distance ` +
    `${withMinus(String(Number(minimum.toPrecision(3))))}; ${SIDES[recentred.sides]}.`,
    row(
      'c*',
      recentred.definition?.ratio,
      uncertainty?.ratio,
      'smallest slope of the sharp side, divided by the largest of the flat side; above 2 counts as asymmetric',
    ),
    row('ρ', recentred.secantRatio, uncertainty?.secantRatio, 'mean slope of the steeper side, divided by that of the other'),
    row('A', recentred.index, uncertainty?.index, 'from −1 to 1; above 0 if the flat side lies at positive distances'),
    ...(recentred.definition === null
      ? ['  The lowest point needs four points on either side: measure farther, or with more points.']
      : []),
    ...(uncertainty ? ['  In brackets: 95 % intervals over the choice of examples.'] : []),
    ...(excludedFrom === null
      ? []
      : [`  Distances of ${Number(excludedFrom.toPrecision(3))} and more are left out: the loss there is not a finite number.`]),
  ].join('\n');
}

function numberText(value: number | null | undefined): string {
  return typeof value === 'number' && Number.isFinite(value) ? withMinus(value.toFixed(2)) : 'unknown';
}
