import type { RunOptions } from '../../base/progress';
import { subset } from '../../datasets/batches';
import { cosineWithOnes, directionalDerivatives } from '../../landscape/derivatives';
import { meanGradient } from '../../landscape/gradient';
import { displacement, type LineEnds, pointOnLine } from '../../landscape/loss-line';
import { compareOffsets, type OffsetComparison, type OffsetLosses, offsetLosses } from '../../landscape/compare-offsets';
import { returning } from '../../landscape/evaluate-point';
import { curveRadius } from '../../landscape/radius';
import { tensorDirection } from '../../landscape/tensor-directions';
import { dot, norm } from '../../numbers/vector';
import type { WeightRole } from '../../networks/layout';
import type { Runner } from '../../networks/runner';
import { codeIdentity } from '../../records/code-identity';
import { halfPrecision } from '../../records/record-text';
import { AUGMENTATION_SEED } from '../study/examples';
import { DIRECTION_SEED } from '../study/directions';
import { lineSizes } from '../lines/sizes';
import { batchNormCopy, endsOf, labelled, pairRecord, pairRecordWith, type SolutionPair } from '../lines/pairs';
import type { Recorded } from '../../records/records';
import { type Study, studyDataset } from '../study/study';

/** Where SWA and SGD sit along one direction that was drawn without looking at either. */
export interface MeasuredOffset extends OffsetComparison {
  /** The weight tensor that the direction moves, and what it is for. */
  readonly tensor: string;
  readonly role: WeightRole;
  readonly radius: number;
  /** Cosine of the direction with u_inter: nearly 0, it contains none of it. */
  readonly cosineWithInter: number;
}

/** First radius tried, as a share of the tensor's own norm, and of ‖w‖ where that is 0. */
const START_SHARE = 0.25;
const LEAST_SHARE = 0.001;

/**
 * The offsets of both solutions of a pair along directions on different tensors, hence orthogonal to each other (claim
 * C19's own test), at most one on each. The radius is found by the radius rule half-way between the solutions, so that
 * neither is favoured. Order of the tensors and entries are drawn from the training's seed. Recorded.
 */
export async function measureOffsets(study: Study, pair: SolutionPair): Promise<Recorded<readonly MeasuredOffset[]>> {
  const { offsetDirections: directions, offsetExamples: examples } = lineSizes(study.scale);
  const inputs = { kind: 'uniform01 on one tensor', seed: pair.first.seed, directions, examples };
  const what = { what: 'offsets', inputs, code: codeIdentity(__filename, offsetsOf) };
  const derivation = { code: codeIdentity(__filename, compared), from: async (offsets: readonly KeptOffset[]) => compared(offsets) };
  const { derived, ...record } = await pairRecordWith(study, pair, what, () => offsetsOf(study, pair), derivation);
  return { ...record, result: derived };
}

/** {@link MeasuredOffset} as its record holds it: with each example's losses, from which the offsets follow. */
interface KeptOffset extends Omit<MeasuredOffset, keyof OffsetComparison> {
  readonly losses: OffsetLosses;
}

function compared(offsets: readonly KeptOffset[]): readonly MeasuredOffset[] {
  return offsets.map(({ losses, ...offset }) => ({ ...compareOffsets(losses), ...offset }));
}

