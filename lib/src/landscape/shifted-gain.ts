import type { Interpolant } from '../numbers/spline';

/** The place from which a bias on a measured curve is counted, and its positive side. */
export interface BiasFrame {
  /** The l that counts as the solution: the curve's own minimum. */
  readonly centre: number;
  /** +1 if +u is the flat side, −1 if −u is. */
  readonly flatSign: 1 | -1;
}

/** Number of pieces between ζ and r on which slopes are taken; even, so that δ̄, in the middle, is the end of two pieces. */
const PIECES = 64;

/**
 * The gain of a bias l towards the flat side (paper, Theorem 1 with one direction), G(l) = ½ Σ± [f(±δ̄) − f(±δ̄ + l)], nats. It
 * is the fall of the expected population loss, if this loss is the measured curve f shifted by +δ̄ or −δ̄ with equal probability.
 * Here f is counted from the centre, with the flat side positive.
 *
 * @param loss f
 * @param shift δ̄
 * @param bias l
 * @returns NaN where ±δ̄ + l leaves the curve
 */
export function shiftedGain(loss: Interpolant, frame: BiasFrame, shift: number, bias: number): number {
  const f = inFrame(loss, frame);
  return (f(shift) - f(shift + bias) + f(-shift) - f(-shift + bias)) / 2;
}

/**
 * The theorem's lower bound of {@link shiftedGain} without its mismatch term, (c − 1)·l·p/2, nats, with the constants that serve
 * best for this bias. r = δ̄ + l and ζ = δ̄ − l are as narrow as the range condition allows; between them, p is the largest slope
 * of the flat side and c·p the smallest of the sharp side.
 *
 * @returns NaN for l > δ̄ and l < 0, where the theorem says nothing, and where δ̄ + l leaves the curve
 */
export function gainBoundOfCurve(loss: Interpolant, frame: BiasFrame, shift: number, bias: number): number {
  if (bias > shift || bias <= 0) return bias === 0 ? 0 : NaN;
  const slopes = (side: BiasFrame): number[] => outwardSlopes(inFrame(loss, side), shift - bias, shift + bias);
  const flat = Math.max(...slopes(frame));
  const sharp = Math.min(...slopes({ ...frame, flatSign: frame.flatSign === 1 ? -1 : 1 }));
  return ((sharp - flat) * bias) / 2;
}

/** x ↦ f(centre + x), with x positive towards the flat side. */
function inFrame(loss: Interpolant, { centre, flatSign }: BiasFrame): Interpolant {
  return (x) => loss(centre + flatSign * x);
}

function outwardSlopes(f: Interpolant, zeta: number, radius: number): number[] {
  const width = (radius - zeta) / PIECES;
  return Array.from({ length: PIECES }, (_, k) => (f(zeta + (k + 1) * width) - f(zeta + k * width)) / width);
}
