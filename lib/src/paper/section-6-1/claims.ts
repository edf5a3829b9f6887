import { overClusters } from '../../numbers/over-clusters';
import { signTest, wilsonInterval } from '../../numbers/statistics';
import { estimateText } from '../../numbers/texts';
import type { Claim } from '../claims/claims';
import { byNetwork, type LinePair, type MeasuredPair } from '../lines/measured-pairs';
import type { SolutionPair } from '../lines/pairs';
import { type Decision, decideFlatSide, decideNoBump, decideTestMinimum, decideTrade } from '../lines/rules';
import { lineSizes } from '../lines/sizes';
import type { Study } from '../study/study';
import { seedsText } from '../study/texts';
import { decideCalibratedMinimum, decideCalibratedTrade } from './calibrated-claims';
import * as measure from './measure';
import type { MeasuredOffset } from './measured-offsets';
import type { PairCalibration, PairOffsets } from './pair-measurements';
import { RULES } from './rules';

/** What the claims of section 6.1 rest on. */
export interface Section61 {
  readonly pairs: readonly MeasuredPair[];
  /** Lines between trainings, C15's control. */
  readonly seedLines: readonly LinePair[];
  readonly calibrations: readonly PairCalibration[];
  readonly offsets: readonly PairOffsets[];
}

/** The asymmetric ones of all directions, by the rule of C19. */
export function asymmetricOffsets({ offsets }: PairOffsets): MeasuredOffset[] {
  return offsets.result.filter(({ twoSided, riseRatio }) => twoSided && riseRatio > RULES.C19.thresholds.riseRatio);
}

/** The verdicts of section 6.1: C15 to C19, two of them also after calibration, by its {@link RULES}. */
export function decideSection61(study: Study, { pairs, seedLines, calibrations, offsets }: Section61): Claim[] {
  const provenance = provenanceLine(study, pairs);
  return [
    {
      id: 'C15',
      section: '6.1',
      provenance,
      statement: 'There is no bump between SWA and the SGD continued from it.',
      paper: 'none, in 6 network and data pairs (Figures 8, 25–27)',
      ...decideNoBump(pairs, seedLines),
      why: RULES.C15.why,
    },
    {
      id: 'C16',
      section: '6.1',
      provenance,
      statement: 'On the line between them SWA lies on the flat side of the training minimum.',
      paper: 'yes (Figure 8)',
      ...decideFlatSide(pairs),
      why: RULES.C16.why,
    },
    {
      id: 'C17',
      section: '6.1',
      provenance,
      statement: 'SWA has the higher training loss and the lower test loss; likewise accuracies.',
      paper: '3 of 3 networks, single trainings (Table 1)',
      ...decideTrade(pairs, { first: 'SWA', second: 'SGD' }),
      why: RULES.C17.why,
    },
    {
      id: 'C17, calibrated',
      section: '6.1',
      provenance: calibrationProvenance(study, calibrations),
      statement: "SWA's lower test loss is more than better calibration.",
      paper: 'not tested',
      ...decideCalibratedTrade(pairs, calibrations),
      why: RULES['C17, calibrated'].why,
    },
    {
      id: 'C18',
      section: '4, 6.1',
      provenance,
      statement: 'On that line the test minimum lies on the flat side of the training minimum.',
      paper: 'visible in Figure 8',
      ...decideTestMinimum(pairs),
      why: RULES.C18.why,
    },
    {
      id: 'C18, calibrated',
      section: '6.1',
      provenance: calibratedLineProvenance(study, calibrations),
      statement: 'The test minimum on that line lies on the flat side of the training minimum also when the test loss is calibrated.',
      paper: 'not tested',
      ...decideCalibratedMinimum(pairs, calibrations),
      why: RULES['C18, calibrated'].why,
    },
    {
      id: 'C19',
      section: '6.1',
      provenance: offsetProvenance(study, offsets),
      statement: 'Averaging displaces to the flat side along many asymmetric directions.',
      paper: 'directions built with u_inter only (Figures 9, 28–30)',
      ...decideOffsets(offsets),
      why: RULES.C19.why,
    },
  ];
}

/** Measures whatever the claims of section 6.1 need, or reads it from its records, and decides them. */
export async function claimsOfSection61(study: Study): Promise<Claim[]> {
  return decideSection61(study, {
    pairs: await measure.swaLines(study),
    seedLines: await measure.seedLines(study),
    calibrations: await measure.calibrations(study),
    offsets: await measure.offsets(study),
  });
}

/** C19: along how many of the asymmetric directions the first solution's offset is the larger one. */
export function decideOffsets(measured: readonly PairOffsets[]): Decision {
  const clusters = measured.map((offsets) => asymmetricOffsets(offsets).map(({ first, second }) => first - second));
  const differences = clusters.flat();
  const directions = differences.length;
  const all = measured.reduce((sum, { offsets }) => sum + offsets.result.length, 0);
  const counted = `${directions} of ${all} directions are asymmetric`;
  if (directions === 0) return { verdict: 'undecided', measured: counted };
  const { fewestDirections, fewestSeeds } = RULES.C19.thresholds;
  const { positive, negative, p } = signTest(differences);
  const share = wilsonInterval(positive, directions);
  const bySeed = clusters.filter((cluster) => cluster.length > 0).map((cluster) => signTest(cluster).positive / cluster.length);
  const overSeeds = bySeed.length >= fewestSeeds ? overClusters(bySeed, { within: [0, 1] }) : null;
  const texts = [
    `${counted}; SWA's offset is larger along ${positive}, SGD's along ${negative} (sign test p = ${p.toPrecision(2)}); share ` +
      `${estimateText(share, 2)}`,
    overSeeds ? `, over ${bySeed.length} seeds ${estimateText(overSeeds, 2)}` : '',
    directions < fewestDirections ? `; fewer than ${fewestDirections} directions decide nothing` : '',
  ];
  return { verdict: RULES.C19.verdict({ directions, share, overSeeds }), measured: texts.join('') };
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

function calibrationProvenance(study: Study, calibrations: readonly PairCalibration[]): string {
  return `${seedsLine(calibrations)} on ${study.scale.dataset}, ${study.scale.name} scale; all test images, batch norm re-estimated`;
}

function calibratedLineProvenance(study: Study, calibrations: readonly PairCalibration[]): string {
  const { calibrationStep, testExamples, batchNormExamples } = lineSizes(study.scale);
  return (
    `${seedsLine(calibrations)} on ${study.scale.dataset}, ${study.scale.name} scale; α in steps of ${calibrationStep}, ${testExamples} ` +
    `test images, batch norm re-estimated on ${batchNormExamples} augmented ones`
  );
}

function offsetProvenance(study: Study, offsets: readonly PairOffsets[]): string {
  const { offsetDirections, offsetExamples } = lineSizes(study.scale);
  return (
    `${seedsLine(offsets)} on ${study.scale.dataset}, ${study.scale.name} scale; ${offsetDirections} directions at each seed, ` +
    `each on another weight tensor, ${offsetExamples} training images`
  );
}
