import { directionStatisticsFigure } from '../../figures/direction-statistics';
import type { Figure } from '../../figures/figure';
import type { FigureWords } from '../../figures/measured';
import { COLOURS } from '../../figures/theme';
import { provenanceTextOfAll } from '../study/provenance';
import type { ShiftOfDirection } from './shifts';
import { stretchesOf } from './stretches';

const FITS = [
  { fit: 'shift', name: 'a shift', colour: COLOURS.blue },
  { fit: 'stretch', name: 'a stretch', colour: COLOURS.orange },
  { fit: 'both', name: 'both', colour: COLOURS.green },
] as const;

/**
 * What the best shift, the best stretch and both leave of the mismatch along every direction, a row for each kind and fit; a fit
 * has one colour.
 */
export function stretchFigure(shifts: readonly ShiftOfDirection[], words: FigureWords): Figure {
  const all = stretchesOf(shifts);
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  return directionStatisticsFigure({
    title: words.title,
    caption: `${words.caption} ${provenanceTextOfAll(shifts.map(({ record }) => record))}`,
    statistic: 'share of <i>ξ</i><sub>0</sub> that is left',
    groupTitle: 'fit, kind of direction',
    unit: ['direction', 'directions'],
    groups: kinds.flatMap((kind) => FITS.map(({ fit, name, colour }) => ({
      name: `${name}, ${kind}`,
      colour,
      values: all
        .filter((entry) => entry.kind === kind)
        .map(({ left, seed, index }) => ({ value: left.largest[fit], label: `seed ${seed}, direction ${index}` })),
    }))),
  });
}
