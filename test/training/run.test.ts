import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { readFile, sha256 } from '../../lib/src/base/files';
import type { Dataset } from '../../lib/src/datasets/dataset';
import { subset } from '../../lib/src/datasets/batches';
import { loadDataset } from '../../lib/src/datasets/datasets';
import { syntheticDataset } from '../../lib/src/datasets/synthetic';
import { tf } from '../../lib/src/engine/tensorflow';
import { type Recipe, recipe } from '../../lib/src/training/recipes';
import { trainInFolder, type TrainInFolderOptions } from '../../lib/src/training/run';
import { readTensors } from '../../lib/src/training/safetensors';
import { loadState, saveState } from '../../lib/src/training/state-file';
import { valleys } from '../cli/valleys';
import { settledMemory } from '../memory';

const drawn = syntheticDataset({ seed: 1 });
const dataset: Dataset = { ...drawn, train: subset(drawn.train, 90), test: subset(drawn.test, 50) };
// Five epochs of six batches, the last batch smaller; averages from the third; one epoch of SGD after it.
const short: Recipe = { ...recipe('smoke', 5), batchSize: 16, trainExamples: 90, schedule: { peak: 0.05, finalFactor: 0.5, span: 3 }, swaStart: 3 };
const base = { network: 'preresnet-8', dataset, recipe: short, seed: 3, resume: false } as const;

