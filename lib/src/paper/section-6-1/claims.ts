import { overClusters } from '../../numbers/over-clusters';
import { signTest, wilsonInterval } from '../../numbers/statistics';
import { type Claim, decideAbove, decideAll, type Verdict } from '../claims/claims';
import { type Decision, decideFlatSide, decideNoBump, decideTestMinimum, decideTrade, LINE_RULES } from '../lines/rules';
import { lineSizes } from '../lines/sizes';
import { byNetwork, type MeasuredPair } from '../lines/measured-pairs';
import * as measure from './measure';
import type { MeasuredOffset } from './offsets';
import type { PairOffsets } from './pair-measurements';
import { FEWEST_SEEDS, OVER_SEEDS } from '../claims/over-seeds';
import { estimateText } from '../../numbers/texts';
import { seedsText } from '../study/texts';
import type { SolutionPair } from '../lines/pairs';
import type { Study } from '../study/study';

/** What the claims of section 6.1 rest on. */
export interface Section61 {
  readonly pairs: readonly MeasuredPair[];
  readonly offsets: readonly PairOffsets[];
}

/** Directions that C19 asks for. */
const FEWEST_DIRECTIONS = 30;
/** A direction counts as asymmetric if the sharp side rises so many times as much as the flat one. */
const LEAST_RATIO = 2;

/** The asymmetric ones of all directions: two-sided, one side at least twice as steep. */
export function asymmetricOffsets({ offsets }: PairOffsets): MeasuredOffset[] {
  return offsets.result.filter(({ twoSided, riseRatio }) => twoSided && riseRatio > LEAST_RATIO);
}

/** The verdicts of section 6.1: C15 to C19, by the rules that stand beside them. */
export function decideSection61(study: Study, { pairs, offsets }: Section61): Claim[] {
  const line = provenanceLine(study, pairs);
  const claim = (
    id: string,
    section: string,
    words: Pick<Claim, 'statement' | 'paper' | 'why'>,
    decision: Decision,
    provenance = line,
  ): Claim => ({ id, section, ...words, ...decision, provenance });
  const why = (rule: string): string => `${rule} ${LINE_RULES.overSeeds}`;
  return [
    claim(
      'C15',
      '6.1',
      {
        statement: 'There is no bump between SWA and the SGD continued from it.',
        paper: 'none, in 6 network and data pairs (Figures 8, 25–27)',
        why: LINE_RULES.noBump,
      },
      decideNoBump(pairs),
    ),
    claim(
      'C16',
      '6.1',
      {
        statement: 'On the line between them SWA lies on the flat side of the training minimum.',
        paper: 'yes (Figure 8)',
        why: why(LINE_RULES.flatSide),
      },
      decideFlatSide(pairs),
    ),
    claim(
      'C17',
      '6.1',
      {
        statement: 'SWA has the higher training loss and the lower test loss; likewise accuracies.',
        paper: '3 of 3 networks, single trainings (Table 1)',
        why: why(LINE_RULES.trade),
      },
      decideTrade(pairs, { first: 'SWA', second: 'SGD' }),
    ),
    claim(
      'C18',
      '4, 6.1',
      {
        statement: 'On that line the test minimum lies on the flat side of the training minimum.',
        paper: 'visible in Figure 8',
        why: why(LINE_RULES.testMinimum),
      },
      decideTestMinimum(pairs),
    ),
    claim(
      'C19',
      '6.1',
      {
        statement: 'Averaging displaces to the flat side along many asymmetric directions.',
        paper: 'directions built with u_inter only (Figures 9, 28–30)',
        why:
          `Holds if, over at least 30 asymmetric directions drawn without u_inter, SWA's offset exceeds SGD's in more than ` +
          `half: Wilson's interval lies above ½, and from three seeds on the interval over seeds too. ${OVER_SEEDS} ` +
          `Asymmetric: the loss rises on both sides, on one at least twice as much.`,
      },
      decideOffsets(offsets),
      offsetProvenance(study, offsets),
    ),
  ];
}

/** Measures whatever the claims of section 6.1 need, or reads it from its records, and decides them. */
export async function claimsOfSection61(study: Study): Promise<Claim[]> {
  return decideSection61(study, { pairs: await measure.swaLines(study), offsets: await measure.offsets(study) });
}

/** C19's rule: along how many of the asymmetric directions the first solution's offset is the larger one. */
export function decideOffsets(measured: readonly PairOffsets[]): Decision {
  const clusters = measured.map((offsets) => asymmetricOffsets(offsets).map(({ first, second }) => first - second));
  const differences = clusters.flat();
  const all = measured.reduce((sum, { offsets }) => sum + offsets.result.length, 0);
  const counted = `${differences.length} of ${all} directions are asymmetric`;
  if (differences.length === 0) return { verdict: 'undecided', measured: counted };
  const { positive, negative, p } = signTest(differences);
  const share = wilsonInterval(positive, differences.length);
  const parts: Verdict[] = [decideAbove(share, 0.5)];
  let text =
    `${counted}; SWA's offset is larger along ${positive}, SGD's along ${negative} (sign test p = ${p.toPrecision(2)}); share ` +
    `${estimateText(share, 2)}`;
  const seeds = clusters.filter((cluster) => cluster.length > 0);
  if (seeds.length >= FEWEST_SEEDS) {
    const overSeeds = overClusters(seeds.map((cluster) => signTest(cluster).positive / cluster.length), { within: [0, 1] });
    parts.push(decideAbove(overSeeds, 0.5));
    text += `, over ${seeds.length} seeds ${estimateText(overSeeds, 2)}`;
  }
  const enough = differences.length >= FEWEST_DIRECTIONS;
  return {
    verdict: enough ? decideAll(parts) : 'undecided',
    measured: enough ? text : `${text}; fewer than ${FEWEST_DIRECTIONS} directions decide nothing`,
  };
}

/** On what a section's lines rest: networks with their seeds, and numbers of images. */
export function provenanceLine(study: Study, pairs: readonly MeasuredPair[]): string {
  const { trainExamples, testExamples, batchNormExamples } = lineSizes(study.scale);
  return (
    `${seedsLine(pairs)} on ${study.scale.dataset}, ${study.scale.name} scale; lines on ${trainExamples} training and ` +
    `${testExamples} test images, batch norm re-estimated on ${batchNormExamples} augmented ones; end points on all images`
  );
}

/** `preresnet-20, seeds 1, 2, 3; preresnet-8, one seed`. */
export function seedsLine(measured: readonly { readonly pair: SolutionPair }[]): string {
  return byNetwork(measured)
    .map(({ network, members }) => {
      const seeds = members.map(({ pair }) => pair.first.seed);
      const few = seeds.length === 2 ? ' (two only)' : '';
      return `${network}, ${seedsText(seeds)}${few}`;
    })
    .join('; ');
}

function offsetProvenance(study: Study, offsets: readonly PairOffsets[]): string {
  const { offsetDirections, offsetExamples } = lineSizes(study.scale);
  return (
    `${seedsLine(offsets)} on ${study.scale.dataset}, ${study.scale.name} scale; ${offsetDirections} directions at each seed, ` +
    `each on another weight tensor, ${offsetExamples} training images`
  );
}
