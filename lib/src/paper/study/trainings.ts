import { UsageError } from '../../base/errors';
import { nearest } from '../../base/nearest';
import { recipe } from '../../training/recipes';
import { networkOf, rowsOf } from './networks';
import type { NetworkRow, Scale } from './scale';

/** One training that a study needs. */
export interface StudyTraining {
  readonly network: string;
  readonly recipe: string;
  readonly seed: number;
}

/** `preresnet-8, laptop, seed 2` */
export function trainingName({ network, recipe: name, seed }: StudyTraining): string {
  return `${network}, ${name}, seed ${seed}`;
}

/** A group of trainings that is started with one command, `valleys study NAME`. */
interface TrainingGroup {
  readonly about: string;
  readonly trainings: (scale: Scale) => readonly StudyTraining[];
}

const GROUPS: Readonly<Record<string, TrainingGroup>> = {
  seeds: {
    about: "the main network by the scale's recipe (SGD, SWA, SGD after SWA), one training for each seed: sections 3 to 7",
    trainings: (scale) => overSeeds(rowsOf(scale, 'main'), [scale.recipe]),
  },
  full: {
    about: 'the main network on all images: the regime beside it',
    trainings: (scale) => [{ network: networkOf(scale, 'main'), recipe: scale.fullRecipe, seed: 1 }],
  },
  networks: {
    about: 'networks of other kinds, bottleneck and dense: Appendices A and I',
    trainings: (scale) => overSeeds(rowsOf(scale, 'appendix'), [scale.recipe]),
  },
  'batch-size': {
    about: 'large batch, from there small batch, and the control with an unchanged batch: sections 6.2 and 6.3',
    trainings: (scale) =>
      overSeeds(rowsOf(scale, 'batch-size'), [scale.largeBatchRecipe, scale.smallBatchRecipe, scale.sameBatchRecipe]),
  },
  'batch-norm': {
    about: 'the shallow network with and without batch norm: section 7',
    trainings: (scale) => overSeeds(rowsOf(scale, 'shallow', 'shallow-without-norm'), [scale.recipe]),
  },
  'after-batch-norm': {
    about: 'group norm in place of batch norm, and γ that starts with both signs: what came after section 7',
    trainings: (scale) => overSeeds(rowsOf(scale, 'shallow-variant'), [scale.recipe]),
  },
};

/** The names that {@link studyTrainings} knows. */
export const trainingGroups: readonly string[] = Object.keys(GROUPS);

/** One line on a group of trainings. @throws UsageError STUDY_UNKNOWN */
export function trainingGroupAbout(name: string): string {
  return lookUp(name).about;
}

/**
 * The trainings of a group at a scale, in an order in which each comes after the one that it starts from.
 *
 * @throws UsageError STUDY_UNKNOWN
 */
export function studyTrainings(name: string, scale: Scale): readonly StudyTraining[] {
  return lookUp(name).trainings(scale);
}

/** The group that a training belongs to, for a remedy; undefined if none has it. */
export function groupOf(training: StudyTraining, scale: Scale): string | undefined {
  const same = (other: StudyTraining): boolean =>
    other.network === training.network && other.recipe === training.recipe && other.seed === training.seed;
  return trainingGroups.find((name) => studyTrainings(name, scale).some(same));
}

/** Seed by seed, at each of them one network after the other, each by all recipes. */
function overSeeds(networks: readonly NetworkRow[], recipes: readonly string[]): StudyTraining[] {
  const ordered = [...recipes].sort((a, b) => Number(recipe(a).startsFrom !== undefined) - Number(recipe(b).startsFrom !== undefined));
  const seeds = [...new Set(networks.flatMap((row) => row.seeds))];
  return seeds.flatMap((seed) => networks.filter((row) => row.seeds.includes(seed)).flatMap((row) => (
    ordered.map((name) => ({ network: row.name, recipe: name, seed }))
  )));
}

function lookUp(name: string): TrainingGroup {
  if (Object.hasOwn(GROUPS, name)) return GROUPS[name];
  throw studyUnknown(name, trainingGroups);
}

/** The error for a study that is none of those. */
export function studyUnknown(name: string, known: readonly string[]): UsageError {
  const suggestion = nearest(name, known);
  return new UsageError(
    'STUDY_UNKNOWN',
    `There is no study "${name}".${suggestion ? ` Did you mean ${suggestion}?` : ''}`,
    `Use one of: ${known.join(', ')}.`,
  );
}
