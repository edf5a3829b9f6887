import assert from 'node:assert/strict';
import test from 'node:test';
import { secondsOfPoint, secondsOfPreciseCurve } from '../../lib/src/bench/curve-speed';
import { memoryUse } from '../../lib/src/engine/memory';
import { settledMemory } from '../memory';

const size = { points: 2, train: 20, test: 20, batchNorm: 10 };

test('measuring a point leaves nothing behind', async () => {
  await secondsOfPoint('preresnet-8', size);
  const before = await settledMemory();
  const seconds = await secondsOfPoint('preresnet-8', size);
  assert.ok(seconds > 0 && Number.isFinite(seconds));
  assert.deepEqual({ tensors: memoryUse().tensors, graphs: memoryUse().graphs }, { tensors: before.tensors, graphs: before.graphs });
});

test('without a solution of the project a precise curve is not measured', async () => {
  assert.equal(await secondsOfPreciseCurve('preresnet-164', size, 0.1), undefined);
});
