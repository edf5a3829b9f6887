import { isAsymmetric } from '../../landscape/asymmetry';
import { compareNeighbours } from '../../landscape/neighbours';
import { estimateText } from '../../numbers/texts';
import type { Decided } from '../claims/claims';
import { quadrupleText } from '../study/texts';
import type { NeighbourGroups } from './neighbour-groups';
import type { Neighbourhood } from './neighbours';
import { RULES } from './rules';

/** Compares the neighbours with the solution. Null: neither of its own sides is steeper, so that there is nothing to keep. */
export function neighbourComparisons({ own, kinds }: Neighbourhood): NeighbourGroups | null {
  const { distances, asymmetry } = own.result;
  const { definition, centre } = asymmetry.recentred;
  if (definition === null || definition.ratio <= 1) return null;
  const group = (name: string, member: (kind: string) => boolean): NeighbourGroups['groups'][number] => {
    const curves = kinds.filter(({ result }) => member(result.kind)).flatMap(({ result }) => result.curves);
    return { name, comparison: compareNeighbours(distances, curves, centre, definition) };
  };
  const groups = [group('Gaussian', (kind) => kind === 'gaussian'), group('others', (kind) => kind !== 'gaussian')];
  return { reference: definition, isAsymmetric: isAsymmetric(asymmetry, RULES.C7.thresholds.certifiedRatio), groups };
}

/** `r = 6.9, p = 0.223, c* = 1.61, ζ = 4.31, not asymmetric by the rule of section 3` */
export function referenceText({ reference, isAsymmetric: asymmetric }: NeighbourGroups): string {
  return `${quadrupleText(reference)}, ${asymmetric ? 'asymmetric' : 'not asymmetric by the rule of section 3'}`;
}

/** C7: whether neighbours keep the solution's asymmetry, and by how much their curves differ. */
export function neighbourClaim(neighbourhood: Neighbourhood): Decided {
  const found = neighbourComparisons(neighbourhood);
  const texts = (found?.groups ?? []).map(
    ({ name, comparison: { asymmetric, neighbours, spread } }) =>
      `${name}: ${asymmetric} of ${neighbours} keep them, spread ${estimateText(spread, 2)} of the rise`,
  );
  return {
    id: 'C7',
    section: '4.2',
    statement: 'Neighbours of the solution keep its asymmetry, and their curves vary little.',
    paper: 'asymmetric at all neighbours, very small deviation (Figure 4)',
    measured: found
      ? [
          `along ${neighbourhood.direction.kind} ${neighbourhood.direction.index}, constants of the solution: ${referenceText(found)}`,
          ...texts,
        ].join('; ')
      : 'neither side is steeper at the solution itself',
    verdict: RULES.C7.verdict(found),
    why: RULES.C7.why,
  };
}
