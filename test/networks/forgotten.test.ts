import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { memoryUse } from '../../lib/src/engine/memory';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import { chain } from './small-models';

test('runners and models that nothing refers to any more are freed, and nothing that is in use', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', join(__dirname, 'forget.mjs'), '8'], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const { before, after, keptIsReadable, atLast, inUse } = JSON.parse(stdout) as Record<string, unknown>;
  assert.deepEqual(atLast, before);
  assert.equal((after as { tensors: number }).tensors, (before as { tensors: number }).tensors + 1, 'the one weight that is kept');
  assert.deepEqual([keptIsReadable, inUse], [true, true]);
});

test('a runner can be declared with `using`: at the end of its block it is disposed of', () => {
  const before = memoryUse().graphs;
  const model = chain([4], [tf.layers.dense({ units: 3 })]);
  for (const kind of ['compiled', 'layers'] as const) {
    const runner = createRunner(model, { kind });
    runner[Symbol.dispose]();
    assert.equal(memoryUse().graphs, before);
    assert.throws(() => runner.getWeights(), { code: 'DISPOSED' });
  }
  assert.equal((model.predict(tf.zeros([1, 4])) as tf.Tensor).shape[1], 3);
});
