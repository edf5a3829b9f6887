import {
  asymmetryDifference,
  type DirectionSummary,
  type MeasuredDirection,
  type SeedSummary,
  summariseDirections,
} from '../../landscape/summary';
import { type Claim, decideAbove, decideAll, decideBelow, type Verdict } from '../claims/claims';
import { SECTION_3_KINDS } from './kinds';
import { networks } from './measure';
import type { Section3Measurements } from './networks';
import { OVER_SEEDS } from '../claims/over-seeds';
import { networkOf } from '../study/networks';
import type { Study } from '../study/study';
import { estimateText, percentText } from '../../numbers/texts';
import { seedsText } from '../study/texts';

/** The verdicts of section 3: C1, C2, C3 and C28, by the rules that stand beside them. All but C3 are about the study's own network. */
export function decideSection3(study: Study, measurements: Section3Measurements): Claim[] {
  const { cosines, networks: [{ kinds }] } = measurements;
  const of = (kind: string): readonly MeasuredDirection[] => kinds.find((entry) => entry.kind === kind)?.measured ?? [];
  const [uniform, symmetric, residual, ones] = SECTION_3_KINDS.map((kind) => summariseDirections(of(kind)));
  const provenance = provenanceLine(study, uniform);
  const difference = asymmetryDifference(of('uniform01'), of('uniform-symmetric'));
  const alike = Math.abs(cosines.mean - 0.75) <= 0.01 ? 'holds' : 'does not hold at this scale';
  return [
    {
      id: 'C1',
      section: '3.2',
      provenance,
      statement: 'Every training of the main network has an asymmetric direction among a few uniform01 draws (other networks: C3).',
      paper: 'always found (30 trainings)',
      measured: `${asymmetricShareText(uniform)}; best draw of each seed: ${bestDraws(uniform)}`,
      verdict: foundInEverySeed(uniform),
      why:
        "Holds if in every seed some draw is two-sided with c* > 2 about its own minimum, and the best draw's ρ exceeds 2 with " +
        "its whole interval (examples resampled).",
    },
    {
      id: 'C2',
      section: '3.2',
      provenance,
      statement: 'Directions with entries in (−1, 1) are usually not asymmetric.',
      paper: 'a footnote, no numbers',
      measured: `uniform-symmetric: ${asymmetricShareText(symmetric)}; uniform01 minus uniform-symmetric: ${estimateText(difference, 2)}`,
      verdict: decideAll(
        [symmetric.asymmetric, ...present(symmetric.asymmetricOverSeeds)]
          .map((interval) => decideBelow(interval, 0.5))
          .concat(decideAbove(difference, 0)),
      ),
      why:
        `Holds if the Wilson interval for (−1, 1) lies below one half and the difference of the two shares above zero; from ` +
        `three seeds on with the intervals over seeds as well. ${OVER_SEEDS}`,
    },
    decideKindsOfNetworks(study, measurements),
    {
      id: 'C28',
      section: '3.2',
      provenance,
      statement: 'Directions with entries in (0, 1) are nearly one direction, (1, …, 1).',
      paper: 'not discussed',
      measured:
        `mean cosine ${cosines.mean.toFixed(4)} over ${cosines.pairs} pairs; ones: ${asymmetricShareText(ones)}; residuals: ` +
        `${asymmetricShareText(residual)}`,
      verdict: decideAll([alike, foundInEverySeed(ones), ...residual.bySeed.map((seed) => opposite(foundIn(seed)))]),
      why: 'Holds if the mean cosine is 0.75 ± 0.01, "ones" alone passes the rule of C1, and the residuals pass it in no seed.',
    },
  ];
}

