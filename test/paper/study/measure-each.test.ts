import assert from 'node:assert/strict';
import test from 'node:test';
import { measureEach, measureTogether, RecordsAwaited } from '../../../lib/src/paper/study/measure-each';

const awaited = (key: string): Promise<never> => Promise.reject(new RecordsAwaited([key]));

test('results come in the order of the items', async () => {
  assert.deepEqual(await measureEach([3, 1, 2], (item) => Promise.resolve(10 * item)), [30, 10, 20]);
  const [number, text] = await measureTogether(() => Promise.resolve(1), () => Promise.resolve('two'));
  assert.deepEqual([number + 1, text.length], [2, 3]);
});

test('what is left to others does not keep the rest from being measured, and is named together, once each', async () => {
  const visited: number[] = [];
  const measure = (item: number): Promise<number> => {
    visited.push(item);
    return item % 2 === 0 ? awaited(`record-${item}`) : Promise.resolve(item);
  };
  await assert.rejects(
    measureTogether(() => measureEach([1, 2, 3, 4], measure), () => awaited('record-2'), () => measureEach([5], measure)),
    (error) => error instanceof RecordsAwaited && error.code === 'RECORD_AWAITED' && error.keys.join() === 'record-2,record-4',
  );
  assert.deepEqual(visited, [1, 2, 3, 4, 5]);
});

test('any other error ends the work at once', async () => {
  const visited: number[] = [];
  const failing = measureEach([1, 2], (item) => {
    visited.push(item);
    return Promise.reject(new Error('broken'));
  });
  await assert.rejects(failing, /broken/);
  assert.deepEqual(visited, [1]);
});
