import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { subset, take } from '../../../lib/src/datasets/batches';
import type { Dataset } from '../../../lib/src/datasets/dataset';
import { syntheticDataset } from '../../../lib/src/datasets/synthetic';
import { chooseScale } from '../../../lib/src/paper/study/scale';
import { openCheckpoint } from '../../../lib/src/training/open-checkpoint';
import { recipe } from '../../../lib/src/training/recipes';
import { trainInFolder, type TrainInFolderOptions } from '../../../lib/src/training/run';
import { networksOf } from '../../../lib/src/paper/study/networks';

delete process.env.VALLEYS_SCALE;
const scale = chooseScale('paper');
const drawn = syntheticDataset({ seed: 1 });
const dataset: Dataset = { ...drawn, train: subset(drawn.train, 8), test: subset(drawn.test, 4) };

for (const network of networksOf(scale, 'main', 'appendix')) {
  test(`${network} trains by the paper's recipe: gradient, average, checkpoint, interruption and resumption`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'paper-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    // One epoch of each phase, two batches each; everything else is the paper's.
    const few = { ...recipe(scale.recipe, 1), batchSize: 4, trainExamples: 8 };
    const options: TrainInFolderOptions = { folder, network, dataset, recipe: few, seed: 1, resume: true };
    const controller = new AbortController();
    await assert.rejects(trainInFolder({ ...options, signal: controller.signal, onProgress: () => controller.abort() }), { code: 'INTERRUPTED' });
    const { history, solutions } = await trainInFolder(options);
    assert.deepEqual(history.map(({ phase, averagedModels }) => [phase, averagedModels]), [['sgd', 1], ['after-swa', 1]]);
    assert.ok(history.every(({ trainLoss }) => Number.isFinite(trainLoss)));
    const { runner } = openCheckpoint(solutions['sgd-after-swa'] ?? '', network, dataset);
    assert.equal(runner.kind, 'compiled');
    const { gradient } = runner.gradient(take(dataset.train, [0, 1, 2, 3]), 'batch');
    assert.ok(gradient.every(Number.isFinite) && gradient.some((value) => value !== 0));
    runner.dispose();
    runner.model.dispose();
  });
}
