import { augmentedCopy } from '../../datasets/augmented';
import { subset } from '../../datasets/batches';
import type { Split } from '../../datasets/dataset';
import type { LineEnds } from '../../landscape/loss-line';
import { presentSolution } from '../../training/solution';
import type { Runner } from '../../networks/runner';
import { labelled as withLabel } from '../study/curves';
import type { Derivation, Json, Recorded } from '../../records/records';
import { networksOf } from '../study/networks';
import { isTrained, openSolution, runnerOf, type StudySolution, trainedSeeds } from '../study/solutions';
import { type Study, studyDataset, type StudyMeasurement, studyRecord, studyRecordWith } from '../study/study';

/** Two solutions of one network that section 6 compares. */
export interface SolutionPair {
  /** At α = 0: SWA, or small batch; by the paper the one on the flat side. */
  readonly first: StudySolution;
  /** At α = 1: SGD, or large batch. */
  readonly second: StudySolution;
}

/**
 * SWA and the SGD continued from it (last epoch, fixed beforehand), of every network of which a training is there and of
 * every seed. The scale's own network comes first.
 *
 * @throws TrainingError SOLUTION_ABSENT if the scale's own network was not trained
 */
export async function swaPairs(study: Study): Promise<SolutionPair[]> {
  const [network, ...others] = networksOf(study.scale, 'main', 'shallow', 'appendix');
  const pairs: SolutionPair[] = [];
  for (const name of [network, ...others.filter((other) => isTrained(study, { network: other }))]) {
    for (const seed of trainedSeeds(study, { network: name })) {
      const first = await openSolution(study, { network: name, seed, solution: 'swa' });
      pairs.push({ first, second: await openSolution(study, { network: name, seed, solution: 'sgd-after-swa' }) });
    }
  }
  return pairs;
}

/**
 * The SWA solutions of the first two trainings of the scale's own network: two valleys, as far as anyone knows, so that a line
 * between them should show a bump. None where fewer than two are trained.
 */
export async function seedPairs(study: Study): Promise<SolutionPair[]> {
  const [one, other] = trainedSeeds(study);
  if (other === undefined) return [];
  const open = (seed: number): Promise<StudySolution> => openSolution(study, { seed, solution: 'swa' });
  return [{ first: await open(one), second: await open(other) }];
}

/** The pairs of one network, in the order of their seeds. */
export function pairsOfNetwork(pairs: readonly SolutionPair[], network: string): SolutionPair[] {
  return pairs.filter(({ first }) => first.network === network);
}

/** A record's name within its section: the first solution's path, so that a record lies with a checkpoint, then the rest. */
function pairName({ first, second }: SolutionPair, what: string): string {
  const training = second.seed === first.seed ? '' : `-of-seed-${second.seed}`;
  const other = `${second.recipe === first.recipe ? second.solution : second.recipe}${training}`;
  return `${first.network}/${first.recipe}-seed-${first.seed}/${first.solution}/${what}-to-${other}`;
}

/** A measurement at a pair. */
interface PairMeasurement {
  readonly what: string;
  /** Need not repeat what identifies the two solutions. */
  readonly inputs: { readonly [key: string]: Json };
  readonly code: string;
}

/** {@link studyRecord} for a measurement at a pair. */
export async function pairRecord<T>(
  study: Study,
  pair: SolutionPair,
  measurement: PairMeasurement,
  compute: () => Promise<T>,
): Promise<Recorded<T>> {
  return studyRecord(study, measurementAt(study, pair, measurement), compute);
}

/** {@link studyRecordWith} for a measurement at a pair. */
export async function pairRecordWith<T, D>(
  study: Study,
  pair: SolutionPair,
  measurement: PairMeasurement,
  compute: () => Promise<T>,
  derivation: Derivation<T, D>,
): Promise<Recorded<T> & { readonly derived: D }> {
  return studyRecordWith(study, measurementAt(study, pair, measurement), compute, derivation);
}

function measurementAt({ scale }: Study, pair: SolutionPair, { what, inputs, code }: PairMeasurement): StudyMeasurement {
  const { first, second } = pair;
  const identity = {
    network: first.network,
    weights: [first.fingerprint, second.fingerprint],
    dataset: first.metadata.dataset_fingerprint ?? scale.dataset,
  };
  return { name: pairName(pair, what), inputs: { ...identity, ...inputs }, code };
}

/** Both solutions in TensorFlow: a runner of the network, and what to put into it. */
export function endsOf(study: Study, { first, second }: SolutionPair): { readonly runner: Runner; readonly ends: LineEnds } {
  const runner = runnerOf(study, first);
  return { runner, ends: { first: presentSolution(runner), second: presentSolution(runnerOf(study, second)) } };
}

/** So many training images, augmented once, for re-estimating batch norm: another seed, other crops. */
export async function batchNormCopy(study: Study, count: number, seed: number): Promise<Split> {
  return augmentedCopy(subset(studyDataset(study.scale).train, count), seed);
}

/** The same study with progress that names what is being measured, and at which training. */
export function labelled(study: Study, { first }: SolutionPair, what: string): Study {
  return withLabel(study, `${first.network}, seed ${first.seed}, ${what}`);
}
