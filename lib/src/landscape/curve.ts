import { LandscapeError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { checkDistances, originIndex } from '../numbers/distances';
import {
  type BatchNormMode,
  type CurvePoint,
  DEFAULT_BATCH_NORM,
  DEFAULT_BATCH_SIZE,
  evaluatePoint,
  type Measurement,
  returning,
} from './evaluate-point';
import { pairedStandardError } from '../numbers/statistics';
import { checkLengths } from '../numbers/vector';

/** What a loss curve measures. */
export interface CurveSettings extends Measurement {
  /** u, flat, in the order of `runner.layout`; ‖u‖ = 1 gives distances in the paper's unit. */
  readonly direction: Float32Array;
  /** Signed distances l in units of ‖u‖, strictly increasing; see `distancesBetween`. */
  readonly distances: readonly number[];
}

/** Options of {@link evaluateCurve}: which points are known already, and what to keep. */
export interface PointOptions extends RunOptions {
  /** Points measured before with the same weights, direction and examples; the curve does not measure them again. */
  readonly computed?: readonly CurvePoint[];
  /** Called with each point as soon as it is measured. */
  readonly onPoint?: (point: CurvePoint) => void;
  /** Keep each example's loss in the result, so that `asymmetryWithUncertainty` can resample the examples. Default false. */
  readonly keepLosses?: boolean;
}

/** Loss and accuracy of one split along a curve. Arrays have one entry for each distance, unless said otherwise. */
export interface SplitCurve {
  /** Mean cross-entropy, nats, as measured: it may be infinite or not a number. */
  readonly loss: readonly number[];
  /** Fraction of the examples classified correctly, 0 … 1. */
  readonly accuracy: readonly number[];
  /** Whether the loss is finite. */
  readonly finite: readonly boolean[];
  /** Paired standard error of loss(l) − loss(origin); NaN where one of the two is not finite. */
  readonly standardErrorToOrigin: readonly number[];
  /** Paired standard error of loss(l_{k+1}) − loss(l_k); one entry fewer than there are distances. */
  readonly standardErrorToNext: readonly number[];
  /** n, the number of examples; they are the same at every point. */
  readonly examples: number;
}

/** Each example's loss at every point, nats: `train[k][i]` is the loss of example i at the k-th distance. */
export interface CurveLosses {
  readonly train: readonly Float32Array[];
  readonly test: readonly Float32Array[];
}

/** A loss curve l ↦ L(w + l·u); plain data, except for `losses`. */
export interface LossCurve {
  /** Signed distances l, in units of ‖u‖. */
  readonly distances: readonly number[];
  /** Index of the distance nearest to 0, to which `standardErrorToOrigin` refers. */
  readonly origin: number;
  readonly train: SplitCurve;
  readonly test: SplitCurve;
  readonly batchNorm: BatchNormMode;
  /** Number of examples from which the statistics were re-estimated; 0 in the other modes. */
  readonly batchNormExamples: number;
  /** Examples per call of the network. */
  readonly batchSize: number;
  /** Only with `keepLosses`. */
  readonly losses?: CurveLosses;
}

/**
 * Measures the points of a curve from one end to the other, each on all examples; `lossCurve` does this unless its options ask
 * for more.
 *
 * @throws UsageError DISTANCES_INVALID; LandscapeError DIRECTION_NOT_FINITE, LENGTHS_DIFFER; what `evaluatePoint` throws
 * @throws LandscapeError POINTS_FOREIGN if a known point was measured on another number of examples
 * @throws InterruptedError when `signal` is aborted; `onPoint` has then had the finished points
 */
export async function evaluateCurve(runner: Runner, settings: CurveSettings, options: PointOptions = {}): Promise<LossCurve> {
  const { direction, distances } = settings;
  checkCurve(runner, settings);
  const known = knownPoints(settings, options.computed ?? []);
  const points = await returning(runner, async (origin) => {
    const measured: CurvePoint[] = [];
    for (const [k, distance] of distances.entries()) {
      options.onProgress?.({ label: 'loss curve', done: k, total: distances.length, details: [`l = ${Number(distance.toPrecision(3))}`] });
      let point = known.get(distance);
      if (point === undefined) {
        point = await evaluatePoint(runner, origin, direction, distance, settings, { signal: options.signal });
        options.onPoint?.(point);
      }
      measured.push(point);
    }
    options.onProgress?.({ label: 'loss curve', done: distances.length, total: distances.length });
    return measured;
  }, options);
  return assembled(points, settings, options.keepLosses ?? false);
}

/**
 * Checks the distances and the direction of a curve.
 *
 * @throws UsageError DISTANCES_INVALID; LandscapeError LENGTHS_DIFFER, DIRECTION_NOT_FINITE
 */
export function checkCurve(runner: Runner, { direction, distances }: CurveSettings): void {
  checkDistances(distances);
  checkLengths(direction, { length: runner.layout.size });
  if (!direction.every(Number.isFinite)) {
    throw new LandscapeError(
      'DIRECTION_NOT_FINITE',
      'The direction has entries that are not finite numbers.',
      'Check where its numbers come from.',
    );
  }
}

function assembled(points: readonly CurvePoint[], settings: CurveSettings, keepLosses: boolean): LossCurve {
  const { distances, batchNorm = DEFAULT_BATCH_NORM, train, batchNormExamples = train, batchSize = DEFAULT_BATCH_SIZE } = settings;
  const origin = originIndex(distances);
  return {
    distances: [...distances],
    origin,
    train: splitCurve(points, 'train', origin),
    test: splitCurve(points, 'test', origin),
    batchNorm,
    batchNormExamples: batchNorm === 'reestimate' ? batchNormExamples.count : 0,
    batchSize,
    ...(keepLosses ? { losses: { train: points.map((point) => point.train.losses), test: points.map((point) => point.test.losses) } } : {}),
  };
}

function splitCurve(points: readonly CurvePoint[], split: 'train' | 'test', origin: number): SplitCurve {
  const outcomes = points.map((point) => point[split]);
  return {
    loss: outcomes.map(({ loss }) => loss),
    accuracy: outcomes.map(({ accuracy }) => accuracy),
    finite: outcomes.map(({ loss }) => Number.isFinite(loss)),
    standardErrorToOrigin: outcomes.map(({ losses }) => pairedStandardError(losses, outcomes[origin].losses)),
    standardErrorToNext: outcomes.slice(1).map(({ losses }, k) => pairedStandardError(losses, outcomes[k].losses)),
    examples: outcomes[0].losses.length,
  };
}

/** The known points by distance. @throws LandscapeError POINTS_FOREIGN for points measured on another number of examples */
function knownPoints({ train, test }: CurveSettings, computed: readonly CurvePoint[]): Map<number, CurvePoint> {
  for (const point of computed) {
    if (point.train.losses.length === train.count && point.test.losses.length === test.count) continue;
    throw new LandscapeError(
      'POINTS_FOREIGN',
      `The point at distance ${point.distance} was measured on ${point.train.losses.length} training and ` +
      `${point.test.losses.length} test examples, the curve on ${train.count} and ${test.count}.`,
      'Hand in points of the same examples only.',
    );
  }
  return new Map(computed.map((point) => [point.distance, point]));
}
