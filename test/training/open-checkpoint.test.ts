import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { loadDataset } from '../../lib/src/datasets/datasets';
import { memoryUse } from '../../lib/src/engine/memory';
import { buildNetwork } from '../../lib/src/networks/networks';
import { readVariables, statisticsVariables, trainableVariables } from '../../lib/src/networks/variables';
import { saveCheckpoint } from '../../lib/src/training/checkpoint';
import { openCheckpoint } from '../../lib/src/training/open-checkpoint';

test('a checkpoint that cannot be opened leaves nothing in memory, and one that can nothing once it is disposed of', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'open-checkpoint-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const dataset = loadDataset('synthetic');
  const model = buildNetwork('preresnet-8', 10, 1);
  const [good, damaged] = [join(folder, 'good.safetensors'), join(folder, 'damaged.safetensors')];
  saveCheckpoint(good, { network: 'preresnet-8', model, weights: readVariables(trainableVariables(model)), statistics: readVariables(statisticsVariables(model)) });
  writeFileSync(damaged, 'no checkpoint');
  const held = (): object => {
    const { tensors, graphs } = memoryUse();
    return { tensors, graphs };
  };
  const before = held();
  assert.throws(() => openCheckpoint(damaged, 'preresnet-8', dataset), { name: 'CheckpointError' });
  assert.throws(() => openCheckpoint(good, 'preresnet-20', dataset), { code: 'CHECKPOINT_NETWORK' });
  assert.deepEqual(held(), before);
  const { runner } = openCheckpoint(good, 'preresnet-8', dataset);
  runner.dispose();
  runner.model.dispose();
  assert.deepEqual(held(), before);
});
