import { type Asymmetry, asymmetry, isAsymmetric } from '../../landscape/asymmetry';
import { polylineAt } from '../../numbers/sampled';

/** A curve that someone drew, and what the library's statistics say of it. */
export interface JudgedCurve {
  readonly distances: readonly number[];
  readonly loss: readonly number[];
  readonly asymmetry: Asymmetry;
  /** Whether the recentred curve is two-sided with c* above 2, as {@link isAsymmetric} has it. */
  readonly asymmetric: boolean;
  /** The verdict in a sentence or two, plain text. */
  readonly verdict: string;
}

/** Points of the even grid on which a drawn curve is judged, an odd number: 0 is among them. */
const GRID = 81;

/**
 * Judges a curve drawn as straight lines between points at even distances from −reach to reach, as if it were an exactly known loss.
 *
 * @param heights losses in nats, at least three, an odd number, so that one is at 0 @param reach above 0
 * @throws LandscapeError CURVE_NOT_FINITE if the height next to the middle is not finite
 */
export function judgeDrawnCurve(heights: readonly number[], reach: number): JudgedCurve {
  const even = (points: number): number[] => Array.from({ length: points }, (_, k) => (reach * (2 * k - points + 1)) / (points - 1));
  const [places, distances] = [even(heights.length), even(GRID)];
  const loss = distances.map((l) => polylineAt(places, heights, l));
  const found = asymmetry({ distances, loss });
  return { distances, loss, asymmetry: found, asymmetric: isAsymmetric(found), verdict: verdictOf(found) };
}

function verdictOf(found: Asymmetry): string {
  const { recentred: { sides, definition, index }, flatSign } = found;
  if (sides !== 'two-sided') return 'The curve does not rise on both sides of its minimum: it says nothing about asymmetry.';
  if (definition === null) return 'Near an end the minimum leaves too few points on one side to judge.';
  const text = (value: number): string => (value >= 99.5 ? 'above 99' : value.toFixed(2));
  const numbers = `c* = ${text(definition.ratio)}${index === null ? '' : `, A = ${index.toFixed(2).replace('-', '−')}`}`;
  if (!isAsymmetric(found)) return `Not asymmetric by the rule c* > 2: ${numbers}.`;
  return `Asymmetric by the rule c* > 2: ${numbers}. The flat side is the ${flatSign === 1 ? 'right' : 'left'} one.`;
}
