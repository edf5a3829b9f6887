import type { DirectionKind } from '../../landscape/directions';
import type { DirectionSummary, MeasuredDirection } from '../../landscape/summary';
import { estimateText, percentText } from '../../numbers/texts';
import type { Claim } from '../claims/claims';
import { networkOf, networksOf } from '../study/networks';
import type { Study } from '../study/study';
import { seedsText } from '../study/texts';
import { type KindMeasurements, SECTION_3_KINDS } from './kinds';
import { networks } from './measure';
import type { Section3Measurements } from './networks';
import { angleOf, differenceOf, RULES, summaryOf } from './rules';

/** The verdicts of section 3: C1, C2, C3 and C28, by its {@link RULES}. All but C3 are about the study's own network. */
export function decideSection3(study: Study, measurements: Section3Measurements): Claim[] {
  const { cosines, networks: [{ kinds }] } = measurements;
  const [uniform, symmetric, residuals, ones] = SECTION_3_KINDS.map((kind) => directionsOf(kinds, kind));
  const summary = summaryOf(uniform);
  const provenance = provenanceLine(study, summary);
  return [
    {
      id: 'C1',
      section: '3.2',
      provenance,
      statement: 'Every training of the main network has an asymmetric direction among a few uniform01 draws (other networks: C3).',
      paper: 'always found (30 trainings)',
      measured: `${asymmetricShareText(summary)}; best draw of each seed: ${bestDraws(summary)}`,
      verdict: RULES.C1.verdict(uniform),
      why: RULES.C1.why,
    },
    {
      id: 'C2',
      section: '3.2',
      provenance,
      statement: 'Directions with entries in (−1, 1) are usually not asymmetric.',
      paper: 'a footnote, no numbers',
      measured:
        `uniform-symmetric: ${asymmetricShareText(summaryOf(symmetric))}; uniform01 minus uniform-symmetric: ` +
        `${estimateText(differenceOf(uniform, symmetric), 2)}`,
      verdict: RULES.C2.verdict({ uniform, symmetric }),
      why: RULES.C2.why,
    },
    decideKindsOfNetworks(study, measurements),
    {
      id: 'C28',
      section: '3.2',
      provenance,
      statement: 'Directions with entries in (0, 1) are nearly one direction, (1, …, 1).',
      paper: 'not discussed',
      measured:
        `mean cosine ${cosines.mean.toFixed(4)} over ${cosines.pairs} pairs, an angle of ${angleOf(cosines.mean).toFixed(1)}°; what all ` +
        `share is then ${percentText(cosines.mean)} of the squared length of each; ones: ${asymmetricShareText(summaryOf(ones))}; ` +
        `residuals: ${asymmetricShareText(summaryOf(residuals))}`,
      verdict: RULES.C28.verdict({ cosine: cosines.mean, ones, residuals }),
      why: RULES.C28.why,
    },
  ];
}

/** C3: C1's rule for every network of the paper's kinds; of the shallow one it is told. */
function decideKindsOfNetworks({ scale }: Study, { networks, untrained }: Section3Measurements): Claim {
  const counted = networksOf(scale, 'main', 'appendix');
  const told = networksOf(scale, 'shallow').filter((network) => !counted.includes(network));
  const found = networks.map(({ network, kinds }) => ({ network, uniform: directionsOf(kinds, 'uniform01') }));
  const texts = found.map(({ network, uniform }) => {
    const summary = summaryOf(uniform);
    const verdict = `${RULES.C1.verdict(uniform)}${told.includes(network) ? ', not counted' : ''}`;
    return `${network}: ${asymmetricShareText(summary)}, flat side ${flatSideText(summary)}, ${verdict}`;
  });
  const missing = untrained.length > 0 ? `; not trained yet: ${untrained.map(({ network }) => network).join(', ')}` : '';
  return {
    id: 'C3',
    section: 'A',
    statement: 'Asymmetric directions are found in networks of every kind.',
    paper: 'found in ResNet-110, ResNet-164 and DenseNet-100 (Figure 2, Appendix A)',
    measured: texts.join('; '),
    verdict: RULES.C3.verdict(found.filter(({ network }) => !told.includes(network)).map(({ uniform }) => uniform)),
    why: RULES.C3.why,
    provenance:
      `${found.map(({ network, uniform }) => `${network} (${seedsOf(summaryOf(uniform))})`).join(', ')} on ${scale.dataset}, ` +
      `${scale.name} scale, batch norm re-estimated${missing}`,
  };
}

function directionsOf(kinds: readonly KindMeasurements[], kind: DirectionKind): readonly MeasuredDirection[] {
  return kinds.find((entry) => entry.kind === kind)?.measured ?? [];
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

/**
 * Measures what section 3's claims need, or reads its records, and decides them.
 *
 * @param study of section 03
 * @throws TrainingError SOLUTION_ABSENT; RecordError RECORD_ABSENT in a study of `recordsOnly`
 */
export async function claimsOfSection3(study: Study): Promise<Claim[]> {
  return decideSection3(study, await networks(study));
}
