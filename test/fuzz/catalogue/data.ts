import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Batch, Dataset, Generator, Recipe, Runner } from 'asymmetric-valleys';
import { calls } from '../calls';
import type { Fixtures } from '../fixtures';

/** The files of CIFAR-10's folder, all of them empty: present, so that nothing is downloaded. */
function cifarFolder(f: Fixtures): string {
  return f.once('cifar', () => {
    const folder = join(f.folder, 'data');
    mkdirSync(join(folder, 'cifar-10-batches-bin'), { recursive: true });
    for (const name of ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5',
      'test_batch']) writeFileSync(join(folder, 'cifar-10-batches-bin', `${name}.bin`), '');
    writeFileSync(join(folder, 'cifar-10-batches-bin', 'batches.meta.txt'), '');
    return folder;
  });
}

/** A short recipe with all three phases. */
export function shortRecipe(): Recipe {
  return {
    name: 'short', epochs: 2, batchSize: 8, schedule: { peak: 0.1, finalFactor: 0.5, span: 2 }, momentum: 0.9, weightDecay: 3e-4,
      augment: false,
    swaStart: 2, afterSwa: { epochs: 1, learningRate: 0.001 }, testEvery: 1,
  };
}

/** Images of the size that the project's networks take. */
function largeImages(f: Fixtures): Dataset {
  return f.once('largeImages', () => f.av.syntheticDataset({ trainExamples: 20, testExamples: 10 }));
}

async function checkpointFile(f: Fixtures): Promise<string> {
  return f.once('checkpoint', () => {
    const path = f.path('.safetensors');
    f.av.saveCheckpoint(path, { network: 'own', model: f.model, weights: f.weights, statistics: f.runner.getStatistics() });
    return Promise.resolve(path);
  });
}

/** The small network as TensorFlow.js saves models. */
const modelFile = (f: Fixtures): Promise<string> => f.once('model file', async () => {
  const folder = f.path('-model');
  await f.model.save(`file://${folder}`);
  return join(folder, 'model.json');
});

function useModel(model: Fixtures['model']): number {
  const count = model.countParams();
  model.dispose();
  return count;
}

async function drain(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches) if (all.push(batch) === 20) break;
  return all;
}

function useRunner(runner: Runner): number {
  const size = runner.getWeights().length;
  runner.dispose();
  return size;
}

const zeros = (f: Fixtures): Float32Array => new Float32Array(f.layout.size);

/** Random numbers, data, networks, training, checkpoints. */
export const DATA_CALLS = calls({
  generator: [() => [1, 'stream'], { use: (random: Generator) => [random.uniform(), random.normal(), random.integer(5)] }],
  project: [() => []],
  memoryUse: [() => [], { volatile: true }],
  arrayDataset: [(f) => [{ name: 'own', classes: ['a', 'b', 'c'], shape: [6, 6, 3],
    train: { inputs: f.train.inputs, labels: f.train.labels }, test: { inputs: f.test.inputs, labels: [...f.test.labels] } }]],
  subset: [(f) => [f.train, 5]],
  take: [(f) => [f.asGiven(f.train), [0, 2, 1]]],
  trainingBatches: [(f) => [f.train, { batchSize: 8, seed: 1, epoch: 0, fromBatch: 1, augment: true, thread: 'main' }], { use: drain }],
  loadDataset: [() => ['synthetic', { seed: 1 }]],
  downloadDataset: [(f) => ['cifar10', { folder: cifarFolder(f), ...f.run }]],
  syntheticDataset: [() => [{ seed: 1, trainExamples: 20, testExamples: 10 }]],

  createRunner: [(f) => [f.model, { normalisation: f.images.normalisation, loss: 'softmax-cross-entropy', kind: 'auto' }],
    { use: useRunner }],
  buildNetwork: [() => ['preresnet-8', 3, 1], { use: useModel }],

  maskedAverage: [(f) => [{ weights: f.weights, average: f.direction }, zeros(f).fill(0.5)]],
  recipe: [() => ['smoke', 5]],
  train: [(f) => [f.runner, f.asGiven(f.images), f.asGiven(shortRecipe()), { seed: 1, ...f.run }], { moves: true }],
  trainInFolder: [(f) => [{ folder: f.path('-folder'), network: 'preresnet-8', dataset: largeImages(f),
    recipe: { ...shortRecipe(), batchSize: 20 }, seed: 1, resume: false, snapshotEvery: 1, ...f.run }], { volatile: true }],
  reestimateBatchNorm: [(f) => [f.runner, f.train, { batchSize: 8, ...f.run }], { moves: true }],
  saveCheckpoint: [(f) => [f.path('.safetensors'), { network: 'own', model: f.model, weights: f.weights,
    statistics: f.runner.getStatistics(), metadata: { seed: '1' } }]],
  loadCheckpoint: [async (f) => [await checkpointFile(f), f.model, 'own']],
  loadModel: [async (f) => [await modelFile(f)], { use: useModel }],
  evaluate: [(f) => [f.runner, f.test, { batchSize: 8, normalise: 'running', ...f.run }]],
  fit: [(f) => [f.runner, f.images, { epochs: 2, seed: 1, learningRate: 0.05, batchSize: 8, momentum: 0.9, weightDecay: 1e-4,
    augment: false, ...f.run }], { moves: true }],
  overTrainings: [(f) => [(seed) => f.build(seed), f.images, { epochs: 1, batchSize: 12, seeds: [1, 2], ...f.run },
    (runner, _fitted, seed) => [seed, runner.getWeights()[0]]]],
});
