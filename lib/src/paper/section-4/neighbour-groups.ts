import type { CertifiedQuadruple } from '../../landscape/definition';
import type { NeighbourComparison } from '../../landscape/neighbours';

/** Figure 4's neighbours beside the solution itself. */
export interface NeighbourGroups {
  /** The constants that neighbours must keep, and whether they make the direction an asymmetric one. */
  readonly reference: CertifiedQuadruple;
  readonly isAsymmetric: boolean;
  /** The paper's Gaussian ones, and those that matter more. */
  readonly groups: readonly { readonly name: string; readonly comparison: NeighbourComparison }[];
}