/** C3: C1's rule for every network that there is. */
function decideKindsOfNetworks(study: Study, { networks, untrained }: Section3Measurements): Claim {
  const summaries = networks.map(({ network, kinds }) => ({
    network,
    summary: summariseDirections(kinds.find(({ kind }) => kind === 'uniform01')?.measured ?? []),
  }));
  const verdicts = summaries.map(({ summary }) => foundInEverySeed(summary));
  const missing = untrained.length > 0 ? `; not trained yet: ${untrained.map(({ network }) => network).join(', ')}` : '';
  return {
    id: 'C3',
    section: 'A',
    statement: 'Asymmetric directions are found in networks of every kind.',
    paper: 'found in ResNet-110, ResNet-164 and DenseNet-100 (Figure 2, Appendix A)',
    measured: summaries
      .map(({ network, summary }, i) => `${network}: ${asymmetricShareText(summary)}, flat side ${flatSideText(summary)}, ${verdicts[i]}`)
      .join('; '),
    verdict: decideAll(networks.length > 1 ? verdicts : [...verdicts, 'undecided']),
    why: 'Holds if the rule of C1 is met by each network, at least two of them.',
    provenance:
      `${summaries.map(({ network, summary }) => `${network} (${seedsOf(summary)})`).join(', ')} on ${study.scale.dataset}, ` +
      `${study.scale.name} scale, batch norm re-estimated${missing}`,
  };
}

/** C1's rule. */
function foundInEverySeed({ bySeed }: DirectionSummary): Verdict {
  return decideAll(bySeed.map(foundIn));
}

function foundIn({ asymmetric, best }: SeedSummary): Verdict {
  if (asymmetric === 0) return 'does not hold at this scale';
  return best?.secantRatioInterval ? decideAbove(best.secantRatioInterval, 2) : 'undecided';
}

function opposite(verdict: Verdict): Verdict {
  if (verdict === 'undecided') return verdict;
  return verdict === 'holds' ? 'does not hold at this scale' : 'holds';
}

/** `18 of 20 asymmetric (90 %, 70 to 97 %)`, with Wilson's interval. */
export function asymmetricShareText({ asymmetric, directions, bySeed }: DirectionSummary): string {
  const count = bySeed.reduce((sum, seed) => sum + seed.asymmetric, 0);
  return (
    `${count} of ${directions} asymmetric (${percentText(asymmetric.value)}, ${percentText(asymmetric.low)} to ` +
    `${percentText(asymmetric.high)})`
  );
}

function bestDraws({ bySeed }: DirectionSummary): string {
  return bySeed
    .map(({ seed, best }) => {
      if (best === null) return `seed ${seed}: none has a ρ`;
      const interval = best.secantRatioInterval
        ? ` (${best.secantRatioInterval.low.toFixed(1)} to ${best.secantRatioInterval.high.toFixed(1)})`
        : '';
      return `seed ${seed}: c* ${best.ratio?.toFixed(1) ?? '–'}, ρ ${best.secantRatio.toFixed(1)}${interval}`;
    })
    .join('; ');
}

function provenanceLine({ scale }: Study, summary: DirectionSummary): string {
  return `${networkOf(scale, 'main')} on ${scale.dataset}, ${seedsOf(summary)}, ${scale.name} scale, batch norm re-estimated`;
}

function seedsOf({ bySeed }: DirectionSummary): string {
  return seedsText(bySeed.map(({ seed }) => seed));
}

/** `−u` if it is the flat side of all directions; otherwise of how many `+u` is, seed by seed. */
export function flatSideText({ bySeed }: Pick<DirectionSummary, 'bySeed'>): string {
  if (bySeed.every(({ flatPlus }) => flatPlus === 0)) return '−u';
  if (bySeed.every(({ flatPlus, directions }) => flatPlus === directions)) return '+u';
  const seedText = (seed: number): string => (bySeed.length > 1 ? ` (seed ${seed})` : '');
  return `+u for ${bySeed.map(({ seed, flatPlus, directions }) => `${flatPlus} of ${directions}${seedText(seed)}`).join(', ')}`;
}

function present<T>(value: T | null): T[] {
  return value === null ? [] : [value];
}

/**
 * Measures what section 3's claims need, or reads its records, and decides them.
 *
 * @param study of section 03
 * @throws TrainingError SOLUTION_ABSENT; RecordError RECORD_ABSENT in a study of `recordsOnly`
 */
export async function claimsOfSection3(study: Study): Promise<Claim[]> {
  return decideSection3(study, await networks(study));
}
