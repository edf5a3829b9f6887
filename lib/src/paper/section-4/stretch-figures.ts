import { directionStatisticsFigure } from '../../figures/direction-statistics';
import type { Figure } from '../../figures/figure';
import type { FigureWords } from '../../figures/measured';
import { provenanceTextOfAll } from '../study/provenance';
import type { ShiftOfDirection } from './shifts';
import { stretchesOf } from './stretches';

const FITS = [
  { fit: 'shift', name: 'a shift' },
  { fit: 'stretch', name: 'a stretch' },
  { fit: 'both', name: 'both' },
] as const;

/** What the best shift, the best stretch and both leave of the mismatch along every direction, a row for each fit and kind. */
export function stretchFigure(shifts: readonly ShiftOfDirection[], words: FigureWords): Figure {
  const all = stretchesOf(shifts);
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  return directionStatisticsFigure({
    title: words.title,
    caption: `${words.caption} ${provenanceTextOfAll(shifts.map(({ record }) => record))}`,
    statistic: 'share of <i>ξ</i><sub>0</sub> that is left',
    groupTitle: 'fit, kind of direction',
    unit: ['direction', 'directions'],
    groups: kinds.flatMap((kind) => FITS.map(({ fit, name }) => ({
      name: `${name}, ${kind}`,
      values: all
        .filter((entry) => entry.kind === kind)
        .map(({ left, seed, index }) => ({ value: left.largest[fit], label: `seed ${seed}, direction ${index}` })),
    }))),
  });
}
