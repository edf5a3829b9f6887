import { isAsymmetric } from '../landscape/asymmetry';
import { type Cosines, pairwiseCosines } from '../landscape/cosines';
import { type DirectionKind, drawDirection } from '../landscape/directions';
import type { Estimate } from '../landscape/statistics';
import { asymmetryDifference, type DirectionSummary, type MeasuredDirection, summariseDirections } from '../landscape/summary';
import { layoutOf } from '../networks/layout';
import { buildNetwork } from '../networks/networks';
import { type Claim, decideAbove, decideAll, decideBelow, type Verdict } from '../notebook/claims';
import { DIRECTION_SEED, directionCount, type MeasuredCurve, measureCurves } from './curves';
import type { Recorded } from './records';
import type { StudySolution } from './solutions';
import type { Study } from './study';

/** The kinds of direction that section 3 compares. */
export const SECTION_3_KINDS = ['uniform01', 'uniform-symmetric', 'residual', 'ones'] as const;

/** The measurements of one kind of direction over the solutions of several trainings. */
export interface KindMeasurements {
  readonly kind: DirectionKind;
  readonly measured: readonly (Recorded<MeasuredCurve> & MeasuredDirection)[];
}

/** Curves along many directions of each kind, at each of the solutions; each curve is a record of its own. */
export async function measureKinds(
  study: Study,
  solutions: readonly StudySolution[],
  kinds: readonly DirectionKind[],
  batchNorm: 'frozen' | 'reestimate' | 'batch',
): Promise<KindMeasurements[]> {
  const all: KindMeasurements[] = [];
  for (const kind of kinds) {
    const measured: KindMeasurements['measured'][number][] = [];
    for (const solution of solutions) {
      const curves = await measureCurves(study, solution, { kind, batchNorm });
      measured.push(...curves.map((curve) => ({ ...curve, seed: solution.seed, asymmetry: curve.result.asymmetry })));
    }
    all.push({ kind, measured });
  }
  return all;
}

/** Cosines between the study's directions of one kind. */
export function directionCosines(study: Study, kind: DirectionKind): Cosines {
  const model = buildNetwork(study.scale.network, 10, 0);
  const layout = layoutOf(model);
  model.dispose();
  const count = directionCount(study, { kind, batchNorm: 'reestimate' });
  return pairwiseCosines(Array.from({ length: count }, (_, index) => drawDirection(kind, layout, { seed: DIRECTION_SEED, index })));
}

/** The verdicts of section 3: C1, C2 and C28, by the rules that stand beside them. */
export function decideSection3(study: Study, kinds: readonly KindMeasurements[]): Claim[] {
  const of = (kind: DirectionKind): readonly MeasuredDirection[] => kinds.find((entry) => entry.kind === kind)?.measured ?? [];
  const summaries = new Map(kinds.map(({ kind, measured }) => [kind, summariseDirections(measured)]));
  const [uniform, symmetric, residual, ones] = SECTION_3_KINDS.map((kind) => summaries.get(kind) as DirectionSummary);
  const provenance = provenanceLine(study, uniform);
  const difference = asymmetryDifference(of('uniform01'), of('uniform-symmetric'));
  const cosines = directionCosines(study, 'uniform01');
  const alike = Math.abs(cosines.mean - 0.75) <= 0.01 ? 'holds' : 'does not hold at this scale';
  return [
    {
      id: 'C1', section: '3.2', provenance,
      statement: 'Every trained network has an asymmetric direction among a few uniform01 draws.',
      paper: 'always found (30 trainings)',
      measured: `${share(uniform)}; best draw of each seed: ${bestDraws(uniform)}`,
      verdict: foundInEverySeed(uniform),
      why: 'Holds if in every seed some draw is two-sided with c* > 2 about its own minimum, and the best draw\'s ρ exceeds 2 with its whole interval (examples resampled).',
    },
    {
      id: 'C2', section: '3.2', provenance,
      statement: 'Directions with entries in (−1, 1) are usually not asymmetric.',
      paper: 'a footnote, no numbers',
      measured: `uniform-symmetric: ${share(symmetric)}; uniform01 minus uniform-symmetric: ${estimateText(difference)}`,
      verdict: decideAll([decideBelow(symmetric.asymmetric, 0.5), decideAbove(difference, 0)]),
      why: 'Holds if the Wilson interval for (−1, 1) lies below one half and the difference of the two shares above zero.',
    },
    {
      id: 'C28', section: '3.2', provenance,
      statement: 'Directions with entries in (0, 1) are nearly one direction, (1, …, 1).',
      paper: 'not discussed',
      measured: `mean cosine ${cosines.mean.toFixed(4)} over ${cosines.pairs} pairs; ones: ${share(ones)}; residuals: ${share(residual)}`,
      verdict: decideAll([alike, foundInEverySeed(ones), opposite(foundInEverySeed(residual))]),
      why: 'Holds if the mean cosine is 0.75 ± 0.01, "ones" alone passes the rule of C1, and the residuals do not.',
    },
  ];
}

/** C1's rule. */
function foundInEverySeed({ bySeed }: DirectionSummary): Verdict {
  return decideAll(
    bySeed.map(({ asymmetric, best }) => {
      if (asymmetric === 0) return 'does not hold at this scale';
      return best?.secantRatioInterval ? decideAbove(best.secantRatioInterval, 2) : 'undecided';
    }),
  );
}

function opposite(verdict: Verdict): Verdict {
  if (verdict === 'undecided') return verdict;
  return verdict === 'holds' ? 'does not hold at this scale' : 'holds';
}

/** `18 of 20 asymmetric (90 %, 70 to 97 %)`, with Wilson's interval. */
export function share({ asymmetric, directions, bySeed }: DirectionSummary): string {
  const count = bySeed.reduce((sum, seed) => sum + seed.asymmetric, 0);
  return `${count} of ${directions} asymmetric (${percent(asymmetric.value)}, ${percent(asymmetric.low)} to ${percent(asymmetric.high)})`;
}

function bestDraws({ bySeed }: DirectionSummary): string {
  return bySeed
    .map(({ seed, best }) => {
      if (best === null) return `seed ${seed}: none has a ρ`;
      const interval = best.secantRatioInterval ? ` (${best.secantRatioInterval.low.toFixed(1)} to ${best.secantRatioInterval.high.toFixed(1)})` : '';
      return `seed ${seed}: c* ${best.ratio?.toFixed(1) ?? '–'}, ρ ${best.secantRatio.toFixed(1)}${interval}`;
    })
    .join('; ');
}

function estimateText({ value, low, high }: Estimate): string {
  return `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(0)} %`;
}

function provenanceLine({ scale }: Study, { bySeed }: DirectionSummary): string {
  const seeds = bySeed.map(({ seed }) => seed);
  return `${scale.network} on ${scale.dataset}, ${seeds.length === 1 ? 'one seed' : `seeds ${seeds.join(', ')}`}, ${scale.name} scale, batch norm re-estimated`;
}

/** How many of a kind's directions are asymmetric, for tables. */
export function countAsymmetric({ measured }: KindMeasurements): number {
  return measured.filter(({ asymmetry }) => isAsymmetric(asymmetry)).length;
}
