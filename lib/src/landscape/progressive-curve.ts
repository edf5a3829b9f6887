import type { Runner } from '../networks/runner';
import { type CurveOptions, type CurveSettings, type LossCurve, lossCurve } from './curve';
import { checkDistances, originIndex } from '../numbers/distances';
import type { CurvePoint } from './evaluate-point';

/** How {@link progressiveCurve} runs. */
export interface ProgressiveOptions extends CurveOptions {
  /** Called with the curve of all points measured so far, each time their number has about doubled; the last time with the whole. */
  readonly onCurve?: (curve: LossCurve) => void | Promise<void>;
}

/** A curve begins with at least so many intervals. */
const FEWEST_INTERVALS = 4;

/**
 * {@link lossCurve}, coarse points first: for a figure that shows early and sharpens. The result is the same, and what
 * was measured before (`computed`) is not measured again.
 *
 * @throws what {@link lossCurve} throws
 */
export async function progressiveCurve(
  runner: Runner,
  settings: CurveSettings,
  { onCurve, onPoint, onProgress, ...options }: ProgressiveOptions = {},
): Promise<LossCurve> {
  const levels = coarseFirst(settings.distances);
  const total = settings.distances.length;
  const computed: CurvePoint[] = [...(options.computed ?? [])];
  const measured = (): number => settings.distances.filter((distance) => computed.some((point) => point.distance === distance)).length;
  const level = async (distances: readonly number[]): Promise<LossCurve> => {
    const curve = await lossCurve(
      runner,
      { ...settings, distances },
      {
        ...options,
        computed,
        onPoint: (point) => {
          computed.push(point);
          onPoint?.(point);
        },
        onProgress: (progress) => onProgress?.({ ...progress, done: measured(), total }),
      },
    );
    await onCurve?.(curve);
    return curve;
  };
  for (const distances of levels.slice(0, -1)) await level(distances);
  return level(levels[levels.length - 1]);
}

/**
 * The distances in steps: every eighth, say, then every fourth, every second, all. Each step has both ends and the
 * distance nearest to 0.
 *
 * @throws UsageError DISTANCES_INVALID
 */
export function coarseFirst(distances: readonly number[]): (readonly number[])[] {
  checkDistances(distances);
  const last = distances.length - 1;
  const origin = originIndex(distances);
  const strides = [1];
  while (last / (2 * strides[0]) >= FEWEST_INTERVALS) strides.unshift(2 * strides[0]);
  return strides.map((stride) => distances.filter((_, k) => k % stride === 0 || k === last || k === origin));
}