async function offsetsOf(study: Study, pair: SolutionPair): Promise<readonly KeptOffset[]> {
  const { offsetDirections: directions, offsetExamples: examples } = lineSizes(study.scale);
  const { runner, ends } = endsOf(study, pair);
  const train = subset(studyDataset(study.scale).train, examples);
  const batchNormExamples = await batchNormCopy(study, examples, AUGMENTATION_SEED);
  const measurement = { train, batchNorm: 'reestimate' as const, batchNormExamples };
  const inter = displacement(ends);
  const count = Math.min(directions, runner.layout.entries.length);
  const offsets: KeptOffset[] = [];
  for (let k = 0; k < count; k++) {
    const { tensor, entry, direction } = tensorDirection(runner.layout, { seed: pair.first.seed, index: k });
    const { run } = labelled(study, pair, `offsets, direction ${k + 1}/${count}`);
    const own = norm(ends.first.weights.subarray(entry.offset, entry.offset + entry.size));
    const start = Math.max(START_SHARE * own, LEAST_SHARE * norm(ends.first.weights));
    const { radius } = await halfWay(runner, ends, run, () => curveRadius(runner, { ...measurement, direction }, { ...run, start }));
    const { distances, first, second } = await offsetLosses(runner, { ...measurement, ends, direction, radius }, run);
    const losses = { distances, first: first.map(halfPrecision), second: second.map(halfPrecision) };
    offsets.push({ losses, tensor, role: entry.role, radius, cosineWithInter: -dot(inter, direction) / norm(inter) });
  }
  return offsets;
}

/** Directional derivatives of the training loss at both solutions, over many (0, 1) directions. */
export interface MeasuredDerivatives {
  readonly directions: number;
  readonly examples: number;
  readonly first: DerivativeSummary;
  readonly second: DerivativeSummary;
  /** How many directions have a larger derivative at the first solution than at the second. */
  readonly firstLarger: number;
}

/** ⟨∇L̂(w), u⟩ of one solution. */
export interface DerivativeSummary {
  /** How many directions point up the slope. */
  readonly positive: number;
  /** Mean of the derivative over directions. */
  readonly mean: number;
  /** ‖∇L̂(w)‖. */
  readonly gradientNorm: number;
  /** Cosine between ∇L̂(w) and (1, …, 1), which alone decides what share is positive. */
  readonly cosineWithOnes: number;
}

/**
 * The cheap test for thousands of directions: one gradient for each solution, of the loss that training descends (batches'
 * own statistics, augmented images), projected on `uniform01` directions that are drawn and dropped. Recorded.
 */
export async function measureDerivatives(study: Study, pair: SolutionPair): Promise<Recorded<MeasuredDerivatives>> {
  const { gradientExamples: examples, gradientDirections: directions } = lineSizes(study.scale);
  const inputs = { kind: 'uniform01', seed: DIRECTION_SEED, directions, examples, augmentationSeed: AUGMENTATION_SEED };
  const measured = labelled(study, pair, 'gradients');
  const code = codeIdentity(__filename, derivativesOf);
  return pairRecord(study, pair, { what: 'derivatives', inputs, code }, () => derivativesOf(measured, pair));
}

async function derivativesOf(study: Study, pair: SolutionPair): Promise<MeasuredDerivatives> {
  const { gradientExamples: examples, gradientDirections: directions } = lineSizes(study.scale);
  const { runner, ends } = endsOf(study, pair);
  const { run } = study;
  const images = await batchNormCopy(study, examples, AUGMENTATION_SEED);
  const gradientAt = (weights: Float32Array): Promise<Float64Array> =>
    returning(runner, async () => {
      runner.setWeights(weights);
      return meanGradient(runner, images, run);
    }, run);
  const gradients = [await gradientAt(ends.first.weights), await gradientAt(ends.second.weights)];
  const [first, second] = await directionalDerivatives('uniform01', gradients, { ...run, seed: DIRECTION_SEED, directions });
  return {
    directions,
    examples,
    first: summary(gradients[0], first),
    second: summary(gradients[1], second),
    firstLarger: first.filter((value, i) => value > second[i]).length,
  };
}

function summary(gradient: Float64Array, values: Float64Array): DerivativeSummary {
  return {
    positive: values.filter((value) => value > 0).length,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    gradientNorm: norm(gradient),
    cosineWithOnes: cosineWithOnes(gradient),
  };
}

async function halfWay<T>(runner: Runner, ends: LineEnds, options: RunOptions, work: () => Promise<T>): Promise<T> {
  return returning(runner, async () => {
    runner.setWeights(pointOnLine(ends, 0.5));
    return work();
  }, options);
}
