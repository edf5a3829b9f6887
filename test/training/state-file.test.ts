import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { checkState } from '../../lib/src/training/check-state';
import { type Recipe, recipe } from '../../lib/src/training/recipes';
import { readTensors, type TensorFile, writeTensors } from '../../lib/src/training/safetensors';
import type { EpochResult, TrainingState } from '../../lib/src/training/state';
import { loadState, saveState } from '../../lib/src/training/state-file';
import { readHistory } from '../../lib/src/training/state-schema';

const folder = mkdtempSync(join(tmpdir(), 'state-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'state.safetensors');

// Five epochs of six batches, the last of them smaller; three of them averaged; one epoch more.
const plan: Recipe = { ...recipe('smoke', 5), batchSize: 16, swaStart: 3 };
const [size, statistics, examples] = [7, 4, 90];
const fits = { path, recipe: plan, runner: { layout: { size, entries: [] }, statisticsLayout: { size: statistics, entries: [] } }, examples };
const identity = { network: 'own', seed: '1' };

const epochs = (phase: EpochResult['phase'], count: number): EpochResult[] =>
  Array.from({ length: count }, (_, i) => ({ phase, epoch: i + 1, learningRate: 0.1, trainLoss: 2, trainAccuracy: 0.2, averagedModels: 0, seconds: 1.5 }));

/** A training in the middle of its fourth epoch. */
const middle: TrainingState = {
  phase: 'sgd', epoch: 3, batch: 2, sums: { loss: 61.25, correct: 10, examples: 32, seconds: 0.1 },
  weights: Float32Array.from({ length: size }, (_, i) => i / 3), momentum: new Float32Array(size).fill(-0.1), statistics: new Float32Array(statistics).fill(1),
  average: { weights: new Float32Array(size).fill(0.5), models: 1 }, history: epochs('sgd', 3),
};
const start: Partial<TrainingState> = { batch: 0, sums: { loss: 0, correct: 0, examples: 0, seconds: 0 } };

/** The file of a state, changed before it is written: with no checksum, as versions before wrote it, or with that of the state as it was. */
function edited(change: (progress: Record<string, unknown>, file: { tensors: Map<string, { shape: readonly number[]; data: Float32Array }>; metadata: Record<string, string> }) => void, checksum: 'none' | 'kept'): string {
  saveState(path, middle, identity);
  const { tensors, metadata } = readTensors(path);
  const file = { tensors: new Map(tensors) as Map<string, { shape: readonly number[]; data: Float32Array }>, metadata: { ...metadata } };
  const progress = JSON.parse(metadata.progress) as Record<string, unknown>;
  change(progress, file);
  if (file.metadata.progress === metadata.progress) file.metadata.progress = JSON.stringify(progress);
  if (checksum === 'none') delete file.metadata.checksum;
  writeTensors(path, file as TensorFile);
  return path;
}

function resume(): TrainingState {
  const { state } = loadState(path);
  checkState(state, fits);
  return state;
}

test('a state comes back to the last bit, and so does one that was written without a checksum', () => {
  const states: readonly TrainingState[] = [
    middle,
    { ...middle, ...start },
    { ...middle, epoch: 5, ...start, average: { weights: middle.weights, models: 3 }, history: epochs('sgd', 5) },
    // Stopped while the epoch's end was tested: all batches are done.
    { ...middle, batch: 6, sums: { ...middle.sums, examples: 90 } },
    { ...middle, phase: 'after-swa', epoch: 0, ...start, average: { weights: middle.weights, models: 3 }, history: epochs('sgd', 5) },
    { ...middle, phase: 'done', epoch: 0, ...start, average: { weights: middle.weights, models: 3 }, history: [...epochs('sgd', 5), ...epochs('after-swa', plan.afterSwa?.epochs ?? 0)] },
    { ...middle, epoch: 1, average: undefined, history: epochs('sgd', 1) },
  ];
  for (const state of states) {
    saveState(path, state, identity);
    assert.deepEqual(resume(), state);
    assert.deepEqual(loadState(path).identity, identity);
  }
  edited(() => undefined, 'none');
  assert.deepEqual(resume(), middle);
});

test('a loss of a test that is not finite, which JSON has as null, does not keep a training from going on', () => {
  const history = [...epochs('sgd', 2), { ...epochs('sgd', 3)[2], testLoss: Infinity, testAccuracy: 0.1 }];
  saveState(path, { ...middle, history }, identity);
  assert.deepEqual(resume().history.at(-1), { ...history[2], testLoss: NaN });
});

test('what no training can have written is refused, whatever it is', () => {
  const values: Readonly<Record<string, readonly unknown[]>> = {
    epoch: [99, 6, -1, 0.5, 1e300, '3', null, undefined, true, [3], {}],
    batch: [7, 99, -1, 0.5, '2', null, undefined],
    phase: ['x', '', 'SGD', null, undefined, 0, 'done', 'after-swa'],
    sums: [null, undefined, [], {}, 3, { ...middle.sums, examples: 0 }, { ...middle.sums, correct: 33 }, { ...middle.sums, loss: null }, { ...middle.sums, seconds: -1 }, { ...middle.sums, examples: 31.5 }],
    averagedModels: [0, -1, 2, 99, 1.5, '1', null, undefined],
    history: [null, undefined, {}, 'x', [], [null], [1], epochs('sgd', 2), epochs('sgd', 4), epochs('after-swa', 3), epochs('sgd', 3).reverse(), epochs('sgd', 3).map((entry) => ({ ...entry, trainLoss: null })), epochs('sgd', 3).map((entry) => ({ ...entry, seconds: 'x' }))],
  };
  for (const [name, wrong] of Object.entries(values)) {
    for (const value of wrong) {
      edited((progress) => (progress[name] = value), 'none');
      assert.throws(resume, { name: 'CheckpointError', code: 'STATE_INVALID', message: /is not the state of a training: [^\n]+\. Restore it/ }, `${name}: ${JSON.stringify(value)}`);
    }
  }
});

test('vectors that are absent, of another length or not finite are refused, and so is a file of something else', () => {
  for (const name of ['weights', 'momentum', 'statistics', 'average']) {
    for (const data of [undefined, new Float32Array(3), Float32Array.of(NaN, 0, 0, 0), new Float32Array(size).fill(Infinity)]) {
      edited((_, { tensors }) => (data === undefined ? tensors.delete(name) : tensors.set(name, { shape: [data.length], data })), 'none');
      assert.throws(resume, { code: 'STATE_INVALID' }, `${name} ${data?.join()}`);
    }
  }
  for (const text of ['', 'null', '[]', '{}', '{"phase"', '3', '"x"']) {
    for (const part of ['progress', 'identity'] as const) {
      // Either is an identity of no parts, which no run has.
      if (part === 'identity' && ['{}', '[]'].includes(text)) continue;
      edited((_, { metadata }) => (metadata[part] = text), 'none');
      assert.throws(resume, { code: 'STATE_INVALID' }, `${part} ${text}`);
    }
  }
});

test('a state that was damaged or edited is known by its checksum, at every byte', () => {
  edited((progress) => (progress.sums = { ...middle.sums, loss: 61.26 }), 'kept');
  assert.throws(resume, { code: 'STATE_INVALID', message: /checksum/ });
  edited((_, { metadata }) => (metadata.identity = JSON.stringify({ ...identity, seed: '2' })), 'kept');
  assert.throws(resume, { code: 'STATE_INVALID', message: /checksum/ });
  saveState(path, middle, identity);
  const whole = readFileSync(path);
  for (let at = 0; at < whole.length; at++) {
    const damaged = Buffer.from(whole);
    damaged[at] ^= 1;
    writeFileSync(path, damaged);
    try {
      assert.deepEqual(resume(), middle, `byte ${at}`);
    } catch (error) {
      assert.equal((error as Error).name, 'CheckpointError', `byte ${at}: ${String(error)}`);
    }
    writeFileSync(path, whole.subarray(0, at));
    assert.throws(resume, { name: 'CheckpointError' }, `cut at ${at}`);
  }
});

test('a history of something else than epochs is refused', () => {
  const file = join(folder, 'history.json');
  writeFileSync(file, JSON.stringify(epochs('sgd', 3)));
  assert.deepEqual(readHistory(file), epochs('sgd', 3));
  for (const text of ['', 'null', '{}', '[]', '[null]', '[3]', '[[]]', '[{}]', JSON.stringify([{ ...epochs('sgd', 1)[0], epoch: 0.5 }]), JSON.stringify([{ ...epochs('sgd', 1)[0], phase: 'x' }])]) {
    writeFileSync(file, text);
    assert.throws(() => readHistory(file), { code: 'HISTORY_INVALID' }, text);
  }
});
