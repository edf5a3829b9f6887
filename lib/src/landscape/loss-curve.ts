import { UsageError } from '../base/errors';
import type { Runner } from '../networks/runner';
import { coarsePasses } from './coarse-passes';
import { type CurveSettings, evaluateCurve, type LossCurve, type PointOptions } from './curve';
import { type CurvePoint, returning } from './evaluate-point';
import { keptPoints } from './kept-points';
import { type PreciseCurve, preciseCurve, type PreciseCurveOptions } from './precise-curve';

/** Options of {@link lossCurve} if every point takes all examples. */
export interface CurveOptions extends Omit<PointOptions, 'computed'> {
  /** Measure coarse points first: every eighth, say, then every fourth, every second, all. The result is the same. Default false. */
  readonly coarseFirst?: boolean;
  /** Called with the curve of the points so far: with `coarseFirst` each time their number has about doubled, and at the end. */
  readonly onCurve?: (curve: LossCurve) => void | Promise<void>;
  /**
   * Folder that keeps each point as soon as it is measured. Points found there are not measured again: an interrupted curve
   * continues, and a wider or finer one measures only its new points. Curves can share the folder: each file belongs to its own
   * weights, direction, examples and code. Equal examples must be normalised alike, which is not checked.
   */
  readonly keep?: string;
  /** See {@link PreciseCurveOptions}: it excludes the options above. */
  readonly precision?: undefined;
}

/**
 * Train and test loss along a direction through the runner's present weights, to a precision. Each point takes examples only
 * until the standard error of its difference from the origin is `precision` or less. Near the origin, each example's loss changes
 * by nearly the same amount, and few examples suffice; far from it, all may be needed. The runner's weights and statistics are
 * restored.
 *
 * @throws UsageError PRECISION_INVALID if the precision is not above 0; CURVE_CONTRADICTORY with other options;
 * DISTANCES_INVALID, BATCH_SIZE_INVALID, BATCH_NORM_ONE_VALUE
 * @throws LandscapeError DIRECTION_NOT_FINITE, LENGTHS_DIFFER, WEIGHTS_NOT_FINITE
 * @throws InterruptedError when `signal` is aborted
 */
export function lossCurve(runner: Runner, settings: CurveSettings, options: PreciseCurveOptions): Promise<PreciseCurve>;
/**
 * Train and test loss along a direction through the runner's present weights (paper, section 3.2; `BatchNormMode` explains the
 * modes). Every point is evaluated on the same examples in the same batches, so that differences between points are paired. The
 * runner's weights and statistics are restored at the end, whatever happens.
 *
 * Options let the curve measure coarse points first, or keep its points in a folder. With `precision` instead, each point takes
 * only as many examples as it needs.
 *
 * @throws UsageError DISTANCES_INVALID, BATCH_SIZE_INVALID, BATCH_NORM_ONE_VALUE
 * @throws LandscapeError DIRECTION_NOT_FINITE, LENGTHS_DIFFER, WEIGHTS_NOT_FINITE
 * @throws FileError; CheckpointError POINT_FOREIGN for a file in `keep` that is not a point of a curve
 * @throws InterruptedError when `signal` is aborted; `onPoint` and `keep` have then had the finished points
 */
export function lossCurve(runner: Runner, settings: CurveSettings, options?: CurveOptions): Promise<LossCurve>;
export async function lossCurve(
  runner: Runner,
  settings: CurveSettings,
  options: Omit<CurveOptions, 'precision'> & Partial<PreciseCurveOptions> = {},
): Promise<LossCurve | PreciseCurve> {
  const { precision, ...whole } = options;
  if (precision === undefined) return wholeCurve(runner, settings, whole);
  const { signal, onProgress, ...others } = whole;
  const excluded = Object.entries(others).flatMap(([name, value]) => (value ? [name] : []));
  if (excluded.length > 0) {
    throw new UsageError(
      'CURVE_CONTRADICTORY',
      `A curve was asked for with a precision and with ${excluded.join(', ')}.`,
      'Leave one of them out: with a precision, the points have different numbers of examples.',
    );
  }
  return preciseCurve(runner, settings, { precision, signal, onProgress });
}

/** The curve on all examples: in one pass over the distances, or in passes from coarse to fine. */
function wholeCurve(
  runner: Runner,
  settings: CurveSettings,
  { coarseFirst = false, onCurve, keep, onPoint, onProgress, ...options }: CurveOptions,
): Promise<LossCurve> {
  const { distances } = settings;
  const passes = coarseFirst ? coarsePasses(distances) : [distances];
  return returning(runner, async () => {
    const kept = keep === undefined ? undefined : keptPoints(keep, runner, settings);
    const computed: CurvePoint[] = [...(kept?.computed ?? [])];
    const measured = (): number => distances.filter((distance) => computed.some((point) => point.distance === distance)).length;
    const measure = async (pass: readonly number[]): Promise<LossCurve> => {
      const curve = await evaluateCurve(runner, { ...settings, distances: pass }, {
        ...options,
        computed,
        onPoint: (point) => {
          computed.push(point);
          kept?.onPoint(point);
          onPoint?.(point);
        },
        onProgress: (progress) => onProgress?.({ ...progress, done: measured(), total: distances.length }),
      });
      await onCurve?.(curve);
      return curve;
    };
    for (const pass of passes.slice(0, -1)) await measure(pass);
    return measure(passes[passes.length - 1]);
  }, options);
}
