import { breathe } from '../../base/progress';
import { asymmetry, type Asymmetry } from '../../landscape/asymmetry';
import { drawDirection } from '../../landscape/directions';
import { distancesBetween } from '../../landscape/distances';
import { norm } from '../../numbers/vector';
import type { Claim } from '../claims/claims';
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
import type { Study } from '../study/study';
import { percentText } from '../../numbers/texts';
import { isClearlyAsymmetric, isNearAsymptotes, RULES, shareOfRuns } from './rules';

/**
 * `published`: the authors' code, 30 small steps and the average of all iterates, which is not near a minimum. `converged`: the
 * end of 3,000 large ones.
 */
export type LogisticVersion = 'published' | 'converged';

/** The laws from which section 8 draws directions in the plane. */
export type LogisticDirection = 'uniform01' | 'uniform-symmetric';

const DESCENTS: Readonly<Record<LogisticVersion, Descent>> = {
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

/** The verdict on C27, by its rule, from the converged runs along `uniform01`; the published ones are told beside it. */
export function decideSection8(converged: readonly LogisticRun[], published: readonly LogisticRun[]): Claim[] {
  const { secantRatio, distance, tolerance } = RULES.C27.thresholds;
  const near = countText(converged, (run) => isNearAsymptotes(run));
  const measured = [
    `${countText(converged, isClearlyAsymmetric)} are two-sided with ρ > ${secantRatio}`,
    `${near} have both slopes at l = ±${distance} within ${percentText(tolerance)} of the exact limits`,
    `published version, not at a minimum: ${countText(published, isClearlyAsymmetric)} two-sided with ρ > ${secantRatio}`,
  ];
  return [
    {
      id: 'C27',
      section: 'code',
      statement: 'The logistic regression in two parameters is asymmetric along (0, 1) directions.',
      paper: "not in the text; the authors' code draws 50 figures, a talk shows one",
      measured: `${measured.join('; ')}.`,
      verdict: RULES.C27.verdict(converged),
      why: RULES.C27.why,
      provenance:
        `logistic regression on 20 drawn points, ${converged.length} seeds, float64, ${DESCENTS.converged.steps} steps of rate ` +
        `${DESCENTS.converged.learningRate}`,
    },
  ];
}

/** Measures and decides section 8's claim; the same at every scale. */
export async function claimsOfSection8({ run }: Study): Promise<Claim[]> {
  const converged = runLogistics('converged');
  await breathe(run.signal);
  return decideSection8(converged, runLogistics('published'));
}

/** `41 of 50 seeds (82 %, 69 % to 90 %)` */
export function countText(runs: readonly LogisticRun[], test: (run: LogisticRun) => boolean): string {
  const { value, low, high } = shareOfRuns(runs, test);
  return `${runs.filter(test).length} of ${runs.length} seeds (${percentText(value)}, ${percentText(low)} to ${percentText(high)})`;
}

function meanPoint(points: readonly LogisticPoint[]): LogisticPoint {
  const sum = points.reduce<LogisticPoint>(([w, b], point) => [w + point[0], b + point[1]], [0, 0]);
  return [sum[0] / points.length, sum[1] / points.length];
}
