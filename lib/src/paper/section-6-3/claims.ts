import { compareWidths, type WidthComparison } from '../../landscape/width-comparison';
import { estimateText } from '../../numbers/texts';
import type { Claim } from '../claims/claims';
import { decideOverSeeds, seedEstimates, type SeedEstimates, seedText } from '../claims/over-seeds';
import type { ComparedPair } from '../lines/measured-pairs';
import type { Study } from '../study/study';
import { seedsText } from '../study/texts';
import { averagingComparisons, averagingRays, batchSizeComparisons, batchSizeRays } from './measure';
import { RULES } from './rules';
import { WIDTH_NAMES } from './width-pairs';
import type { PairRays } from './measured-widths';

/** The rays that decide the claims, and the same pairs compared at their ends, which says which of the two generalises better. */
export interface Section63Measurements {
  readonly batchSize: readonly PairRays[];
  readonly batchSizeEnds: readonly ComparedPair[];
  readonly averaging: readonly PairRays[];
  readonly averagingEnds: readonly ComparedPair[];
}

/** The verdicts of section 6.3, C21 and C22, by its {@link RULES}. */
export function decideSection63(study: Study, measurements: Section63Measurements): Claim[] {
  const { batchSize, batchSizeEnds, averaging, averagingEnds } = measurements;
  type Part = Pick<Claim, 'measured' | 'verdict' | 'why' | 'provenance'>;
  const claim = (id: keyof typeof RULES, measured: readonly PairRays[], ends: readonly ComparedPair[]): Part => {
    const comparison = widthComparison(measured);
    const testLoss = seedEstimates(ends.map((pair) => pair.comparison.result.loss.test));
    return {
      measured: `${preconditionText(measured, testLoss)}; ${comparisonText(measured, comparison)}`,
      verdict: RULES[id].verdict({ comparison, testLoss }),
      why: RULES[id].why,
      provenance: provenanceLine(study, measured),
    };
  };
  return [
    {
      id: 'C21', section: '6.3',
      statement: 'The small-batch solution looks wider than the large-batch one along random rays.',
      paper: 'reported, shown as curves (Figure 11)',
      ...claim('C21', batchSize, batchSizeEnds),
    },
    {
      id: 'C22', section: '6.3',
      statement: 'The SWA solution looks wider than the SGD solution along random rays.',
      paper: 'reported, shown as curves (Appendix H)',
      ...claim('C22', averaging, averagingEnds),
    },
  ];
}

/**
 * Measures what section 6.3's claims need, or reads its records, and decides them.
 *
 * @param study of section 06-3
 * @throws TrainingError SOLUTION_ABSENT; RecordError RECORD_ABSENT in a study of `recordsOnly`
 */
export async function claimsOfSection63(study: Study): Promise<Claim[]> {
  return decideSection63(study, {
    batchSize: await batchSizeRays(study),
    batchSizeEnds: await batchSizeComparisons(study),
    averaging: await averagingRays(study),
    averagingEnds: await averagingComparisons(study),
  });
}

/** {@link compareWidths} of measured pairs, the solution that is said to be wider first. */
export function widthComparison(measured: readonly PairRays[], units: 'l' | 'l/‖w‖' = 'l'): WidthComparison {
  const pairs = measured.map(({ pair: { seed, wide, narrow }, ...rays }) => (
    { seed, first: rays.wide.result, second: rays.narrow.result, norms: [wide.weightNorm, narrow.weightNorm] as const }
  ));
  return compareWidths(pairs, units);
}

function preconditionText(measured: readonly PairRays[], testLoss: SeedEstimates): string {
  const [first, second] = WIDTH_NAMES[measured[0].pair.kind];
  const met = decideOverSeeds(testLoss, 'below', RULES.C21.thresholds.testLoss) === 'holds';
  return `test loss of ${first} minus ${second} ${seedText(testLoss, 4)}, so the precondition is ${met ? '' : 'not '}met`;
}

function comparisonText(measured: readonly PairRays[], { distances, seeds, overSeeds, window }: WidthComparison): string {
  const [first, second] = WIDTH_NAMES[measured[0].pair.kind];
  const { leastRise, largestRise } = RULES.C21.thresholds;
  if (window.length === 0) return `the mean rise lies nowhere between ${leastRise} and ${largestRise} nat`;
  const k = window[Math.floor(window.length / 2)];
  const bySeed = seeds.map(
    ({ seed, ...rises }) =>
      `seed ${seed}: ${rises.first[k].toFixed(3)} and ${rises.second[k].toFixed(3)}, difference ${estimateText(rises.difference[k])}`,
  );
  const together = overSeeds ? [`over seeds ${estimateText(overSeeds[k])}`] : [];
  const range = `from l = ${short(distances[window[0]])} to ${short(distances[window[window.length - 1]])}`;
  return (
    `mean rise (nats) at l = ${short(distances[k])}, ${first} and ${second}: ${[...bySeed, ...together].join('; ')}; decided ` +
    `at ${window.length} distances ${range}`
  );
}

function provenanceLine({ scale }: Study, measured: readonly PairRays[]): string {
  const seeds = measured.map(({ pair }) => pair.seed);
  const { network } = measured[0].pair.wide;
  const rays = measured[0].wide.result.rises.length;
  return (
    `${network} on ${scale.dataset}, ${seedsText(seeds)}, ${scale.name} scale, ${rays} rays, ${scale.rays.examples} training ` +
    `images, batch norm re-estimated`
  );
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
