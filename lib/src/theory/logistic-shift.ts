import { generator } from '../base/random';
import { asymmetry } from '../landscape/asymmetry';
import { distancesBetween } from '../landscape/distances';
import { findRadius } from '../landscape/radius';
import { shiftGap } from '../landscape/shift-gap';

/** Weight and bias of a logistic regression with one input: the probability of class 1 is σ(w·x + b). */
export type LogisticWeights = readonly [weight: number, bias: number];

/** Examples of both classes: inputs and labels 0 or 1. */
export interface LogisticExamples {
  readonly x: readonly number[];
  readonly labels: readonly number[];
}

/** The shift between one training set's loss and the population's along a direction through its minimiser. */
export interface LogisticShift {
  /** δ̂ with the training loss's flat side positive, by the smallest maximal gap. */
  readonly shift: number;
  readonly leastSquaresShift: number;
  /** ξ_δ̂ / ξ_0. */
  readonly ratio: number;
  /** r, how far the curves reach. */
  readonly radius: number;
}

const POINTS = 41;
const NEWTON_STEPS = 100;
/** Quadrature of the population loss: a sum over a normal density, accurate to rounding at this spacing. */
const SPACING = 0.1;
const HALF_WIDTH = 8;

/** n examples, half of each class: x ~ N(1, 1) with label 0, N(−1, 1) with label 1 (the authors' toy data). */
export function drawLogisticExamples(examples: number, seed: number): LogisticExamples {
  const source = generator(seed, 'logistic/examples');
  const labels = Array.from({ length: examples }, (_, i) => Number(i >= examples / 2));
  return { x: labels.map((label) => source.normal() + (label === 1 ? -1 : 1)), labels };
}

/** Mean binary cross-entropy on the examples, nats. */
export function logisticLoss({ x, labels }: LogisticExamples, [weight, bias]: LogisticWeights): number {
  return x.reduce((sum, input, i) => sum + softplus((1 - 2 * labels[i]) * (weight * input + bias)), 0) / x.length;
}

/** The same over the distribution that the examples come from. Smallest at (−2, 0). */
export function logisticPopulationLoss([weight, bias]: LogisticWeights): number {
  const half = Math.round(HALF_WIDTH / SPACING);
  let sum = 0;
  for (let k = -half; k <= half; k++) {
    const z = k * SPACING;
    const density = (SPACING * Math.exp(-(z ** 2) / 2)) / Math.sqrt(2 * Math.PI);
    sum += (density * (softplus(weight * (1 + z) + bias) + softplus(-weight * (z - 1) - bias))) / 2;
  }
  return sum;
}

/**
 * The minimiser of the training loss, by Newton's method with halved steps.
 *
 * @returns null if the classes can be separated by a threshold: the loss then falls for ever
 */
export function fitLogistic(examples: LogisticExamples): LogisticWeights | null {
  if (isSeparable(examples)) return null;
  let weights: LogisticWeights = [0, 0];
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const [move, decrement] = newtonStep(examples, weights);
    if (decrement < 1e-24) break;
    let share = 1;
    const at = (): LogisticWeights => [weights[0] - share * move[0], weights[1] - share * move[1]];
    while (logisticLoss(examples, at()) > logisticLoss(examples, weights) && share > 1e-6) share /= 2;
    weights = at();
  }
  return weights;
}

/** How far, and to which side, the population loss is shifted along u from where one training set's minimum lies. */
export async function logisticShift(examples: LogisticExamples, weights: LogisticWeights, direction: LogisticWeights): Promise<LogisticShift> {
  const at = (l: number): LogisticWeights => [weights[0] + l * direction[0], weights[1] + l * direction[1]];
  const { radius } = await findRadius((l) => Promise.resolve(logisticLoss(examples, at(l))), 0.05 * Math.hypot(...weights));
  const distances = distancesBetween(-radius, radius, POINTS);
  const train = distances.map((l) => logisticLoss(examples, at(l)));
  const test = distances.map((l) => logisticPopulationLoss(at(l)));
  const { flatSign } = asymmetry({ distances, loss: train });
  const gap = shiftGap({ distances, train, test });
  return { shift: flatSign * gap.shift, leastSquaresShift: flatSign * gap.leastSquaresShift, ratio: gap.ratio, radius };
}

/** H⁻¹g and gᵀH⁻¹g of the training loss. */
function newtonStep({ x, labels }: LogisticExamples, [weight, bias]: LogisticWeights): [LogisticWeights, number] {
  let [gw, gb, hww, hwb, hbb] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const probability = 1 / (1 + Math.exp(-(weight * x[i] + bias)));
    const [error, variance] = [probability - labels[i], probability * (1 - probability)];
    gw += error * x[i];
    gb += error;
    hww += variance * x[i] ** 2;
    hwb += variance * x[i];
    hbb += variance;
  }
  const determinant = hww * hbb - hwb ** 2;
  const move: LogisticWeights = [(hbb * gw - hwb * gb) / determinant, (hww * gb - hwb * gw) / determinant];
  return [move, (move[0] * gw + move[1] * gb) / x.length];
}

function isSeparable({ x, labels }: LogisticExamples): boolean {
  const of = (label: number): number[] => x.filter((_, i) => labels[i] === label);
  const [zero, one] = [of(0), of(1)];
  return Math.max(...one) < Math.min(...zero) || Math.max(...zero) < Math.min(...one);
}

/** log(1 + e^x) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