function folderFor(t: { after: (clean: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'training-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs, aborted after so many batches. */
async function interrupted(options: TrainInFolderOptions, batches: number): Promise<void> {
  const controller = new AbortController();
  let seen = 0;
  const onProgress = (): void => {
    if (++seen === batches) controller.abort();
  };
  await assert.rejects(trainInFolder({ ...options, signal: controller.signal, onProgress }), { code: 'INTERRUPTED' });
}

function vectors(folder: string, file: string): Record<string, number[]> {
  return Object.fromEntries([...readTensors(join(folder, file)).tensors].map(([name, { data }]) => [name, [...data]]));
}

test('an interrupted run, resumed, ends with the same weights bit for bit', async (t) => {
  const [straight, broken] = [folderFor(t), folderFor(t)];
  const before = (await settledMemory()).tensors;
  const whole = await trainInFolder({ ...base, folder: straight });
  assert.equal(tf.memory().numTensors, before, 'no tensor is left behind');
  // In the middle of an epoch, at an epoch's end, while averaging, and after the average.
  for (const batches of [3, 9, 12, 10]) await interrupted({ ...base, folder: broken, resume: true }, batches);
  const resumed = await trainInFolder({ ...base, folder: broken, resume: true });
  for (const file of ['sgd.safetensors', 'swa.safetensors', 'sgd-after-swa.safetensors', 'state.safetensors']) {
    assert.deepEqual(vectors(broken, file), vectors(straight, file), file);
  }
  const timeless = whole.history.map((epoch) => ({ ...epoch, seconds: 0 }));
  assert.deepEqual(resumed.history.map((epoch) => ({ ...epoch, seconds: 0 })), timeless);
  assert.deepEqual(timeless.map(({ averagedModels }) => averagedModels), [0, 0, 1, 2, 3, 3]);
});

test('the average lies where the mean of the last iterates lies, and only its statistics are re-estimated', async (t) => {
  const folder = folderFor(t);
  await trainInFolder({ ...base, folder, snapshotEvery: 1 });
  const swa = vectors(folder, 'swa.safetensors');
  const iterates = ['epoch-003', 'epoch-004', 'epoch-005'].map((name) => vectors(folder, `${name}.safetensors`));
  for (const name of ['conv1.weight', 'layer2.0.bn1.weight', 'fc.bias']) {
    swa[name].forEach((value, i) => {
      const mean = (iterates[0][name][i] + iterates[1][name][i] + iterates[2][name][i]) / 3;
      assert.ok(Math.abs(value - mean) < 1e-6, `${name}[${i}]`);
    });
  }
  const means = iterates[0]['bn.running_mean'].map((_, i) => (iterates[0]['bn.running_mean'][i] + iterates[1]['bn.running_mean'][i] + iterates[2]['bn.running_mean'][i]) / 3);
  assert.ok(swa['bn.running_mean'].some((value, i) => Math.abs(value - means[i]) > 1e-4), 'running means are not averaged');
});

test('a folder that holds a run is refused without resume, and so is another run in it', async (t) => {
  const folder = folderFor(t);
  await interrupted({ ...base, folder }, 2);
  const files = readdirSync(folder);
  await assert.rejects(trainInFolder({ ...base, folder }), { code: 'FOLDER_HOLDS_RUN', message: /--resume/ });
  await assert.rejects(trainInFolder({ ...base, folder, resume: true, seed: 4 }), { code: 'RUN_MISMATCH', message: /another seed: 3/ });
  await assert.rejects(trainInFolder({ ...base, folder, resume: true, network: 'preresnet-20' }), { code: 'RUN_MISMATCH', message: /network/ });
  assert.deepEqual(readdirSync(folder), files);
});

test('a recipe that carries what no checkpoint can hold is refused before there is a folder', async (t) => {
  const folder = join(folderFor(t), 'run');
  const itself: Record<string, unknown> = { ...short };
  itself.itself = itself;
  for (const carrying of [itself, { ...short, note: 10n }]) {
    await assert.rejects(trainInFolder({ ...base, folder, recipe: carrying as unknown as Recipe }), { code: 'RECIPE_INVALID' });
  }
  assert.deepEqual(readdirSync(join(folder, '..')), []);
});

test('two runs cannot write to the same folder', async (t) => {
  const folder = folderFor(t);
  const first = trainInFolder({ ...base, folder });
  await new Promise((resolve) => setTimeout(resolve, 20));
  await assert.rejects(trainInFolder({ ...base, folder, resume: true }), { code: 'FOLDER_IN_USE' });
  await first;
});

test('a run that was killed goes on at once, and nothing of it is left but what it kept', async (t) => {
  const folder = folderFor(t);
  const words = ['train', '--network', 'preresnet-8', '--dataset', 'synthetic', '--recipe', 'smoke', '--epochs', '3', '--seed', '5', '--out', folder];
  const { status } = await valleys(words, (text, child) => text.includes('sgd epoch 2') && child.kill('SIGKILL'));
  assert.equal(status, null);
  assert.ok(['lock', 'lock.owner', 'state.safetensors'].every((name) => readdirSync(folder).includes(name)));
  const draft = 'state.safetensors.01234567-89ab-cdef-0123-456789abcdef.partial';
  writeFileSync(join(folder, draft), 'half');
  // By its age, a lock from the future would count for ever.
  const future = Date.now() / 1000 + 3600;
  utimesSync(join(folder, 'lock'), future, future);
  await interrupted({ network: 'preresnet-8', dataset: loadDataset('synthetic'), recipe: recipe('smoke', 3), seed: 5, folder, resume: true }, 1);
  assert.deepEqual(readdirSync(folder).sort(), ['history.json', 'state.safetensors']);
  assert.equal(loadState(join(folder, 'state.safetensors')).state.history[0].epoch, 1);
});

test('a state that belongs to no such training is refused, and stays', async (t) => {
  const folder = folderFor(t);
  await interrupted({ ...base, folder }, 2);
  const path = join(folder, 'state.safetensors');
  const { state, identity } = loadState(path);
  for (const wrong of [{ epoch: 99 }, { batch: 6 }, { weights: state.weights.subarray(1) }]) {
    saveState(path, { ...state, ...wrong }, identity);
    const bytes = readFile(path);
    await assert.rejects(trainInFolder({ ...base, folder, resume: true }), { name: 'CheckpointError', code: 'STATE_INVALID' });
    assert.deepEqual(readFile(path), bytes);
  }
});

test('a diverging training says so and keeps the last complete epoch', async (t) => {
  const folder = folderFor(t);
  const wild = { ...short, schedule: { ...short.schedule, peak: 1e30 } };
  await assert.rejects(trainInFolder({ ...base, folder, recipe: wild }), { code: 'TRAINING_DIVERGED', message: /learning rate/ });
});

test('an interruption in the batch after the one that diverged leaves the last good state', async (t) => {
  const folder = folderFor(t);
  // From the second epoch on the rate is as large as can be: a finite loss first, then weights that are not.
  const wild: Recipe = { ...short, swaStart: undefined, afterSwa: undefined, weightDecay: 3, schedule: { peak: 0.05, finalFactor: 6e39, span: 1 } };
  await interrupted({ ...base, folder, recipe: wild }, 7);
  const { state } = loadState(join(folder, 'state.safetensors'));
  assert.deepEqual([state.epoch, state.batch], [1, 0]);
  assert.ok([state.weights, state.momentum, state.statistics].every((vector) => vector.every(Number.isFinite)));
  await assert.rejects(trainInFolder({ ...base, folder, recipe: wild, resume: true }), { code: 'TRAINING_DIVERGED' });
});

test('a recipe that goes on from another starts at the given checkpoint, with fresh momentum', async (t) => {
  const [first, second] = [folderFor(t), folderFor(t)];
  await trainInFolder({ ...base, folder: first });
  const from = join(first, 'sgd.safetensors');
  // A rate of nothing: where the run starts is where it ends, but for the running statistics.
  const still: Recipe = { ...short, name: 'still', startsFrom: 'smoke', swaStart: undefined, afterSwa: undefined, epochs: 1, schedule: { peak: 0, finalFactor: 1, span: 1 } };
  await assert.rejects(trainInFolder({ ...base, folder: second, recipe: still }), { code: 'START_ABSENT', message: /--from/ });
  assert.deepEqual(readdirSync(second), [], 'a run without its start leaves nothing behind');
  // The file may be moved as soon as it has been read.
  const copy = join(first, 'copy.safetensors');
  copyFileSync(from, copy);
  await trainInFolder({ ...base, folder: second, recipe: still, from: copy, onProgress: () => rmSync(copy, { force: true }) });
  const [start, end] = [vectors(first, 'sgd.safetensors'), vectors(second, 'sgd.safetensors')];
  for (const name of Object.keys(start).filter((tensor) => !tensor.includes('running'))) assert.deepEqual(end[name], start[name], name);
  const { metadata } = readTensors(join(second, 'sgd.safetensors'));
  assert.equal(metadata.started_from, sha256(readFile(from)));
  await assert.rejects(trainInFolder({ ...base, folder: second, recipe: still, from: join(first, 'swa.safetensors'), resume: true }), { code: 'RUN_MISMATCH', message: /start/ });
});
