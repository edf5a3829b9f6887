import { UsageError } from '../base/errors';
import type { Runner } from '../networks/runner';
import { coarsePasses } from './coarse-passes';
import { type CurveSettings, evaluateCurve, type LossCurve, type PointOptions } from './curve';
import { type CurvePoint, returning } from './evaluate-point';
import { keptPoints } from './kept-points';
import { type PreciseCurve, preciseCurve, type PreciseCurveOptions } from './precise-curve';

/** How {@link lossCurve} runs when every point takes all examples. */
export interface CurveOptions extends Omit<PointOptions, 'computed'> {
  /** Begin with every eighth point, say, then every fourth, every second, all; the result is the same. Default false. */
  readonly coarseFirst?: boolean;
  /** Called with the curve of the points so far: with `coarseFirst` each time their number has about doubled, and at the end. */
  readonly onCurve?: (curve: LossCurve) => void | Promise<void>;
  /**
   * Folder in which each point is kept when it is measured, and from which it is read again: an interrupted curve continues, a wider
   * or finer one measures only its new points. Curves can share it: its files belong to these weights, this direction, these
   * examples and this code. Equal examples must be normalised alike, which is not checked.
   */
  readonly keep?: string;
  /** See {@link PreciseCurveOptions}: excludes the options above. */
  readonly precision?: undefined;
}

/**
 * Train and test loss along a direction, each point on no more examples than it takes to know its difference from the origin to
 * `precision`. Near the origin each example's loss changes by nearly the same, and few examples suffice; far from it all may be
 * needed. The runner's weights and statistics are put back at the end.
 *
 * @throws UsageError PRECISION_INVALID, DISTANCES_INVALID, CURVE_CONTRADICTORY
 * @throws LandscapeError DIRECTION_NOT_FINITE, LENGTHS_DIFFER, WEIGHTS_NOT_FINITE; InterruptedError
 */
export function lossCurve(runner: Runner, settings: CurveSettings, options: PreciseCurveOptions): Promise<PreciseCurve>;
/**
 * Train and test loss along a direction through the runner's present weights (paper, section 3.2; spec of the modes:
 * `BatchNormMode`). Every point is evaluated on the same examples in the same batches, so that differences between points are
 * paired. The runner's weights and statistics are put back at the end, whatever happens.
 *
 * Options measure coarse points first, or keep the points in a folder; with `precision` instead, points take only as many examples as
 * they need.
 *
 * @throws UsageError DISTANCES_INVALID
 * @throws LandscapeError DIRECTION_NOT_FINITE, LENGTHS_DIFFER, WEIGHTS_NOT_FINITE
 * @throws FileError; CheckpointError POINT_FOREIGN for a file in `keep` that is not a point of a curve
 * @throws InterruptedError when `signal` is aborted; `onPoint` and `keep` have had the points that were finished
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
      'Leave one of them out: to a precision, the points rest on different numbers of examples.',
    );
  }
  return preciseCurve(runner, settings, { precision, signal, onProgress });
}

/** The curve on all examples: in one pass over the distances, or coarse points first. */
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
