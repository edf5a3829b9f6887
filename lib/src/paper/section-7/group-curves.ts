import type { RunOptions } from '../../base/progress';
import { augmentedCopy } from '../../datasets/augmented';
import { subset } from '../../datasets/batches';
import type { Split } from '../../datasets/dataset';
import { asymmetryWithUncertainty } from '../../landscape/asymmetry-uncertainty';
import { drawDirection } from '../../landscape/directions';
import { distancesBetween } from '../../numbers/distances';
import { type RiseStatistics, statisticsAtRise } from '../../landscape/equal-rise';
import { groupDirection, type GroupKind, groupPart, groupSize, type WeightGroup } from '../../landscape/group-directions';
import type { BatchNormMode } from '../../landscape/evaluate-point';
import { samplesOf } from '../../landscape/profile';
import { tightCurveRadius, type TightRadius } from '../../landscape/radius';
import { norm } from '../../numbers/vector';
import type { Runner } from '../../networks/runner';
import { codeIdentity } from '../../records/code-identity';
import { AUGMENTATION_SEED } from '../study/examples';
import { inputsOf, labelled, type MeasuredCurve, pathOf } from '../study/curves';
import { DIRECTION_SEED } from '../study/directions';
import { type KeptCurve, keptCurve, withLosses } from '../study/kept-curves';
import { measureEach } from '../study/measure-each';
import type { Json, Recorded } from '../../records/records';
import { runnerOf, type StudySolution } from '../study/solutions';
import { type Study, studyDataset, type StudyMeasurement, studyRecord, studyRecordWith } from '../study/study';

/** Which direction in a group of weights, and where batch norm's statistics come from. */
export interface GroupCurveChoice extends GroupKind {
  /** Which draw, from 0; directions of one index in different groups are parts of one draw. */
  readonly index: number;
  readonly batchNorm: BatchNormMode;
}

/** The same of all draws. */
type GroupChoice = Omit<GroupCurveChoice, 'index'>;

/** A curve that moves one group of weights. */
export interface MeasuredGroupCurve extends MeasuredCurve {
  /** How many weights the group has. */
  readonly size: number;
  /** ‖w_group‖, the length of the group's weights at the solution. */
  readonly groupNorm: number;
  /** Statistics at equal rise, for each of {@link RISE_LEVELS}; null where the curve does not rise so far. */
  readonly atRise: readonly (RiseStatistics | null)[];
}

/** Nats above the minimum at which groups are compared. */
export const RISE_LEVELS = [0.1, 0.5, 1] as const;
/** The level that decides; the others show whether the choice matters. */
export const DECIDING_LEVEL = 0.5;

/** The first radius tried is this share of ‖w_group‖: the groups differ too much for one absolute start. */
const START = 0.02;
const RISE = 1;
/** The radius is only a range: it is found on so many of the images. */
const RADIUS_SHARE = 0.5;

type Splits = { readonly train: Split; readonly test: Split; readonly batchNormExamples: Split };

/** How far the curves of a law in a group reach: until the sharper side of direction 0 has just risen by 1 nat. Recorded. */
export async function measureGroupRadius(study: Study, solution: StudySolution, choice: GroupChoice): Promise<Recorded<TightRadius>> {
  const { law, group, batchNorm } = choice;
  const inputs = {
    ...groupInputs(study, solution),
    law,
    group,
    seed: DIRECTION_SEED,
    batchNorm,
    start: START,
    rise: RISE,
    share: RADIUS_SHARE,
  };
  const name = `${pathOf(solution)}/radius-${group}-${law}-${batchNorm}`;
  return studyRecord(study, { name, inputs, code: codeIdentity(__filename, groupRadiusOf) }, () => groupRadiusOf(study, solution, choice));
}

async function groupRadiusOf(study: Study, solution: StudySolution, { law, group, batchNorm }: GroupChoice): Promise<TightRadius> {
  const runner = runnerOf(study, solution);
  const weights = runner.getWeights();
  const direction = groupDirection({ law, group }, runner.layout, { seed: DIRECTION_SEED, index: 0, weights });
  const { train, batchNormExamples } = await splitsOf(study, RADIUS_SHARE);
  const start = START * (norm(groupPart(weights, runner.layout, group)) || 1);
  return tightCurveRadius(runner, { direction, train, batchNorm, batchNormExamples }, { start, rise: RISE }, study.run);
}

/** Train and test loss along one direction of a group, within the radius of its law and group (paper, Figure 12). Recorded. */
export async function measureGroupCurve(
  study: Study,
  solution: StudySolution,
  choice: GroupCurveChoice,
): Promise<Recorded<MeasuredGroupCurve>> {
  const { law, group, index, batchNorm } = choice;
  const radius = Number((await measureGroupRadius(study, solution, choice)).result.radius.toPrecision(2));
  const inputs = { ...curveInputs(study, solution, radius), law, group, index, seed: DIRECTION_SEED, batchNorm };
  const what = { name: `${pathOf(solution)}/${group}-${law}-${index}-${batchNorm}`, inputs, code: codeIdentity(__filename, groupCurveOf) };
  return groupRecord(study, what, () => groupCurveOf(study, solution, choice, radius));
}

