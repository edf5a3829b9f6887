import { estimateText } from '../../numbers/texts';
import { type Decided, verdictText } from '../claims/claims';
import { RULES } from './rules';
import type { ShiftOfDirection } from './shifts';
import { type Measure, MEASURES, type OverSeeds, overSeedsOf, type StretchOfDirection, stretchesOf } from './stretches';

const CLAIMS = [
  { id: 'C30', kind: 'uniform01', entries: '(0, 1)' },
  { id: 'C30, symmetric', kind: 'uniform-symmetric', entries: '(−1, 1)' },
] as const;

const NAMES = { largest: 'by the largest difference', meanSquare: 'by the mean square' } as const;

/** C30 and C30, symmetric: whether a shift explains the mismatch of the two curves better than a stretch, for each kind of direction. */
export function stretchClaims(shifts: readonly ShiftOfDirection[]): Decided[] {
  return CLAIMS.map(({ id, kind, entries }) => {
    const own = stretchesOf(shifts.filter((entry) => entry.kind === kind));
    return {
      id,
      section: '4.2',
      statement: `Along ${entries} directions a shift explains the mismatch of training and test curve better than a vertical stretch.`,
      paper: 'a shift makes the curves match (Figure 3); a stretch is not discussed',
      measured: MEASURES.map((measure) => measureText(own, id, measure)).join('; '),
      verdict: RULES[id].verdict(differenceOf(own, 'largest').interval),
      why: RULES[id].why,
    };
  });
}

type StretchClaim = (typeof CLAIMS)[number]['id'];

function differenceOf(stretches: readonly StretchOfDirection[], measure: Measure): OverSeeds {
  return overSeedsOf(stretches, ({ left }) => left[measure].shift - left[measure].stretch);
}

function measureText(stretches: readonly StretchOfDirection[], id: StretchClaim, measure: Measure): string {
  const [shift, stretch, both] = (['shift', 'stretch', 'both'] as const).map((fit) => (
    overSeedsOf(stretches, ({ left }) => left[measure][fit]).mean.toFixed(2)
  ));
  const { mean, interval } = differenceOf(stretches, measure);
  const better = stretches.filter(({ left }) => left[measure].shift < left[measure].stretch).length;
  const verdict = measure === 'largest' ? '' : `, which alone would be: ${verdictText(RULES[id].verdict(interval))}`;
  return (
    `${NAMES[measure]} a shift leaves ${shift}, a stretch ${stretch}, both together ${both}; shift minus stretch ` +
    `${interval ? estimateText(interval, 2) : mean.toFixed(2)}, the shift better along ${better} of ${stretches.length}${verdict}`
  );
}
