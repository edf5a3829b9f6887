import type { Figure } from '../../figures/figure';
import { valleyFigure, type ValleyPanel } from '../../figures/valley';
import { type PlacedValley, severalMinima } from '../theory/several-minima';
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
    title: 'Which of two solutions has the lower test loss when the loss shifts?',
    caption:
      'Follow the dotted line of each solution up to the two shifted curves: what does the dot pay for each of the shifts, and ' +
      'what does the star?',
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

/**
 * Several minima side by side, and the same loss shifted to the right and to the left (paper, Figure 1 a): a dot at each
 * training minimum, a diamond above it on the shifted loss that these weights then have.
 *
 * @param shift how far the test loss is shifted
 */
export function minimaFigure(placed: readonly PlacedValley[], shift: number): Figure {
  const loss = severalMinima(placed);
  const places = placed.map(({ minimiser }) => minimiser);
  const reach = 1.8 * shift;
  const panel = (side: 1 | -1): ValleyPanel => ({
    title:
      `From left to right: ${placed.map(({ name }) => name).join(', ')}. The test loss is shifted to the ` +
      `${side === 1 ? 'right' : 'left'}`,
    from: Math.min(...places) - reach,
    to: Math.max(...places) + 2 * reach,
    plumbLines: true,
    curves: [
      { name: 'training loss', loss, kind: 'empirical' },
      { name: 'test loss', loss, shift: side * shift, kind: 'population' },
    ],
    points: [
      ...places.map((w) => ({ name: 'training minimum', w, kind: 'minimum' as const })),
      ...places.map((w) => ({ name: 'its test loss', w, curve: 1, kind: 'shifted' as const })),
      ...places.map((w) => ({ name: 'test minimum', w: w + side * shift, curve: 1, kind: 'other' as const })),
    ],
  });
  return valleyFigure({
    title: 'Figure 1 (a): what does each minimum pay when the loss shifts?',
    caption:
      'Compare the heights of the diamonds: what each minimum pays when the loss moves. The hollow circles are where the test loss is ' +
      'smallest.',
    panels: [panel(1), panel(-1)],
    columns: 1,
  });
}
