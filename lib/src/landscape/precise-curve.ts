import { UsageError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import { exampleSize, subset } from '../datasets/batches';
import type { Split } from '../datasets/dataset';
import type { Runner } from '../networks/runner';
import { checkCurve, type CurveSettings } from './curve';
import { originIndex } from '../numbers/distances';
import { type BatchNormMode, DEFAULT_BATCH_NORM, DEFAULT_BATCH_SIZE, evaluateHere, moveTo, returning } from './evaluate-point';
import { mean, standardDeviation } from '../numbers/statistics';

/** How a curve is measured on as many examples as each point needs. */
export interface PreciseCurveOptions extends RunOptions {
  /** The standard error of L(l) − L(origin) at which a point takes no more examples, nats. */
  readonly precision: number;
}

/** One split along a curve whose points rest on as many examples as each needed; all arrays have one entry per distance. */
export interface PreciseSplitCurve {
  /** L(origin) on all examples, plus the mean of the paired differences on the examples of the point. */
  readonly loss: readonly number[];
  /** Fraction classified correctly of the examples of the point. */
  readonly accuracy: readonly number[];
  /** Of loss(l) − loss(origin), paired. NaN where a loss is not finite. */
  readonly standardErrorToOrigin: readonly number[];
  /** How many examples, the first ones of the split. */
  readonly examples: readonly number[];
}

/** A loss curve l ↦ L(w + l·u) to a precision that was asked for; plain data. */
export interface PreciseCurve {
  readonly distances: readonly number[];
  /** Index of the distance nearest to 0, which all others are compared with; it is measured on all examples. */
  readonly origin: number;
  readonly train: PreciseSplitCurve;
  readonly test: PreciseSplitCurve;
  readonly batchNorm: BatchNormMode;
  readonly precision: number;
}

interface PrecisePoint {
  readonly loss: number;
  readonly accuracy: number;
  readonly standardError: number;
  readonly examples: number;
}

/** Examples from which the first estimate of a spread comes. */
const PILOT = 400;
/** So much more than the spread asks for: it is itself an estimate. */
const MARGIN = 1.1;

/**
 * Train and test loss along a direction, each point on no more examples than it takes to know its difference from the
 * origin to `precision`. Near the origin each example's loss changes by nearly the same, and few examples suffice; far from it
 * all may be needed, and the curve costs what `evaluateCurve` does. The runner's weights and statistics are put back.
 *
 * @throws UsageError PRECISION_INVALID, DISTANCES_INVALID
 * @throws LandscapeError LENGTHS_DIFFER, DIRECTION_NOT_FINITE, WEIGHTS_NOT_FINITE
 * @throws InterruptedError when `signal` is aborted
 */
export async function preciseCurve(runner: Runner, settings: CurveSettings, options: PreciseCurveOptions): Promise<PreciseCurve> {
  const { direction, distances, batchNorm = DEFAULT_BATCH_NORM } = settings;
  const { precision } = options;
  if (!(precision > 0))
    throw new UsageError(
      'PRECISION_INVALID',
      `A precision of ${precision} was asked for.`,
      'Give a standard error above 0, in nats, such as 0.005.',
    );
  checkCurve(runner, settings);
  const origin = originIndex(distances);
  return returning(runner, async (solution) => {
    const go = (k: number): Promise<void> => moveTo(runner, solution, direction, distances[k], settings, options);
    const at = new Map<number, { train: PrecisePoint; test: PrecisePoint }>();
    await go(origin);
    const reference = {
      train: await evaluateHere(runner, settings.train, settings, options),
      test: await evaluateHere(runner, settings.test, settings, options),
    };
    const whole = (split: 'train' | 'test'): PrecisePoint => ({ ...reference[split], standardError: 0, examples: settings[split].count });
    at.set(origin, { train: whole('train'), test: whole('test') });
    for (const [k, distance] of distances.entries()) {
      options.onProgress?.({ label: 'loss curve', done: k, total: distances.length, details: [`l = ${Number(distance.toPrecision(3))}`] });
      if (k === origin) continue;
      await go(k);
      const measure = (split: 'train' | 'test'): Promise<PrecisePoint> =>
        untilPrecise(runner, settings[split], reference[split].losses, settings, options);
      at.set(k, { train: await measure('train'), test: await measure('test') });
    }
    options.onProgress?.({ label: 'loss curve', done: distances.length, total: distances.length });
    const column = (split: 'train' | 'test'): PreciseSplitCurve => {
      const points = distances.flatMap((_, k) => at.get(k)?.[split] ?? []);
      return {
        loss: points.map(({ loss }) => loss),
        accuracy: points.map(({ accuracy }) => accuracy),
        standardErrorToOrigin: points.map(({ standardError }) => standardError),
        examples: points.map(({ examples }) => examples),
      };
    };
    return { distances: [...distances], origin, train: column('train'), test: column('test'), batchNorm, precision };
  }, options);
}

/** The loss where the runner is: on more and more examples, until the difference from `reference` is known well enough. */
async function untilPrecise(
  runner: Runner,
  split: Split,
  reference: Float32Array,
  settings: CurveSettings,
  options: PreciseCurveOptions,
): Promise<PrecisePoint> {
  const { precision } = options;
  const { batchSize = DEFAULT_BATCH_SIZE } = settings;
  // Whole batches, so that each example is in the same batch at every point.
  const rounded = (count: number): number => Math.min(split.count, Math.ceil(count / batchSize) * batchSize);
  const differences: number[] = [];
  let correct = 0;
  for (let wanted = rounded(PILOT); ; ) {
    const from = differences.length;
    const { losses, accuracy } = await evaluateHere(runner, between(split, from, wanted), settings, options);
    losses.forEach((loss, i) => differences.push(loss - reference[from + i]));
    correct += accuracy * losses.length;
    const deviation = standardDeviation(Float64Array.from(differences));
    const standardError = deviation / Math.sqrt(differences.length);
    if (!(standardError > precision) || differences.length === split.count) {
      return {
        loss: mean(reference) + mean(differences),
        accuracy: correct / differences.length,
        standardError,
        examples: differences.length,
      };
    }
    wanted = Math.max(rounded(MARGIN * (deviation / precision) ** 2), rounded(differences.length + 1));
  }
}

function between(split: Split, from: number, to: number): Split {
  const { inputs, labels, count, ...rest } = subset(split, to);
  return { ...rest, inputs: inputs.subarray(from * exampleSize(split)), labels: labels.subarray(from), count: count - from };
}
