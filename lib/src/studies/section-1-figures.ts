import type { Figure } from '../figures/figure';
import { valleyFigure } from '../figures/valley';
import type { Valley } from '../theory/valleys';

/** What the illustration compares. */
export interface ShiftIllustration {
  /** How far the test loss is shifted, to either side. */
  readonly shift: number;
  /** w of the biased solution. */
  readonly biased: number;
}

/**
 * A valley, its copies shifted to both sides, the training minimum and a biased solution (paper, Figure 1 b). All
 * places are computed from the valley.
 */
export function shiftFigure(valley: Valley, { shift, biased }: ShiftIllustration): Figure {
  const loss = valley.value;
  const reach = 1.4 * Math.max(1, Math.abs(shift) + Math.abs(biased - valley.minimiser));
  return valleyFigure({
    title: 'Why a solution on the flat side generalises better',
    caption: 'Follow the dotted line of each solution up to the two shifted curves: the dot pays dearly for one of the shifts, the star for neither.',
    panels: [
      {
        title: '',
        from: valley.minimiser - reach,
        to: valley.minimiser + 1.6 * reach,
        plumbLines: true,
        curves: [
          { name: 'training loss', loss, kind: 'empirical' },
          { name: 'test loss, shifted right', loss, shift, kind: 'population' },
          { name: 'test loss, shifted left', loss, shift: -shift, kind: 'other' },
        ],
        points: [
          { name: 'training minimum', w: valley.minimiser, kind: 'minimum' },
          { name: 'biased solution', w: biased, kind: 'average' },
        ],
      },
    ],
  });
}
