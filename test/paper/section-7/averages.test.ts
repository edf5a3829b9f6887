import assert from 'node:assert/strict';
import { renameSync, rmSync } from 'node:fs';
import test from 'node:test';
import { groupMask, groupSize } from '../../../lib/src/landscape/group-directions';
import { loadCheckpoint } from '../../../lib/src/training/checkpoint';
import { reestimateBatchNorm } from '../../../lib/src/training/batch-norm';
import { evaluate } from '../../../lib/src/training/evaluation';
import { augmentedCopy } from '../../../lib/src/datasets/augmented';
import { subset } from '../../../lib/src/datasets/batches';
import { LINE_KINDS } from '../../../lib/src/paper/section-7/average-lines';
import { measureAverages, measuredEpochs, measureNetworkAverages } from '../../../lib/src/paper/section-7/averages';
import { openSolution, runnerOf, snapshotsOf } from '../../../lib/src/paper/study/solutions';
import { studyDataset } from '../../../lib/src/paper/study/study';
import { doTask, missingTasks, taskName } from '../../../lib/src/paper/run/tasks';
import { smallStudy, temporaryProject, trainLittle } from '../small-study';

const study = smallStudy(temporaryProject(test), { section: '07' });
const training = { network: 'preresnet-8', seed: 1 };

test.before(async () => {
  await trainLittle(study, 1, { snapshots: true });
  await trainLittle(study, 2);
  await trainLittle(study, 1, { network: 'preresnet-8-no-bn', snapshots: true });
});

test('measured epochs end with the last third', () => {
  const { epochs, lastEpochs } = measuredEpochs(37, 64, 5);
  assert.deepEqual(lastEpochs, [56, 57, 58, 59, 60, 61, 62, 63, 64]);
  assert.deepEqual(epochs.slice(0, 4), [39, 44, 49, 54]);
  assert.deepEqual(measuredEpochs(3, 3, 5), { epochs: [3], lastEpochs: [3] });
});

test('SWA-BN is the iterate with γ and β averaged by hand over the epochs that were kept', async () => {
  const { result } = await measureAverages(study, training, LINE_KINDS);
  const runner = runnerOf(study, await openSolution(study, { ...training, solution: 'sgd' }));
  const kept = snapshotsOf(study, training).slice(-result.epochs.length).map(({ path }) => loadCheckpoint(path, runner.model, training.network).weights);
  const mask = groupMask(runner.layout, 'norm');
  const last = kept[kept.length - 1];
  const mixed = last.map((w, i) => (mask[i] === 1 ? kept.reduce((sum, weights) => sum + weights[i], 0) / kept.length : w));
  const { train, test: images } = studyDataset(study.scale);
  runner.setWeights(mixed);
  await reestimateBatchNorm(runner, await augmentedCopy(subset(train, 20), 0), { batchSize: 200 });
  const { loss, accuracy } = await evaluate(runner, subset(images, 40));
  const line = result.lines.find(({ kind }) => kind === 'norm');
  assert.ok(Math.abs((line?.testLoss.at(-1) ?? NaN) - loss) < 1e-3 * loss);
  assert.ok(Math.abs((line?.testAccuracy.at(-1) ?? NaN) - accuracy) <= 1 / 40);
  assert.equal(line?.parameters, groupSize(runner.layout, 'norm'));
});

test('every kind has its number of choices; control subsets match in number or in distance', async () => {
  const { result } = await measureAverages(study, training, LINE_KINDS);
  const of = (kind: string): typeof result.lines => result.lines.filter((line) => line.kind === kind);
  for (const kind of LINE_KINDS) assert.equal(of(kind).length, ['random', 'filters', 'displacement'].includes(kind) ? 2 : 1, kind);
  assert.ok(of('random').every(({ parameters }) => parameters === 480));
  assert.ok(of('filters').every(({ parameters }) => parameters <= 480 && parameters > 450));
  assert.equal(of('iterate')[0].parameters, 0);
  const lastDistance = (kind: string): number => of(kind)[0].distance.at(-1) ?? NaN;
  assert.ok(Math.abs(lastDistance('half') / lastDistance('all') - 0.5) < 1e-4);
  assert.ok(Math.abs(lastDistance('norm') ** 2 + lastDistance('not-norm') ** 2 - lastDistance('all') ** 2) < 1e-3 * lastDistance('all') ** 2);
  const square = (kind: string): number => of(kind)[0].distance.filter((_, i) => result.lastEpochs.includes(result.epochs[i])).reduce((sum, distance) => sum + distance ** 2, 0);
  assert.ok(Math.abs(square('displacement') / square('norm') - 1) < 0.1);
});

