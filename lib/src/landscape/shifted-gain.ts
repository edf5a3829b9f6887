import type { Interpolant } from '../numbers/spline';

/** From where, and in which frame, a bias is applied to a measured curve. */
export interface BiasFrame {
  /** The l that counts as the solution: the curve's own minimum. */
  readonly centre: number;
  /** +1 if +u is the flat side, −1 if −u is. */
  readonly flatSign: 1 | -1;
}

/** Pieces between ζ and r over which slopes are taken; even, so that δ̄ in the middle is an end of two of them. */
const PIECES = 64;

/**
 * By how much a bias l towards the flat side lowers the expected population loss, if the population loss were the
 * measured curve f shifted by +δ̄ or −δ̄ with equal probability (paper, Theorem 1 with one direction):
 * G(l) = ½ Σ± [f(±δ̄) − f(±δ̄ + l)], f counted from the centre, flat side positive.
 *
 * @returns NaN where ±δ̄ + l leaves the curve
 */
export function shiftedGain(loss: Interpolant, frame: BiasFrame, shift: number, bias: number): number {
  const f = inFrame(loss, frame);
  return (f(shift) - f(shift + bias) + f(-shift) - f(-shift + bias)) / 2;
}

/**
 * The theorem's lower bound of {@link shiftedGain} without its mismatch term, (c − 1)·l·p/2, with the constants that
 * serve best for this bias: r = δ̄ + l and ζ = δ̄ − l are as narrow as the range condition allows, p is the largest slope
 * of the flat side between them and c·p the smallest of the sharp side.
 *
 * @returns NaN for l > δ̄, where the theorem says nothing, and where δ̄ + l leaves the curve
 */
export function gainBoundOfCurve(loss: Interpolant, frame: BiasFrame, shift: number, bias: number): number {
  if (bias > shift || bias <= 0) return bias === 0 ? 0 : NaN;
  const slopes = (side: BiasFrame): number[] => outwardSlopes(inFrame(loss, side), shift - bias, shift + bias);
  const flat = Math.max(...slopes(frame));
  const sharp = Math.min(...slopes({ ...frame, flatSign: frame.flatSign === 1 ? -1 : 1 }));
  return ((sharp - flat) * bias) / 2;
}

/** x ↦ f(centre + x towards the side that the frame calls flat). */
function inFrame(loss: Interpolant, { centre, flatSign }: BiasFrame): Interpolant {
  return (x) => loss(centre + flatSign * x);
}

function outwardSlopes(f: Interpolant, zeta: number, radius: number): number[] {
  const width = (radius - zeta) / PIECES;
  return Array.from({ length: PIECES }, (_, k) => (f(zeta + (k + 1) * width) - f(zeta + k * width)) / width);
}
