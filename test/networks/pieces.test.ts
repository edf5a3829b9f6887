import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { take } from '../../lib/src/datasets/batches';
import { syntheticDataset } from '../../lib/src/datasets/synthetic';
import { compiledRunner } from '../../lib/src/networks/compiled/compiled-runner';
import { layersRunner } from '../../lib/src/networks/layers-runner';
import { piecesOf, pieceSize } from '../../lib/src/networks/pieces';
import { planNetwork } from '../../lib/src/networks/compiled/plan';
import { buildNetwork } from '../../lib/src/networks/networks';

const { train, normalisation } = syntheticDataset({ trainExamples: 150, testExamples: 1 });
const firstOnes = (count: number): ReturnType<typeof take> => take(train, Array.from({ length: count }, (_, i) => i));

test('the pieces of a batch are its examples in order, none too large, as equal as can be', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 200 }), (count, largest) => {
    const pieces = [...piecesOf(firstOnes(count), largest)];
    assert.deepEqual(pieces.flatMap(({ labels }) => [...labels]), [...firstOnes(count).labels]);
    assert.deepEqual(Buffer.concat(pieces.map(({ inputs }) => inputs as Uint8Array)), Buffer.from(firstOnes(count).inputs as Uint8Array));
    assert.equal(pieces.length, Math.ceil(count / Math.min(count, pieces[0].size)));
    for (const { size, inputs } of pieces) assert.ok(size <= largest && inputs.length === 3072 * size);
  }));
  assert.equal([...piecesOf(firstOnes(150), Infinity)].length, 1);
  const ofClass = Object.create(firstOnes(20)) as ReturnType<typeof firstOnes>;
  assert.deepEqual([...piecesOf(ofClass, 20)], [firstOnes(20)], 'fields of a class are fields');
});

test('wider layers are evaluated on fewer examples at once', () => {
  const sizes = ['preresnet-8', 'preresnet-20', 'preresnet-110'].map((name) => {
    const model = buildNetwork(name, 10, 0);
    const size = pieceSize(planNetwork(model).layers.map(({ shape }) => shape));
    model.dispose();
    return size;
  });
  assert.equal(sizes[0], sizes[1], 'as wide as one another');
  assert.ok(sizes[1] > sizes[2] && sizes[2] >= 16, String(sizes));
});

for (const makeRunner of [compiledRunner, layersRunner]) test(`a batch that is cut gives the losses of its examples, whatever batch they are part of (${makeRunner.name})`, () => {
  const model = buildNetwork('preresnet-8', 10, 1);
  const runner = makeRunner(model, { normalisation });
  const whole = runner.evaluate(firstOnes(150), 'running');
  const single = Array.from({ length: 150 }, (_, i) => runner.evaluate(take(train, [i]), 'running'));
  single.forEach(({ losses, correct }, i) => {
    assert.ok(Math.abs(losses[0] - whole.losses[i]) <= 1e-5 * Math.max(1, losses[0]), `example ${i}: ${losses[0]}, in the batch ${whole.losses[i]}`);
    assert.equal(correct[0], whole.correct[i]);
  });
  runner.dispose();
  model.dispose();
});

test('a batch that gives its own statistics is never cut', () => {
  const model = buildNetwork('preresnet-8', 10, 1);
  const runner = compiledRunner(model, { normalisation });
  const whole = runner.evaluate(firstOnes(150), 'batch');
  const { loss } = runner.gradient(firstOnes(150), 'batch');
  const mean = whole.losses.reduce((sum, value) => sum + value, 0) / 150;
  assert.ok(Math.abs(mean - loss) < 1e-5, `${mean}, of the gradient ${loss}`);
  const half = runner.evaluate(firstOnes(75), 'batch');
  assert.ok(half.losses.some((value, i) => Math.abs(value - whole.losses[i]) > 1e-4), 'other statistics, other losses');
  runner.dispose();
  model.dispose();
});