test('comparisons agree with the accuracies', async () => {
  const { result } = await measureAverages(study, training, LINE_KINDS);
  const accuracy = (kind: string): number => {
    const all = result.lines.filter((line) => line.kind === kind).flatMap(({ testAccuracy }) => testAccuracy.filter((_, i) => result.lastEpochs.includes(result.epochs[i])));
    return all.reduce((a, b) => a + b, 0) / all.length;
  };
  for (const { first, second, difference } of result.comparisons) {
    assert.ok(Math.abs(difference.value - (accuracy(first) - accuracy(second))) < 1e-9, `${first} − ${second}`);
    assert.ok(difference.low <= difference.value && difference.value <= difference.high);
  }
});

test('a network without norm has no lines about γ and β', async () => {
  const { measured } = await measureNetworkAverages(study, 'preresnet-8-no-bn', LINE_KINDS);
  assert.deepEqual(measured[0].result.lines.map(({ kind }) => kind), ['iterate', 'all', 'half']);
});

test('what cannot be computed is no task, but left out and told; a task is done when its record is there', async () => {
  const leftOut = new Set<string>();
  const asking = { ...study, onLeftOut: (why: string): unknown => leftOut.add(why) };
  const averages = async (): Promise<string[]> => (await missingTasks(asking, '07')).map(taskName).filter((name) => name.includes('/averages-of-'));
  const before = await averages();
  assert.ok(before.some((name) => name.includes('/preresnet-8/smoke-seed-1/')));
  assert.deepEqual(before.filter((name) => name.includes('seed-2')), []);
  assert.equal(leftOut.size, 1);
  assert.match([...leftOut][0], /seed 2, .*0 of the 2 epochs.*Remove runs\/smoke\/\S+, then train .*valleys train .*--seed 2 --snapshot-every 1/);
  const [key] = before;
  await doTask(asking, { kind: 'record', section: '07', key });
  assert.deepEqual(await averages(), before.slice(1));
  await assert.rejects(doTask(asking, { kind: 'record', section: '07', key: key.replace('seed-1', 'seed-2') }), { code: 'RECORD_NOT_MADE', message: /seed-2/ });
});

test('what was not kept is named with its remedy, and the record alone is enough', async () => {
  const { measured, missing } = await measureNetworkAverages(study, training.network, LINE_KINDS);
  assert.deepEqual(measured.map(({ seed }) => seed), [1]);
  assert.equal(missing[0].code, 'SNAPSHOTS_ABSENT');
  assert.match(missing[0].why, /seed 2, .*0 of the 2 epochs.*valleys train .*--seed 2 --snapshot-every 1/);
  const readOnly = { ...study, recordsOnly: true };
  await assert.rejects(measureAverages(readOnly, training, ['iterate', 'all']), { code: 'RECORD_ABSENT' });
  for (const { path } of snapshotsOf(study, training)) rmSync(path);
  assert.equal((await measureAverages(readOnly, training, LINE_KINDS)).source, 'record');
  for (const asked of [study, readOnly]) await assert.rejects(measureAverages(asked, training, ['iterate', 'all']), { code: 'SNAPSHOTS_ABSENT' });
});

test('weights of another training are refused', async () => {
  const [snapshot] = snapshotsOf(study, { network: 'preresnet-8-no-bn', seed: 1 }).slice(-1);
  const sgd = await openSolution(study, { network: 'preresnet-8-no-bn', seed: 1, solution: 'sgd-after-swa' });
  renameSync(sgd.path, snapshot.path);
  await assert.rejects(measureAverages(study, { network: 'preresnet-8-no-bn', seed: 1 }, ['iterate', 'all']), { code: 'SNAPSHOTS_FOREIGN' });
});
