import { UsageError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import { exampleSize, subset } from '../datasets/batches';
import type { Split } from '../datasets/dataset';
import type { Runner } from '../networks/runner';
import { checkCurve, type CurveSettings } from './curve';
import { originIndex } from '../numbers/distances';
import { type BatchNormMode, DEFAULT_BATCH_NORM, DEFAULT_BATCH_SIZE, evaluateHere, moveTo, returning } from './evaluate-point';
import { mean, standardDeviation } from '../numbers/statistics';

/** Options of a curve whose points take only as many examples as they need. */
export interface PreciseCurveOptions extends RunOptions {
  /** The standard error of L(l) − L(origin) at which a point takes no more examples, nats; above 0. */
  readonly precision: number;
}

/** One split along a curve whose points take only as many examples as they need. Arrays have one entry for each distance. */
export interface PreciseSplitCurve {
  /** L(origin) on all examples, plus the mean paired difference on the examples of the point; nats. */
  readonly loss: readonly number[];
  /** Fraction of the point's examples classified correctly, 0 … 1. */
  readonly accuracy: readonly number[];
  /** Paired standard error of loss(l) − loss(origin); NaN where a loss is not finite. */
  readonly standardErrorToOrigin: readonly number[];
  /** Number of examples: the first ones of the split. */
  readonly examples: readonly number[];
}

/** A loss curve l ↦ L(w + l·u) to a given precision; plain data. */
export interface PreciseCurve {
  /** Signed distances l, in units of ‖u‖. */
  readonly distances: readonly number[];
  /** Index of the distance nearest to 0. It is measured on all examples, and all other points are compared with it. */
  readonly origin: number;
  readonly train: PreciseSplitCurve;
  readonly test: PreciseSplitCurve;
  readonly batchNorm: BatchNormMode;
  /** The standard error that was asked for, nats. */
  readonly precision: number;
}

interface PrecisePoint {
  readonly loss: number;
  readonly accuracy: number;
  readonly standardError: number;
  readonly examples: number;
}

/** Number of examples that give the first estimate of the spread. */
const PILOT = 400;
/** A point takes this many times the examples that the spread asks for, since the spread is itself an estimate. */
const MARGIN = 1.1;

/**
 * Train and test loss along a direction, to a precision. Each point takes examples only until the standard error of its
 * difference from the origin is `precision` or less. Near the origin, each example's loss changes by nearly the same amount, and
 * few examples suffice. Far from it all may be needed, and the curve costs as much as with `evaluateCurve`. The runner's weights
 * and statistics are restored.
 *
 * @throws UsageError PRECISION_INVALID, DISTANCES_INVALID
 * @throws LandscapeError LENGTHS_DIFFER, DIRECTION_NOT_FINITE; what `moveTo` and `evaluateHere` throw
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

/** The loss where the runner is, on more and more examples, until its difference from `reference` is known well enough. */
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
