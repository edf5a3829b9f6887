import { isAsymmetric } from '../../landscape/asymmetry';
import { type CommonConstants, commonConstants } from '../../landscape/common-constants';
import { compareNeighbours } from '../../landscape/neighbours';
import { nearestIndex } from '../../numbers/sampled';
import { standardDeviation } from '../../numbers/statistics';
import { estimateText } from '../../numbers/texts';
import { type Decided, verdictText } from '../claims/claims';
import { quadrupleText } from '../study/texts';
import type { NeighbourGroup, NeighbourGroups } from './neighbour-groups';
import type { Neighbourhood } from './neighbours';
import { neighbourVerdicts, RULES } from './rules';

/** Compares the neighbours with the solution. Null: neither of its own sides is steeper, so that there is nothing to keep. */
export function neighbourComparisons({ own, kinds }: Neighbourhood): NeighbourGroups | null {
  const { distances, loss, asymmetry } = own.result;
  const { definition, centre } = asymmetry.recentred;
  if (definition === null || definition.ratio <= 1) return null;
  const commonOf = (curves: readonly (readonly number[])[], about: number): CommonConstants | null =>
    commonConstants(distances[1] - distances[0], [loss, ...curves], nearestIndex(distances, about), definition.noiseFloor);
  const curvesOf = (member: (kind: string) => boolean): (readonly number[])[] =>
    kinds.filter(({ result }) => member(result.kind)).flatMap(({ result }) => result.curves);
  const group = (name: string, member: (kind: string) => boolean): NeighbourGroup => {
    const curves = curvesOf(member);
    const comparison = compareNeighbours(distances, curves, centre, definition);
    const deviations = distances.map((_, k) => standardDeviation(curves.map((curve) => curve[k])));
    const rise = Math.max(...deviations) / comparison.spread.value;
    return { name, comparison, deviations: deviations.map((deviation) => deviation / rise), common: commonOf(curves, centre) };
  };
  const all = curvesOf(() => true);
  return {
    reference: definition,
    isAsymmetric: isAsymmetric(asymmetry, RULES.C7.thresholds.certifiedRatio),
    common: commonOf(all, centre),
    commonAtOrigin: commonOf(all, 0),
    groups: [group('Gaussian', (kind) => kind === 'gaussian'), group('others', (kind) => kind !== 'gaussian')],
  };
}

/** `r = 6.9, p = 0.223, c* = 1.61, ζ = 4.31, not asymmetric by the rule of section 3` */
export function referenceText({ reference, isAsymmetric: asymmetric }: NeighbourGroups): string {
  return `${quadrupleText(reference)}, ${asymmetric ? 'asymmetric' : 'not asymmetric by the rule of section 3'}`;
}

/** `r = 6.9, p = 0.223, c* = 1.61, ζ = 4.31`, or that there are none. */
export function commonText(common: CommonConstants | null): string {
  return common === null || common.ratio <= 1 ? 'none with c > 1' : quadrupleText(common);
}

/** C7: whether some constants hold at the solution and at all neighbours, and by how much their curves differ. */
export function neighbourClaim(neighbourhood: Neighbourhood): Decided {
  const found = neighbourComparisons(neighbourhood);
  return {
    id: 'C7',
    section: '4.2',
    statement: 'Neighbours of the solution keep its asymmetry, and their curves vary little.',
    paper: 'asymmetric at all neighbours, very small deviation (Figure 4)',
    measured: found ? measuredText(neighbourhood, found) : 'neither side is steeper at the solution itself',
    verdict: RULES.C7.verdict(found),
    why: RULES.C7.why,
  };
}

function measuredText({ direction }: Neighbourhood, found: NeighbourGroups): string {
  const { common, commonAtOrigin, groups } = found;
  const [constants, ...spreads] = neighbourVerdicts(found);
  const neighbours = groups.reduce((sum, { comparison }) => sum + comparison.neighbours, 0);
  const texts = groups.map(({ name, comparison, common: own }, k) => (
    `${name} (${comparison.neighbours}): ${commonText(own)}, spread ${estimateText(comparison.spread, 2)} of the rise ` +
    `(${verdictText(spreads[k])})`
  ));
  return [
    `along ${direction.kind} ${direction.index}, constants of the solution: ${referenceText(found)}`,
    `with all ${neighbours} neighbours: ${commonText(common)} (${verdictText(constants)}); about l = 0: ${commonText(commonAtOrigin)}`,
    ...texts,
  ].join('; ');
}
