import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { project } from '../../lib/src/base/project';
import { isAvailable, loadDataset } from '../../lib/src/datasets/datasets';
import { lossCurve } from '../../lib/src/landscape/loss-curve';
import { type DirectionKind, drawDirection } from '../../lib/src/landscape/directions';
import type { BatchNormMode } from '../../lib/src/landscape/evaluate-point';
import { createRunner } from '../../lib/src/networks/create-runner';
import { buildNetwork, networkNames } from '../../lib/src/networks/networks';
import { augmentedCopy } from '../../lib/src/datasets/augmented';
import { subset } from '../../lib/src/datasets/batches';
import type { MeasuredCurve } from '../../lib/src/paper/study/curves';
import type { SolutionScores } from '../../lib/src/paper/study/evaluations';
import { listRecords, readRecord, recordKey, type StudyRecord } from '../../lib/src/records/records';
import { openStudy, recordsFolder, type SectionName } from '../../lib/src/paper/study/study';
import { doTask } from '../../lib/src/paper/run/tasks';
import { evaluate } from '../../lib/src/training/evaluation';
import { loadCheckpoint } from '../../lib/src/training/checkpoint';
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
const all = listRecords(records).filter((path) => !/(bench(-[\w-]+)?|setup)\.json$/.test(path));
const paths = all.filter((path) => path.startsWith(join(records, '03')));
const trainings = existsSync(checkpoints) ? readdirSync(checkpoints, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.safetensors') && !/state|epoch/.test(path)) : [];

/** The checkpoint that a record's measurement started from: their paths correspond. */
const checkpointOf = (record: StudyRecord<unknown>): string => join(checkpoints, `${record.name.split('/').slice(1, 4).join('/')}.safetensors`);

test('every committed record is whole, and belongs to a committed checkpoint', (t) => {
  if (all.length === 0) return t.skip('no records are committed');
  for (const path of all) {
    const record = readRecord(path);
    assert.equal(path, join(records, `${recordKey(record.name, record.inputs)}.json`), 'the name belongs to the inputs');
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

/** A curve of every network, and one of each other kind: measuring all seeds again would take longer than all other tests. */
function curveSample(): string[] {
  const named = (name: string): string[] => paths.filter((path) => path.includes(`/${name}-`));
  const networkOf = (path: string): string => path.slice(records.length + 1).split('/')[1];
  const firstOfNetwork = named('uniform01-0-reestimate').filter((path, i, list) => list.findIndex((other) => networkOf(other) === networkOf(path)) === i);
  return [...firstOfNetwork, ...['uniform-symmetric-3-frozen', 'ones-0-frozen'].flatMap((name) => named(name).slice(0, 1))];
}

test('a sample of the curves comes out the same when it is measured again', async (t) => {
  const dataset = committedDataset();
  if (dataset === undefined) return t.skip('the images of the committed results are not here (VALLEYS_DATA)');
  for (const path of curveSample()) {
    const record = readRecord<MeasuredCurve>(path);
    const { kind, index, seed, batchNorm, examples } = record.inputs as unknown as CurveInputs;
    const { runner } = openCheckpoint(checkpointOf(record), record.name.split('/')[1], dataset);
    const { curve } = record.result;
    const some = [1, curve.distances.length - 4];
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

/** One cheap record of every other section that claims rest on; what matches nothing is not measured yet. */
const SAMPLE = [/^04\/preresnet.*neighbours-own-/, /^06-1\/preresnet-8.*\/noise-/, /^06-2\/.*same-batch.*\/noise-/, /^06-3\/.*\/swa\/reach-gaussian-reestimate-/, /^07\/preresnet-8\/.*\/radius-norm-uniform01-reestimate-/];
const keys = all.map((path) => path.slice(records.length + 1, -'.json'.length));

for (const pattern of SAMPLE) {
  const key = keys.find((candidate) => pattern.test(candidate));
  const section = pattern.source.slice(1, pattern.source.indexOf('\\/'));
  test(`a record of section ${section} comes out the same when it is computed again`, async (t) => {
    if (key === undefined) return t.skip('the section is not measured yet');
    if (committedDataset() === undefined) return t.skip('the images of the committed results are not here (VALLEYS_DATA)');
    const folder = mkdtempSync(join(tmpdir(), 'valleys-records-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const again = join(folder, 'records');
    cpSync(records, again, { recursive: true, filter: (path) => path !== join(records, `${key}.json`) });
    delete process.env.VALLEYS_SCALE;
    const study = openStudy({ section: section as SectionName, scale: 'laptop', project: { ...project(), records: again, runs: join(folder, 'runs') } });
    await doTask(study, { kind: 'record', section, key });
    assertAlike(readRecord(join(recordsFolder(study), `${key}.json`)).result, readRecord(join(records, `${key}.json`)).result, key);
  });
}

/** The same shape, and numbers equal up to what another processor rounds differently. */
function assertAlike(now: unknown, then: unknown, where: string): void {
  if (typeof then === 'number' && typeof now === 'number') {
    assert.ok(Object.is(now, then) || Math.abs(now - then) <= 5e-3 * Math.max(1, Math.abs(then)), `${where}: ${then} on record, ${now} now`);
  } else if (then !== null && typeof then === 'object' && now !== null && typeof now === 'object') {
    assert.deepEqual(Object.keys(now), Object.keys(then), where);
    for (const [name, value] of Object.entries(then)) assertAlike((now as Record<string, unknown>)[name], value, `${where}.${name}`);
  } else {
    assert.equal(now, then, where);
  }
}

test('a committed checkpoint scores on the first test images as its record would have it', async (t) => {
  const dataset = committedDataset();
  if (dataset === undefined) return t.skip('the images of the committed results are not here (VALLEYS_DATA)');
  const images = subset(dataset.test, 1000);
  for (const network of new Set(trainings.map(networkOf))) {
    // One graph for all solutions of a network.
    const model = buildNetwork(network, dataset.classes.length, 0);
    const runner = createRunner(model, dataset);
    for (const path of trainings.filter((training) => networkOf(training) === network)) {
      const { weights, statistics, metadata } = loadCheckpoint(join(checkpoints, path), model, network);
      runner.setWeights(weights);
      runner.setStatistics(statistics);
      const { accuracy } = await evaluate(runner, images);
      // A thousand of the ten thousand images: within four standard errors of the whole.
      const whole = Number(metadata.test_accuracy);
      assert.ok(Math.abs(accuracy - whole) < 4 * Math.sqrt((whole * (1 - whole)) / 1000), `${path}: ${accuracy} on 1,000 images, ${whole} on all`);
    }
    runner.dispose();
    model.dispose();
  }
});

function networkOf(training: string): string {
  return training.split('/')[0];
}