async function groupCurveOf(study: Study, solution: StudySolution, choice: GroupCurveChoice, radius: number): Promise<KeptGroupCurve> {
  const { group, index, batchNorm } = choice;
  const runner = runnerOf(study, solution);
  const direction = groupDirection(choice, runner.layout, { seed: DIRECTION_SEED, index, weights: runner.getWeights() });
  return curveAlong(study, runner, { group, direction, radius, batchNorm });
}

/** {@link measureGroupCurve} for the directions 0 … `count` − 1; of `ones` there is one. */
export async function measureGroupCurves(
  study: Study,
  solution: StudySolution,
  choice: GroupChoice,
  count: number,
): Promise<Recorded<MeasuredGroupCurve>[]> {
  const directions = choice.law === 'ones' ? 1 : count;
  return measureEach(Array(directions).keys(), (index) => {
    const label = `${solution.network}, seed ${solution.seed}, ${choice.group} ${choice.law} ${index + 1}/${directions}`;
    return measureGroupCurve(labelled(study, label), solution, { ...choice, index });
  });
}

/**
 * The part of (0, 1) direction 0 that lies in a group, walked as far as the whole direction: each weight takes the same step
 * as in the curve of the group `all`, so that the parts show what makes that curve. Not of length 1. Recorded.
 */
export async function measurePart(study: Study, solution: StudySolution, group: WeightGroup): Promise<Recorded<MeasuredGroupCurve>> {
  const whole = { law: 'uniform01', group: 'all', batchNorm: 'reestimate' } as const;
  const radius = Number((await measureGroupRadius(study, solution, whole)).result.radius.toPrecision(2));
  const draw = { of: 'uniform01', index: 0, seed: DIRECTION_SEED };
  const inputs = { ...curveInputs(study, solution, radius), ...draw, part: group, batchNorm: 'reestimate' };
  const what = { name: `${pathOf(solution)}/part-${group}-0-reestimate`, inputs, code: codeIdentity(__filename, partCurveOf) };
  const counting = labelled(study, `${solution.network}, seed ${solution.seed}, part ${group}`);
  return groupRecord(counting, what, () => partCurveOf(counting, solution, group, radius));
}

async function partCurveOf(study: Study, solution: StudySolution, group: WeightGroup, radius: number): Promise<KeptGroupCurve> {
  const runner = runnerOf(study, solution);
  const direction = groupPart(drawDirection('uniform01', runner.layout, { seed: DIRECTION_SEED }), runner.layout, group);
  return curveAlong(study, runner, { group, direction, radius, batchNorm: 'reestimate' });
}

interface GroupWalk {
  readonly group: WeightGroup;
  readonly direction: Float32Array;
  readonly radius: number;
  readonly batchNorm: BatchNormMode;
}

/** What a record of such a curve holds. */
interface KeptGroupCurve extends KeptCurve, Pick<MeasuredGroupCurve, 'size' | 'groupNorm'> {}

/** Reads a record of such a curve, or measures it. */
async function groupRecord(
  study: Study,
  what: StudyMeasurement,
  measure: () => Promise<KeptGroupCurve>,
): Promise<Recorded<MeasuredGroupCurve>> {
  const derivation = { code: codeIdentity(__filename, statisticsOf), from: (kept: KeptGroupCurve) => statisticsOf(kept, study.run) };
  const { derived, result: { curve, size, groupNorm }, ...record } = await studyRecordWith(study, what, measure, derivation);
  return { ...record, result: { curve, size, groupNorm, ...derived } };
}

async function statisticsOf(kept: KeptCurve, run: RunOptions): Promise<Pick<MeasuredGroupCurve, 'asymmetry' | 'atRise'>> {
  const samples = samplesOf(withLosses(kept), 'train');
  return {
    asymmetry: await asymmetryWithUncertainty(samples, run),
    atRise: RISE_LEVELS.map((level) => statisticsAtRise(samples, level)),
  };
}

async function curveAlong(study: Study, runner: Runner, { group, direction, radius, batchNorm }: GroupWalk): Promise<KeptGroupCurve> {
  const distances = distancesBetween(-radius, radius, study.scale.groups.points);
  return {
    ...(await keptCurve(runner, { ...(await splitsOf(study)), direction, distances, batchNorm }, study.run)),
    size: groupSize(runner.layout, group),
    groupNorm: norm(groupPart(runner.getWeights(), runner.layout, group)),
  };
}

/** The first so many images of each split, a share of them for a first look; those for batch norm are augmented. */
async function splitsOf(study: Study, share = 1): Promise<Splits> {
  const { train, test } = studyDataset(study.scale);
  const { trainExamples, testExamples, batchNormExamples } = study.scale.groups;
  return {
    train: subset(train, Math.round(share * trainExamples)),
    test: subset(test, testExamples),
    batchNormExamples: await augmentedCopy(subset(train, Math.round(share * batchNormExamples)), AUGMENTATION_SEED),
  };
}

function curveInputs(study: Study, solution: StudySolution, radius: number): { readonly [key: string]: Json } {
  return { ...groupInputs(study, solution), radius, points: study.scale.groups.points };
}

/** By the numbers of examples of this section. Records of frozen batch norm name the images of re-estimation too. */
function groupInputs(study: Study, solution: StudySolution): { readonly [key: string]: Json } {
  return inputsOf({ ...study, scale: { ...study.scale, ...study.scale.groups } }, solution, 'reestimate');
}
