import assert from 'node:assert/strict';
import test from 'node:test';
import { type Pace, paceOf } from '../../../lib/src/base/pace';
import type { Progress } from '../../../lib/src/base/progress';
import { countingEpochs, poolProgress } from '../../../lib/src/paper/run/task-progress';
import type { StudyTask } from '../../../lib/src/paper/run/study-task';

const record = (key: string): StudyTask => ({ kind: 'record', section: '03', key });
const [a, b, c] = ['a', 'b', 'c'].map(record);

test('tasks that run at once are one progress that never falls, with the time left of all of them', () => {
  let now = 0;
  const paceAt = paceOf(() => now);
  const told: (Progress & Pace)[] = [];
  const all = poolProgress(3, (progress) => told.push({ ...progress, ...paceAt(progress) }));
  const curve = (task: StudyTask, label: string, done: number, seconds: number): void => {
    now = 1000 * seconds;
    all.report(task, { label, done, total: 10, details: ['l = 1'] });
  };
  curve(a, 'seed 1, ones 1/4', 0, 0);
  curve(b, 'seed 2, ones 4/4', 0, 10);
  for (let done = 1; done <= 5; done++) {
    curve(a, 'seed 1, ones 1/4', done, 20 * done);
    curve(b, 'seed 2, ones 4/4', done, 20 * done);
  }
  const last = told[told.length - 1];
  assert.deepEqual([last.done, last.total, Math.round(last.left ?? 0)], [1, 3, 200], 'a third in 100 seconds');
  assert.deepEqual([last.label, last.details], ['tasks done', ['seed 2, ones 4/4', 'l = 1']]);
  all.finish(a);
  curve(c, 'radius', 9, 110);
  curve(c, 'ones', 0, 110);
  all.finish(c);
  all.finish(b);
  told.forEach(({ done }, i) => assert.ok(i === 0 || done >= told[i - 1].done, `${i}: ${done}`));
  assert.deepEqual([told[told.length - 1].done, new Set(told.map(({ label }) => label)).size], [3, 1]);
});

test('what a training had done before it was interrupted tells nothing of how fast it goes', () => {
  const done: number[] = [];
  const all = poolProgress(1, (progress) => done.push(progress.done));
  for (const epoch of [32, 40, 48]) all.report(a, { label: 'preresnet-8, laptop, seed 1', done: epoch, total: 64 });
  assert.deepEqual(done, [0, 0.25, 0.5]);
});

test('trainings one after the other are counted in epochs, those after SWA too', () => {
  const trainings = ['smoke', 'smoke-small-batch'].map((recipe) => ({ network: 'preresnet-8', recipe, seed: 1 }));
  const told: Progress[] = [];
  const report = (index: number, label: string, done: number): unknown =>
    countingEpochs({ onProgress: (progress) => told.push(progress) }, trainings, index).onProgress?.({ label, done, total: 8, details: ['loss 1.5'] });
  report(0, 'epoch 3/12', 4);
  report(0, 're-estimate batch norm', 4);
  report(0, 'epoch after SWA 2/2', 8);
  report(1, 'epoch 1/5', 4);
  const after = told[2].done;
  assert.ok(after > 12);
  assert.deepEqual(told.map(({ done }) => done), [2.5, 12, after, after + 0.5]);
  assert.ok(told.every(({ total }) => total === after + 5));
  assert.deepEqual([told[3].label, told[3].details], ['preresnet-8, smoke-small-batch, seed 1', ['epoch 1/5', 'loss 1.5']]);
});
