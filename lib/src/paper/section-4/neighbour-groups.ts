import type { CommonConstants } from '../../landscape/common-constants';
import type { CertifiedQuadruple } from '../../landscape/definition';
import type { NeighbourComparison } from '../../landscape/neighbours';

/** Figure 4's neighbours beside the solution itself. */
export interface NeighbourGroups {
  /** The constants that the solution certifies best, and whether they make the direction an asymmetric one. */
  readonly reference: CertifiedQuadruple;
  readonly isAsymmetric: boolean;
  /** The constants that hold at the solution and at all neighbours with the largest c, about the solution's own minimum. */
  readonly common: CommonConstants | null;
  /** The same about l = 0, the points of which Assumption 2 speaks. */
  readonly commonAtOrigin: CommonConstants | null;
  /** The paper's Gaussian ones, and those that matter more. */
  readonly groups: readonly NeighbourGroup[];
}

/** Neighbours that are looked at together. */
export interface NeighbourGroup {
  readonly name: string;
  readonly comparison: NeighbourComparison;
  /** At each distance the standard deviation over the neighbours, relative to the same rise as the comparison's `spread`, the largest. */
  readonly deviations: readonly number[];
  /** The constants that hold at the solution and at these neighbours. */
  readonly common: CommonConstants | null;
}
