import { asymmetry, type Asymmetry } from '../../landscape/asymmetry';
import { drawDirection } from '../../landscape/directions';
import { distancesBetween } from '../../numbers/distances';
import { norm } from '../../numbers/vector';
import {
  alongLine,
  asymptoticSlopes,
  type Descent,
  type LogisticData,
  logisticData,
  logisticDescent,
  logisticGradient,
  logisticLoss,
  type LogisticPoint,
  logisticStart,
  type OutwardSlopes,
} from '../theory/logistic';

/**
 * `published`: the authors' code, 30 small steps and the average of all iterates, which is not near a minimum. `converged`: the
 * end of 3,000 large ones.
 */
export type LogisticVersion = 'published' | 'converged';

/** The laws from which section 8 draws directions in the plane. */
export type LogisticDirection = 'uniform01' | 'uniform-symmetric';

/** How the two versions are trained. */
export const DESCENTS: Readonly<Record<LogisticVersion, Descent>> = {
  published: { learningRate: 0.01, steps: 30 },
  converged: { learningRate: 1, steps: 3000 },
};

/** The authors' distances: −7.5, −7, …, 7.5. */
const REACH = 7.5;
const POINTS = 31;
/** Where the secants of the specification begin. */
const SECANT_FROM = 2;
/** The authors' seeds are 0 … 49. */
export const LOGISTIC_SEEDS = 50;

/** One logistic regression in two parameters: trained, and looked at along one direction. Nothing is sampled; all is exact. */
export interface LogisticRun {
  readonly seed: number;
  readonly version: LogisticVersion;
  readonly kind: LogisticDirection;
  readonly data: LogisticData;
  /** The start and all iterates. */
  readonly path: readonly LogisticPoint[];
  /** From where the loss is looked at: the average of the iterates (`published`) or the last one (`converged`). */
  readonly point: LogisticPoint;
  /** ‖∇L‖ there. */
  readonly gradientNorm: number;
  readonly direction: LogisticPoint;
  readonly distances: readonly number[];
  readonly loss: readonly number[];
  readonly asymmetry: Asymmetry;
  /** Larger over smaller mean slope between l = 2 and 7.5, counted from the point itself; null if one does not rise. */
  readonly secantRatio: number | null;
  /** What the outward slopes tend to. */
  readonly asymptotes: OutwardSlopes;
}

/** Trains and measures one seed. Takes milliseconds, so that nothing is recorded. */
export function runLogistic(seed: number, version: LogisticVersion, kind: LogisticDirection = 'uniform01'): LogisticRun {
  const data = logisticData(seed);
  const path = logisticDescent(data, logisticStart(seed), DESCENTS[version]);
  const point = version === 'published' ? meanPoint(path.slice(1)) : path[path.length - 1];
  const [w, b] = drawDirection(kind, { entries: [], size: 2 }, { seed });
  const direction: LogisticPoint = [w, b];
  const lossAt = (l: number): number => logisticLoss(data, alongLine(point, direction, l));
  const distances = distancesBetween(-REACH, REACH, POINTS);
  const loss = distances.map(lossAt);
  const secant = (side: 1 | -1): number => (lossAt(side * REACH) - lossAt(side * SECANT_FROM)) / (REACH - SECANT_FROM);
  const [lower, higher] = [secant(1), secant(-1)].sort((first, second) => first - second);
  return {
    seed, version, kind, data, path, point, direction, distances, loss,
    gradientNorm: norm(logisticGradient(data, point)),
    asymmetry: asymmetry({ distances, loss }),
    secantRatio: lower > 0 ? higher / lower : null,
    asymptotes: asymptoticSlopes(data, direction),
  };
}

/** {@link runLogistic} for the authors' fifty seeds. */
export function runLogistics(version: LogisticVersion, kind: LogisticDirection = 'uniform01'): readonly LogisticRun[] {
  return Array.from({ length: LOGISTIC_SEEDS }, (_, seed) => runLogistic(seed, version, kind));
}

function meanPoint(points: readonly LogisticPoint[]): LogisticPoint {
  const sum = points.reduce<LogisticPoint>(([w, b], point) => [w + point[0], b + point[1]], [0, 0]);
  return [sum[0] / points.length, sum[1] / points.length];
}
