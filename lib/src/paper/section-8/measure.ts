import type { Dataset } from '../../datasets/dataset';
import { subset } from '../../datasets/batches';
import type { tf } from '../../engine/tensorflow';
import { drawDirection } from '../../landscape/directions';
import { distancesBetween } from '../../numbers/distances';
import { compareSolutions, type EvaluationDifference, evaluateSolutions } from '../../landscape/evaluate-solutions';
import { measureAlong, type MeasuredCurve } from '../../landscape/measure-along';
import { type MeasuredKind, measureDirections } from '../../landscape/measure-directions';
import { orthogonalised } from '../../landscape/orthogonal';
import { setSolution } from '../../training/solution';
import { type LossSurface, lossSurface } from '../../landscape/surface';
import { createRunner } from '../../networks/create-runner';
import type { Runner } from '../../networks/runner';
import { normalised } from '../../numbers/vector';
import { keep } from '../../records/keep';
import { keepFit } from '../../records/keep-fit';
import type { Recorded } from '../../records/records';
import type { Fitted } from '../../training/fit';
import { overTrainings } from '../../training/over-trainings';
import { storeOf, type Study } from '../study/study';
import { ownImages, ownModelSizes, perceptron, smallCnn, spirals } from './own-models';

/** The perceptron on two spirals: its training. */
export async function spiralTraining(study: Study): Promise<Recorded<Fitted>> {
  return atPerceptron(study, ({ trained }) => Promise.resolve(trained));
}

/** Curves along several directions from the trained perceptron. */
export async function spiralDirections(study: Study): Promise<Recorded<MeasuredKind[]>> {
  const kinds = ['uniform01', 'uniform-symmetric', 'ones'] as const;
  return atPerceptron(study, ({ runner, dataset }) => {
    const asked = { ...dataset, seed: 1, count: ownModelSizes(study).directions };
    const measure = (): Promise<MeasuredKind[]> => measureDirections(runner, kinds, asked, study.run);
    return keep(storeOf(study), 'spirals/directions', { at: runner, ...asked, kinds }, measure);
  });
}

/** SWA minus SGD after SWA over several trainings of the perceptron. */
export async function spiralDifferences(study: Study): Promise<Recorded<Readonly<Record<'train' | 'test', EvaluationDifference>>[]>> {
  const dataset = spirals();
  const { recipe, seeds } = ownModelSizes(study);
  const model = perceptron(0);
  const inputs = { data: dataset.fingerprint, model: String(model.toJSON()), seeds, ...recipe };
  model.dispose();
  return keep(storeOf(study), 'spirals/swa-minus-sgd', inputs, () => (
    overTrainings(perceptron, dataset, { ...recipe, seeds, ...study.run }, async (runner, { solutions }) => {
      const each = await evaluateSolutions(runner, solutions, dataset);
      return compareSolutions(each.swa, each['sgd-after-swa']);
    })
  ));
}

/** The training loss over a plane through the perceptron's SWA solution. */
export async function spiralSurface(study: Study): Promise<Recorded<LossSurface>> {
  return atPerceptron(study, ({ runner, dataset, trained: { result: { solutions: { sgd, swa } } } }) => {
    setSolution(runner, swa);
    const u = normalised(sgd.weights.map((w, i) => w - swa.weights[i]));
    const v = normalised(orthogonalised(drawDirection('uniform01', runner.layout, { seed: 1 }), [u]));
    const side = distancesBetween(-4, 4, ownModelSizes(study).side);
    const plane = { ...dataset, directions: [u, v] as const, first: side, second: side, batchNorm: 'frozen' as const };
    return keep(storeOf(study), 'spirals/surface', { at: runner, ...plane }, () => lossSurface(runner, plane, study.run));
  });
}

/** The small convolutional network: its training. */
export async function imageTraining(study: Study): Promise<Recorded<Fitted>> {
  return atSmallCnn(study, ({ trained }) => Promise.resolve(trained));
}

/** That network along a direction of batch norm's weights, re-estimated, and frozen with the same radius. */
export async function imageCurves(study: Study): Promise<Recorded<MeasuredCurve>[]> {
  return atSmallCnn(study, async ({ runner, dataset: { train, test } }) => {
    const some = { train: subset(train, 200), test: subset(test, 200), points: ownModelSizes(study).points };
    const walk = { ...some, direction: drawDirection('bn-only', runner.layout, { seed: 1 }) };
    const along = (name: string, settings: Parameters<typeof measureAlong>[1]): Promise<Recorded<MeasuredCurve>> =>
      keep(storeOf(study), `images/${name}`, { at: runner, ...settings }, () => measureAlong(runner, settings, study.run));
    const renewed = await along('re-estimated', walk);
    return [renewed, await along('frozen', { ...walk, batchNorm: 'frozen', radius: renewed.result.curve.distances.at(-1) })];
  });
}

/** A model at its SGD solution after SWA. */
interface TrainedModel {
  readonly runner: Runner;
  readonly dataset: Dataset;
  readonly trained: Recorded<Fitted>;
}

async function atPerceptron<T>(study: Study, work: (at: TrainedModel) => Promise<T>): Promise<T> {
  const dataset = spirals();
  return atModel(perceptron(1), dataset, (runner) => (
    keepFit(storeOf(study), 'spirals/training', runner, dataset, { ...ownModelSizes(study).recipe, seed: 1, ...study.run })
  ), work);
}

async function atSmallCnn<T>(study: Study, work: (at: TrainedModel) => Promise<T>): Promise<T> {
  const { images, imageEpochs } = ownModelSizes(study);
  const dataset = ownImages(images);
  return atModel(smallCnn(), dataset, (runner) => (
    keepFit(storeOf(study), 'images/training', runner, dataset, { epochs: imageEpochs, seed: 1, batchSize: 50, ...study.run })
  ), work);
}

async function atModel<T>(
  model: tf.LayersModel,
  dataset: Dataset,
  train: (runner: Runner) => Promise<Recorded<Fitted>>,
  work: (at: TrainedModel) => Promise<T>,
): Promise<T> {
  const runner = createRunner(model, dataset);
  try {
    return await work({ runner, dataset, trained: await train(runner) });
  } finally {
    runner.dispose();
    model.dispose();
  }
}
