import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { subset } from '../../../lib/src/datasets/batches';
import { recipe } from '../../../lib/src/training/recipes';
import { trainInFolder } from '../../../lib/src/training/run';
import { linesFigure } from '../../../lib/src/paper/lines/figures';
import { sideText } from '../../../lib/src/paper/lines/tables';
import { claimsOfSection62, decideSection62 } from '../../../lib/src/paper/section-6-2/claims';
import { batchSizes } from '../../../lib/src/paper/section-6-2/measure';
import { batchSizePairs } from '../../../lib/src/paper/section-6-2/pairs';
import { runFolder } from '../../../lib/src/paper/study/solutions';
import { studyDataset } from '../../../lib/src/paper/study/study';
import { smallStudy, temporaryProject } from '../small-study';
import { networkOf } from '../../../lib/src/paper/study/networks';

const project = temporaryProject(test);
const study = smallStudy(project, { section: '06-2' });

test.before(async () => {
  const network = networkOf(study.scale, 'batch-size');
  const { largeBatchRecipe, smallBatchRecipe, sameBatchRecipe, dataset: name } = study.scale;
  const whole = studyDataset(study.scale);
  const dataset = { ...whole, train: subset(whole.train, 100), test: subset(whole.test, 50) };
  const folderOf = (recipeName: string): string => join(project.runs, name === 'synthetic' ? 'smoke' : name, network, `${recipeName}-seed-1`);
  const start = join(folderOf(largeBatchRecipe), 'sgd.safetensors');
  for (const recipeName of [largeBatchRecipe, smallBatchRecipe, sameBatchRecipe]) {
    const from = recipeName === largeBatchRecipe ? {} : { from: start };
    await trainInFolder({ folder: folderOf(recipeName), network, dataset, recipe: { ...recipe(recipeName, 2), trainExamples: 100 }, seed: 1, resume: false, ...from });
  }
});

test('three kinds of pair, of one network and seed, with small batch or the control at α = 0', async () => {
  const pairs = await batchSizePairs(study);
  const recipes = Object.values(pairs).map(([{ first, second }]) => [first.recipe, second.recipe]);
  assert.deepEqual(recipes, [['smoke-small-batch', 'smoke-large-batch'], ['smoke-same-batch', 'smoke-large-batch'], ['smoke-small-batch', 'smoke-same-batch']]);
  assert.ok(Object.values(pairs).flat().every(({ first }) => first.network === 'preresnet-8' && first.seed === 1 && first.solution === 'sgd'));
});

test('a control that is not trained is said to be missing, of the seed whose small batch is there', async (t) => {
  const elsewhere = smallStudy(temporaryProject(t), { section: '06-2', recordsOnly: true });
  const network = networkOf(study.scale, 'batch-size');
  const { largeBatchRecipe, smallBatchRecipe } = study.scale;
  for (const recipeName of [largeBatchRecipe, smallBatchRecipe]) {
    cpSync(runFolder(study, { network, recipe: recipeName, seed: 1 }), runFolder(elsewhere, { network, recipe: recipeName, seed: 2 }), { recursive: true });
  }
  await assert.rejects(batchSizePairs(elsewhere), { code: 'SOLUTION_ABSENT', message: /seed 2.*valleys study batch-size|seed 2.*smoke-same-batch/ });
});

test('C20 and its control are decided from what was measured, and again from the records alone', async () => {
  const measured = await batchSizes(study);
  const claims = decideSection62(study, measured);
  assert.deepEqual(claims.map(({ id }) => id), ['C20', 'C20, control']);
  for (const { measured: text, provenance } of claims) {
    assert.match(text, /\d/);
    assert.doesNotMatch(text, /NaN|undefined|\[object/);
    assert.match(provenance, /preresnet-8, one seed on synthetic/);
  }
  assert.match(claims[0].measured, /no bump: .*trade: .*flat side: .*test minimum: /s);
  const figure = linesFigure(measured.smallLarge, { first: 'small batch', second: 'large batch' }, { title: 'A title', caption: 'What to look for.' });
  assert.match(JSON.stringify(figure.layout), /0: small batch, 1: large batch/);
  const part = linesFigure(measured.smallLarge, { first: 'small batch', second: 'large batch' }, { title: 'A title', caption: 'What to look for.', range: [-0.5, 1.5] });
  const ends = (traces: typeof part.data): number[] => {
    const { x } = traces.find(({ name, fill }) => name === 'training' && fill === undefined) as { x: number[] };
    return [x[0], x[x.length - 1]];
  };
  assert.deepEqual([ends(figure.data), ends(part.data)].map((own) => own.map((end) => Number(end.toFixed(9)))), [[-2, 3], [-0.5, 1.5]]);
  assert.deepEqual(await claimsOfSection62(smallStudy(project, { section: '06-2', recordsOnly: true })), claims);
});

test('the side on which the first solution lies is counted where both the minimum and the steeper side are clear', async () => {
  const { smallLarge: [pair] } = await batchSizes(study);
  const line = (minimum: readonly [number, number], excess?: readonly [number, number]): typeof pair => {
    const { result } = pair.line;
    const estimate = ([low, high]: readonly [number, number]): { value: number; low: number; high: number } => ({ value: (low + high) / 2, low, high });
    const rises = excess === undefined ? [] : [{ distance: 0.5, towardsFirst: 1, towardsSecond: 1, excess: estimate(excess) }];
    const train = { ...result.statistics.train, minimum: estimate(minimum), rises };
    return { ...pair, line: { ...pair.line, result: { ...result, statistics: { ...result.statistics, train } } } };
  };
  const lines = [line([0.2, 0.4], [0.1, 0.2]), line([-0.4, -0.2], [-0.2, -0.1]), line([0.2, 0.4], [-0.2, -0.1]), line([-0.1, 0.1], [0.1, 0.2]), line([0.2, 0.4], [-0.1, 0.1]), line([0.2, 0.4])];
  assert.equal(
    sideText(lines, { first: 'small batch', second: 'large batch' }),
    'On 6 lines, small batch lies on the <b>flat</b> side of the training minimum at 2, on the <b>sharp</b> side at 1; at 3 it is not clear.',
  );
  assert.match(sideText(lines.slice(0, 1), { first: 'control', second: 'large batch' }), /^On 1 line, control/);
});
