import { LandscapeError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { checkDistances } from '../numbers/distances';
import { evaluateTrainPoint, type Measurement, returning } from './evaluate-point';
import { checkLengths, dot, moved, norm } from '../numbers/vector';

/** A loss over a plane, as plain data. */
export interface LossSurface {
  /** Distances along the first direction, increasing. */
  readonly first: readonly number[];
  /** Distances along the second direction, increasing. */
  readonly second: readonly number[];
  /** `loss[j][i]` at `first[i]`, `second[j]`, nats; what is not finite, ∞ or NaN, is stored as it is. */
  readonly loss: readonly (readonly number[])[];
}

/** What {@link lossSurface} measures. */
export interface SurfaceSettings extends Omit<Measurement, 'test'> {
  /** u and v, flat, of length 1 for distances in the paper's unit; orthogonal (`orthogonalised`), or distances deceive. */
  readonly directions: readonly [u: Float32Array, v: Float32Array];
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/**
 * The training loss L(w + a·u + b·v) over a plane through the runner's present weights, which are put back at the end. Every
 * point is evaluated on the same examples. Costs as much as |first|·|second| points of a curve.
 *
 * @throws UsageError DISTANCES_INVALID; LandscapeError LENGTHS_DIFFER, WEIGHTS_NOT_FINITE; InterruptedError
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

/** The surface of a function of two variables that can be computed at once. @throws UsageError DISTANCES_INVALID */
export function surfaceOf(loss: (a: number, b: number) => number, first: readonly number[], second: readonly number[]): LossSurface {
  checkGrid(first, second);
  return { first: [...first], second: [...second], loss: second.map((b) => first.map((a) => loss(a, b))) };
}

/** Where a point lies relative to a plane. */
export interface PlanePosition {
  /** a and b: the nearest point of the plane is w + a·u + b·v. */
  readonly first: number;
  readonly second: number;
  /** How far the point lies off the plane: a marker in a figure of the plane hides this. */
  readonly distance: number;
}

/**
 * Projects a point onto the plane w + a·u + b·v, for marking solutions and paths in a surface. The directions need be neither
 * orthogonal nor of length 1.
 *
 * @throws LandscapeError LENGTHS_DIFFER; PLANE_DEGENERATE if the directions are parallel
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
