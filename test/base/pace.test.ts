import assert from 'node:assert/strict';
import test from 'node:test';
import { clockText, overallFraction, type Pace, paceOf } from '../../lib/src/base/pace';
import type { Progress } from '../../lib/src/base/progress';

/** What is told of each report, given seconds after the first. */
function told(...reports: readonly (readonly [seconds: number, label: string, done: number, total: number])[]): Pace[] {
  let now = 0;
  const paceAt = paceOf(() => now);
  return reports.map(([seconds, label, done, total]) => {
    now = 1000 * seconds;
    return paceAt({ label, done, total });
  });
}

test('the time left is that of the whole, from the parts that a label counts', () => {
  const [before, later] = told([0, 'epoch 1/4', 0, 2], [50, 'epoch 3/4', 1, 2]);
  assert.equal(before.left, undefined, 'nothing is known before the first part');
  assert.deepEqual(later, { fraction: 0.625, seconds: 50, left: 30 });
});

test('what was done before is not counted: a resumed run, and another kind of work', () => {
  assert.equal(told([0, 'epoch 33/64', 0, 32], [10, 'epoch 33/64', 16, 32]).at(-1)?.left, 630);
  assert.equal(told([0, 'epoch 1/2', 0, 2], [100, 'epoch 2/2', 2, 2], [200, 'curve', 0, 4], [203, 'curve', 1, 4]).at(-1)?.left, 9);
});

test('a second piece of work of the same kind has a clock of its own', () => {
  const reports: [number, string, number, number][] = [[0, 'epoch 1/2', 0, 2], [1000, 'epoch 2/2', 2, 2], [1000, 'epoch 1/2', 0, 2], [1010, 'epoch 1/2', 1, 2]];
  assert.deepEqual(told(...reports).at(-1), { fraction: 0.25, seconds: 10, left: 30 });
});

test('the last report of a work tells how long it took', () => {
  assert.deepEqual(told([0, 'curve', 0, 2], [7, 'curve', 2, 2]).at(-1), { fraction: 1, seconds: 7, left: 0 });
});

test('the overall fraction reads the part from the label', () => {
  const fractions = ([['epoch 3/4', 1, 2], ['epoch 4/4', 2, 2], ['loss curve', 1, 2], ['nothing', 0, 0], ['training 2/2, epoch 3/4', 1, 2]] as const).map(([label, done, total]): Progress => ({ label, done, total }));
  assert.deepEqual(fractions.map(overallFraction), [0.625, 1, 0.5, 0, 0.8125]);
});

test('clock times have hours where they need them', () => {
  assert.deepEqual([0, 80, 359.6, 7200, 7325].map(clockText), ['0:00', '1:20', '6:00', '2:00:00', '2:02:05']);
});
