import { generator } from '../../base/random';
import { asymmetry } from '../../landscape/asymmetry';
import { distancesBetween } from '../../numbers/distances';
import { findRadius } from '../../landscape/radius';
import { shiftGap } from '../../landscape/shift-gap';
import { alongLine, type LogisticData, logisticGradient, logisticLoss, type LogisticPoint } from './logistic';

/**
 * The shift between the loss of one training set and the population loss, along a direction through the minimiser of the training
 * loss (paper, Definition 3).
 */
export interface LogisticShift {
  /** δ̂, the shift with the smallest maximal gap; positive towards the flat side of the training loss. */
  readonly shift: number;
  /** The shift with the smallest mean squared difference, likewise. */
  readonly leastSquaresShift: number;
  /** ξ_δ̂ / ξ_0. */
  readonly ratio: number;
  /** r: the curves reach from −r to r. */
  readonly radius: number;
}

const POINTS = 41;
const NEWTON_STEPS = 100;
/** Newton's decrement is twice the loss still to be gained; below this value only rounding is left. */
const LEAST_DECREMENT = 1e-24;
const LEAST_SHARE = 1e-6;
/** Spacing of the quadrature of the population loss: a sum over a normal density, accurate to rounding at this spacing. */
const SPACING = 0.1;
const HALF_WIDTH = 8;

/**
 * A training set of any size from the distribution of the authors' logistic regression: one half has label 0 and inputs from
 * N(1, 1), the other half label 1 and inputs from N(−1, 1).
 */
export function drawTrainingSet(examples: number, seed: number): LogisticData {
  const source = generator(seed, 'logistic/training-set');
  const labels = Array.from({ length: examples }, (_, i) => Number(i >= examples / 2));
  return { labels, inputs: labels.map((label) => source.normal() + (label === 0 ? 1 : -1)) };
}

/** The loss over the distribution of the training sets, nats. It is smallest at w = −2, b = 0. */
export function logisticPopulationLoss([w, b]: LogisticPoint): number {
  const half = Math.round(HALF_WIDTH / SPACING);
  let sum = 0;
  for (let k = -half; k <= half; k++) {
    const z = k * SPACING;
    const density = (SPACING * Math.exp(-(z ** 2) / 2)) / Math.sqrt(2 * Math.PI);
    sum += (density * (softplus(w * (1 + z) + b) + softplus(-w * (z - 1) - b))) / 2;
  }
  return sum;
}

/**
 * The minimiser of the training loss, by Newton's method; steps that raise the loss are halved.
 *
 * @returns null if a threshold separates the classes: the loss then falls for ever
 */
export function fitLogistic(data: LogisticData): LogisticPoint | null {
  if (isSeparable(data)) return null;
  let point: LogisticPoint = [0, 0];
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const [move, decrement] = newtonStep(data, point);
    if (decrement < LEAST_DECREMENT) break;
    let share = 1;
    while (logisticLoss(data, alongLine(point, move, share)) > logisticLoss(data, point) && share > LEAST_SHARE) share /= 2;
    point = alongLine(point, move, share);
  }
  return point;
}

/**
 * How far the population loss is shifted along u, and to which side, from the minimum of one training set's loss.
 *
 * @param minimum of the training loss, see {@link fitLogistic}
 * @param direction u
 * @throws UsageError RADIUS_INVALID if the minimum is (0, 0)
 */
export async function logisticShift(data: LogisticData, minimum: LogisticPoint, direction: LogisticPoint): Promise<LogisticShift> {
  const trainingLoss = (l: number): number => logisticLoss(data, alongLine(minimum, direction, l));
  const { radius } = await findRadius((l) => Promise.resolve(trainingLoss(l)), 0.05 * Math.hypot(...minimum));
  const distances = distancesBetween(-radius, radius, POINTS);
  const train = distances.map(trainingLoss);
  const test = distances.map((l) => logisticPopulationLoss(alongLine(minimum, direction, l)));
  const { flatSign } = asymmetry({ distances, loss: train });
  const gap = shiftGap({ distances, train, test });
  return { shift: flatSign * gap.shift, leastSquaresShift: flatSign * gap.leastSquaresShift, ratio: gap.ratio, radius };
}

/** Newton's step −H⁻¹g of the training loss, and its decrement gᵀH⁻¹g. */
function newtonStep(data: LogisticData, [w, b]: LogisticPoint): [LogisticPoint, number] {
  const [gw, gb] = logisticGradient(data, [w, b]);
  let [ww, wb, bb] = [0, 0, 0];
  for (const x of data.inputs) {
    const probability = 1 / (1 + Math.exp(-(w * x + b)));
    const variance = (probability * (1 - probability)) / data.inputs.length;
    ww += variance * x ** 2;
    wb += variance * x;
    bb += variance;
  }
  const determinant = ww * bb - wb ** 2;
  const move: LogisticPoint = [(wb * gb - bb * gw) / determinant, (wb * gw - ww * gb) / determinant];
  return [move, -(move[0] * gw + move[1] * gb)];
}

function isSeparable({ inputs, labels }: LogisticData): boolean {
  const of = (label: number): number[] => inputs.filter((_, i) => labels[i] === label);
  const [zero, one] = [of(0), of(1)];
  return Math.max(...one) < Math.min(...zero) || Math.max(...zero) < Math.min(...one);
}

/** log(1 + e^x) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
