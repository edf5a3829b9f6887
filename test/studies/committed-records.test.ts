import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { project } from '../../lib/src/base/project';
import { isAvailable, loadDataset } from '../../lib/src/datasets/datasets';
import { lossCurve } from '../../lib/src/landscape/curve';
import { type DirectionKind, drawDirection } from '../../lib/src/landscape/directions';
import type { BatchNormMode } from '../../lib/src/landscape/point';
import { augmentedCopy } from '../../lib/src/datasets/augmented';
import { subset } from '../../lib/src/datasets/batches';
import type { MeasuredCurve } from '../../lib/src/studies/curves';
import type { SolutionScores } from '../../lib/src/studies/evaluations';
import { listRecords, readRecord, type StudyRecord } from '../../lib/src/studies/records';
import { networkNames } from '../../lib/src/networks/networks';
import { evaluate } from '../../lib/src/training/evaluation';
import { openCheckpoint } from '../../lib/src/training/open-checkpoint';
import { readTensors } from '../../lib/src/training/safetensors';

interface CurveInputs {
  readonly kind: DirectionKind;
  readonly index: number;
  readonly seed: number;
  readonly batchNorm: BatchNormMode;
  readonly dataset: string;
  readonly examples: { readonly train: number; readonly test: number; readonly batchNorm: number };
}

const { records, checkpoints } = project();
const all = listRecords(records).filter((path) => !/(bench|setup)\.json$/.test(path));
const paths = all.filter((path) => path.startsWith(join(records, '03')));
const trainings = existsSync(checkpoints) ? readdirSync(checkpoints, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.safetensors') && !/state|epoch/.test(path)) : [];

/** The checkpoint that a record's measurement started from: their paths correspond. */
const checkpointOf = (record: StudyRecord<unknown>): string => join(checkpoints, `${record.name.split('/').slice(1, 4).join('/')}.safetensors`);

test('every committed record is whole, and belongs to a committed checkpoint', (t) => {
  if (all.length === 0) return t.skip('no records are committed');
  for (const path of all) {
    const record = readRecord(path);
    // The others are of theory and of small models that their notebook trains: they rest on no weights.
    if (networkNames.includes(record.name.split('/')[1])) assert.ok(existsSync(checkpointOf(record)), `${path} has no checkpoint`);
    assert.ok(record.provenance.seconds > 0 && /^\d{4}-\d\d-\d\dT/.test(record.provenance.date), path);
  }
});

test("a checkpoint's own test score is the score on record", (t) => {
  const scored = paths.filter((path) => /\/scores-/.test(path)).map((path) => readRecord<SolutionScores>(path));
  if (scored.length === 0) return t.skip('no scores are committed');
  for (const record of scored) {
    const { metadata } = readTensors(checkpointOf(record));
    assert.ok(Math.abs(Number(metadata.test_accuracy) - record.result.test.running.accuracy) <= 1e-3, record.name);
    assert.ok(Math.abs(Number(metadata.test_loss) - record.result.test.running.loss) <= 1e-3, record.name);
  }
});

/** The dataset of the committed results, if it is on this machine. */
function committedDataset(): ReturnType<typeof loadDataset> | undefined {
  if (trainings.length === 0 || !isAvailable('cifar10')) return undefined;
  const dataset = loadDataset('cifar10');
  const { metadata } = readTensors(join(checkpoints, trainings[0]));
  return metadata.dataset_fingerprint === dataset.fingerprint ? dataset : undefined;
}

test('a sample of the curves comes out the same when it is measured again', async (t) => {
  const dataset = committedDataset();
  if (dataset === undefined) return t.skip('the images of the committed results are not here (VALLEYS_DATA)');
  const sample = ['uniform01-0-reestimate', 'uniform-symmetric-3-frozen', 'ones-0-frozen'];
  for (const path of paths.filter((path) => sample.some((name) => path.includes(`/${name}-`)))) {
    const record = readRecord<MeasuredCurve>(path);
    const { kind, index, seed, batchNorm, examples } = record.inputs as unknown as CurveInputs;
    const { runner } = openCheckpoint(checkpointOf(record), record.name.split('/')[1], dataset);
    const { curve } = record.result;
    const some = [1, curve.origin, curve.distances.length - 4];
    const again = await lossCurve(runner, {
      direction: drawDirection(kind, runner.layout, { seed, index }),
      distances: some.map((k) => curve.distances[k]),
      train: subset(dataset.train, examples.train),
      test: subset(dataset.test, examples.test),
      batchNorm,
      batchNormExamples: await augmentedCopy(subset(dataset.train, examples.batchNorm), 0),
    });
    some.forEach((k, i) => {
      for (const split of ['train', 'test'] as const) {
        const [then, now] = [curve[split].loss[k], again[split].loss[i]];
        assert.ok(Math.abs(then - now) <= 2e-3 * Math.max(1, then), `${record.name}, ${split} loss at ${curve.distances[k]}: ${then} on record, ${now} now`);
      }
    });
    runner.dispose();
  }
});

test('a committed checkpoint scores on the first test images as its record would have it', async (t) => {
  const dataset = committedDataset();
  if (dataset === undefined) return t.skip('the images of the committed results are not here (VALLEYS_DATA)');
  for (const path of trainings) {
    const full = join(checkpoints, path);
    const { runner, metadata } = openCheckpoint(full, path.split('/')[0], dataset);
    const { accuracy } = await evaluate(runner, subset(dataset.test, 1000));
    // A thousand of the ten thousand images: within four standard errors of the whole.
    const whole = Number(metadata.test_accuracy);
    assert.ok(Math.abs(accuracy - whole) < 4 * Math.sqrt((whole * (1 - whole)) / 1000), `${path}: ${accuracy} on 1,000 images, ${whole} on all`);
    runner.dispose();
  }
});
