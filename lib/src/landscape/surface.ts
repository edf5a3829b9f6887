import { LandscapeError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { checkDistances } from '../numbers/distances';
import { evaluateTrainPoint, type Measurement, returning } from './evaluate-point';
import { checkLengths, dot, moved, norm } from '../numbers/vector';

/** The loss over a plane; plain data. */
export interface LossSurface {
  /** Distances along the first direction, increasing. */
  readonly first: readonly number[];
  /** Distances along the second direction, increasing. */
  readonly second: readonly number[];
  /** `loss[j][i]` at `first[i]`, `second[j]`, nats, as measured: it may be ∞ or NaN. */
  readonly loss: readonly (readonly number[])[];
}

/** What {@link lossSurface} measures. */
export interface SurfaceSettings extends Omit<Measurement, 'test'> {
  /**
   * u and v, flat, of length 1 for distances in the paper's unit. If they are not orthogonal (`orthogonalised`), distances in a
   * figure of the plane deceive.
   */
  readonly directions: readonly [u: Float32Array, v: Float32Array];
  /** Distances a along u, strictly increasing. */
  readonly first: readonly number[];
  /** Distances b along v, strictly increasing. */
  readonly second: readonly number[];
}

/**
 * The training loss L(w + a·u + b·v) over a plane through the runner's present weights w. Every point is evaluated on the same
 * examples. A surface costs as much as |first|·|second| points of a curve. The runner's weights and statistics are restored.
 *
 * @throws UsageError DISTANCES_INVALID, BATCH_SIZE_INVALID, BATCH_NORM_ONE_VALUE
 * @throws LandscapeError LENGTHS_DIFFER, WEIGHTS_NOT_FINITE; InterruptedError when `signal` is aborted
 */
export async function lossSurface(
  runner: Runner,
  settings: SurfaceSettings,
  { signal, onProgress }: RunOptions = {},
): Promise<LossSurface> {
  const {
    first,
    second,
    directions: [u, v],
  } = settings;
  for (const direction of [u, v]) checkLengths(direction, { length: runner.layout.size });
  checkGrid(first, second);
  return returning(
    runner,
    async ({ weights, statistics }) => {
      const loss: number[][] = [];
      for (const [j, b] of second.entries()) {
        const origin = { weights: moved(weights, b, v), statistics };
        const row: number[] = [];
        for (const [i, a] of first.entries()) {
          onProgress?.({ label: 'loss surface', done: j * first.length + i, total: first.length * second.length });
          row.push((await evaluateTrainPoint(runner, origin, u, a, settings, { signal })).loss);
        }
        loss.push(row);
      }
      onProgress?.({ label: 'loss surface', done: first.length * second.length, total: first.length * second.length });
      return { first: [...first], second: [...second], loss };
    },
    { signal },
  );
}

/**
 * The surface of a function of two variables that needs no runner.
 *
 * @param first values of a, strictly increasing
 * @param second values of b, strictly increasing
 * @throws UsageError DISTANCES_INVALID
 */
export function surfaceOf(loss: (a: number, b: number) => number, first: readonly number[], second: readonly number[]): LossSurface {
  checkGrid(first, second);
  return { first: [...first], second: [...second], loss: second.map((b) => first.map((a) => loss(a, b))) };
}

/** Where a point lies relative to a plane. */
export interface PlanePosition {
  /** a; the nearest point of the plane is w + a·u + b·v. */
  readonly first: number;
  /** b. */
  readonly second: number;
  /** Distance of the point from the plane; a marker in a figure of the plane hides it. */
  readonly distance: number;
}

/**
 * Projects a point onto the plane w + a·u + b·v, to mark solutions and paths in a surface. The directions need be neither
 * orthogonal nor of length 1.
 *
 * @param point flat, as long as w
 * @param origin w
 * @throws LandscapeError LENGTHS_DIFFER; PLANE_DEGENERATE if the directions are parallel or one is zero
 */
export function planePosition(
  point: ArrayLike<number>,
  origin: ArrayLike<number>,
  [u, v]: readonly [u: ArrayLike<number>, v: ArrayLike<number>],
): PlanePosition {
  for (const other of [origin, u, v]) checkLengths(point, other);
  const offset = Float64Array.from(point, (value, i) => value - origin[i]);
  const [uu, uv, vv] = [dot(u, u), dot(u, v), dot(v, v)];
  const determinant = uu * vv - uv * uv;
  if (!(determinant > 1e-9 * uu * vv)) {
    throw new LandscapeError(
      'PLANE_DEGENERATE',
      'The two directions are parallel, or one is zero: they span no plane.',
      'Give two directions of different orientation.',
    );
  }
  const [ou, ov] = [dot(offset, u), dot(offset, v)];
  const first = (ou * vv - ov * uv) / determinant;
  const second = (ov * uu - ou * uv) / determinant;
  return { first, second, distance: norm(offset.map((value, i) => value - first * u[i] - second * v[i])) };
}

function checkGrid(first: readonly number[], second: readonly number[]): void {
  checkDistances(first);
  checkDistances(second);
}
