import type { Bump } from '../../landscape/line-statistics';
import type { SolutionLine } from './solution-lines';

/** As positions on a line are rounded. */
const TOLERANCE = 1e-9;

/**
 * The bump of one split of a recorded line, infinitely high where a loss between the two solutions is not finite: the
 * recorded statistics pass over such points. Of a line on which a solution itself has no finite loss there is no chord,
 * and the height is NaN.
 */
export function bumpOf({ curve, statistics }: Pick<SolutionLine, 'curve' | 'statistics'>, split: 'train' | 'test'): Bump {
  const at = curve.distances.map((alpha, k) => ({ alpha, finite: Number.isFinite(curve[split].loss[k]) }));
  const missing = at.filter(({ alpha, finite }) => !finite && alpha > -TOLERANCE && alpha < 1 + TOLERANCE).map(({ alpha }) => alpha);
  if (missing.length === 0) return statistics[split].bump;
  const atSolution = missing.some((alpha) => Math.min(Math.abs(alpha), Math.abs(alpha - 1)) < TOLERANCE);
  return { height: atSolution ? NaN : Infinity, position: missing[0], standardError: 0 };
}

/** `0.0123 ± 0.0011`, `∞` or `unknown`. */
export function bumpText({ height, standardError }: Bump): string {
  if (Number.isNaN(height)) return 'unknown';
  return height === Infinity ? '∞' : `${height.toFixed(4)} ± ${standardError.toFixed(4)}`;
}

/** The highest of several bumps, or one whose height is unknown. */
export function highestOf(bumps: readonly Bump[]): Bump {
  return bumps.find(({ height }) => Number.isNaN(height)) ?? bumps.reduce((high, bump) => (bump.height > high.height ? bump : high));
}
