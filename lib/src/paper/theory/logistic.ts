import { UsageError } from '../../base/errors';
import { generator } from '../../base/random';

/** A point of the plane of all solutions of the logistic regression: its weight w and bias b. */
export type LogisticPoint = readonly [w: number, b: number];

/** Examples with one input each. */
export interface LogisticData {
  readonly inputs: readonly number[];
  /** One label for each input, 0 or 1. */
  readonly labels: readonly number[];
}

const PER_CLASS = 10;

/**
 * The data of the authors' logistic regression: ten inputs from N(1, 1) with label 0, then ten from N(−1, 1) with label 1.
 *
 * @param seed other seeds draw other inputs; the authors' code uses 0 … 49, with another random generator
 */
export function logisticData(seed: number): LogisticData {
  const source = generator(seed, 'logistic/data');
  const labels = Array.from({ length: 2 * PER_CLASS }, (_, i) => Number(i >= PER_CLASS));
  return { labels, inputs: labels.map((label) => source.normal() + (label === 0 ? 1 : -1)) };
}

/** The start of the training: w and b from U(−1, 1), as PyTorch initialises a layer with one input. */
export function logisticStart(seed: number): LogisticPoint {
  const source = generator(seed, 'logistic/start');
  return [2 * source.uniform() - 1, 2 * source.uniform() - 1];
}

/** L(w, b), the mean binary cross-entropy of σ(wx + b), nats. It is exact in float64, and does not overflow far out. */
export function logisticLoss({ inputs, labels }: LogisticData, [w, b]: LogisticPoint): number {
  // −log σ(±z) = log(1 + e^(∓z)) = max(∓z, 0) + log(1 + e^(−|z|)).
  const sum = inputs.reduce((total, x, i) => {
    const wrong = (1 - 2 * labels[i]) * (w * x + b);
    return total + Math.max(wrong, 0) + Math.log1p(Math.exp(-Math.abs(wrong)));
  }, 0);
  return sum / inputs.length;
}

/** ∇L(w, b) = (1/n) Σ (σ(wxᵢ + b) − yᵢ)·(xᵢ, 1). */
export function logisticGradient({ inputs, labels }: LogisticData, [w, b]: LogisticPoint): LogisticPoint {
  let [byWeight, byBias] = [0, 0];
  for (let i = 0; i < inputs.length; i++) {
    const error = 1 / (1 + Math.exp(-(w * inputs[i] + b))) - labels[i];
    byWeight += error * inputs[i];
    byBias += error;
  }
  return [byWeight / inputs.length, byBias / inputs.length];
}

/** Settings of gradient descent with the full batch and no momentum. */
export interface Descent {
  /** η > 0. */
  readonly learningRate: number;
  /** At least 1. */
  readonly steps: number;
}

/**
 * Gradient descent from a start.
 *
 * @returns the start, then the iterate after each step
 * @throws UsageError DESCENT_INVALID for a rate that is not above 0, or fewer than 1 step
 */
export function logisticDescent(data: LogisticData, start: LogisticPoint, { learningRate, steps }: Descent): readonly LogisticPoint[] {
  if (!(learningRate > 0 && Number.isFinite(learningRate)) || !Number.isInteger(steps) || steps < 1) {
    throw new UsageError(
      'DESCENT_INVALID',
      `A descent of ${steps} steps with rate ${learningRate} was asked for.`,
      'Give a rate above 0 and at least 1 step.',
    );
  }
  const path: LogisticPoint[] = [start];
  for (let step = 0; step < steps; step++) {
    const [w, b] = path[step];
    const [byWeight, byBias] = logisticGradient(data, path[step]);
    path.push([w - learningRate * byWeight, b - learningRate * byBias]);
  }
  return path;
}

/** Growth rates of a loss along +u and along −u, walking outward; nats per unit of distance. */
export interface OutwardSlopes {
  readonly plus: number;
  readonly minus: number;
}

/** d/dl L(p + l·u) and d/dl L(p − l·u) at one distance l, with p the point and u the direction. */
export function outwardSlopes(data: LogisticData, point: LogisticPoint, direction: LogisticPoint, distance: number): OutwardSlopes {
  const slope = (l: number): number => {
    const [byWeight, byBias] = logisticGradient(data, alongLine(point, direction, l));
    return byWeight * direction[0] + byBias * direction[1];
  };
  return { plus: slope(distance), minus: -slope(-distance) };
}

/**
 * The limits of the outward slopes for l → ∞, from any point. With mᵢ = (1 − 2yᵢ)(u_w·xᵢ + u_b), they are (1/n) Σ max(0, mᵢ)
 * along +u and (1/n) Σ max(0, −mᵢ) along −u. Their difference is the mean of the mᵢ, whose expectation for these data is u_w: the
 * sharp side lies where w grows.
 */
export function asymptoticSlopes({ inputs, labels }: LogisticData, [w, b]: LogisticPoint): OutwardSlopes {
  const moves = inputs.map((x, i) => (1 - 2 * labels[i]) * (w * x + b));
  const mean = (sign: number): number => moves.reduce((sum, m) => sum + Math.max(0, sign * m), 0) / moves.length;
  return { plus: mean(1), minus: mean(-1) };
}

/** p + l·u */
export function alongLine(point: LogisticPoint, direction: LogisticPoint, distance: number): LogisticPoint {
  return [point[0] + distance * direction[0], point[1] + distance * direction[1]];
}
