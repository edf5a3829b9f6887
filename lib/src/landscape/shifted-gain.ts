import { polylineAt } from './polyline';
import type { Profile } from './profile';

/** From where, and in which frame, a bias is applied to a measured curve. */
export interface BiasFrame {
  /** The l that counts as the solution: the curve's own minimum. */
  readonly centre: number;
  /** +1 if +u is the flat side, −1 if −u is. */
  readonly flatSign: 1 | -1;
}

/** A measured curve, joined by straight lines. */
export type MeasuredLoss = Pick<Profile, 'distances' | 'loss'>;

/** f(centre + x towards the flat side). */
function flatFrame({ distances, loss }: MeasuredLoss, { centre, flatSign }: BiasFrame): (x: number) => number {
  return (x) => polylineAt(distances, loss, centre + flatSign * x);
}

/**
 * By how much a bias l towards the flat side lowers the expected population loss, if the population loss were the
 * measured curve f shifted by +δ̄ or −δ̄ with equal probability (paper, Theorem 1 with one direction):
 * G(l) = ½ Σ± [f(±δ̄) − f(±δ̄ + l)], f counted from the centre, flat side positive.
 *
 * @returns NaN where ±δ̄ + l leaves the curve
 */
export function shiftedGain(curve: MeasuredLoss, frame: BiasFrame, shift: number, bias: number): number {
  const f = flatFrame(curve, frame);
  return (f(shift) - f(shift + bias) + f(-shift) - f(-shift + bias)) / 2;
}

/**
 * The theorem's lower bound of {@link shiftedGain} without its mismatch term, (c − 1)·l·p/2, with the constants that
 * serve best for this bias: r = δ̄ + l and ζ = δ̄ − l are as narrow as the range condition allows, p is the largest slope
 * of the flat side between them and c·p the smallest of the sharp side.
 *
 * @returns NaN for l > δ̄, where the theorem says nothing, and where δ̄ + l leaves the curve
 */
export function gainBoundOfCurve(curve: MeasuredLoss, frame: BiasFrame, shift: number, bias: number): number {
  if (bias > shift) return NaN;
  const [zeta, radius] = [shift - bias, shift + bias];
  const sharp: BiasFrame = { ...frame, flatSign: frame.flatSign === 1 ? -1 : 1 };
  const flatSlope = Math.max(...outwardSlopes(curve, frame, zeta, radius));
  const sharpSlope = Math.min(...outwardSlopes(curve, sharp, zeta, radius));
  return ((sharpSlope - flatSlope) * bias) / 2;
}

/** Slopes of all straight pieces that lie, wholly or in part, between ζ and r on the side that the frame calls flat. */
function outwardSlopes(curve: MeasuredLoss, frame: BiasFrame, zeta: number, radius: number): number[] {
  const f = flatFrame(curve, frame);
  const bends = curve.distances.map((distance) => frame.flatSign * (distance - frame.centre)).filter((x) => x > zeta && x < radius);
  const places = [zeta, ...bends.sort((a, b) => a - b), radius];
  return places.slice(1).map((to, k) => (f(to) - f(places[k])) / (to - places[k]));
}
