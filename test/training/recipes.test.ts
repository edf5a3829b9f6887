import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { learningRate, recipe, recipeNames } from '../../lib/src/training/recipes';

test('the paper recipe follows the published schedule', () => {
  const { schedule, epochs, swaStart, afterSwa } = recipe('paper');
  assert.equal(epochs, 225);
  assert.equal(swaStart, 126);
  assert.equal(epochs - (swaStart ?? 0) + 1, 100, 'one hundred models are averaged');
  assert.deepEqual(afterSwa, { epochs: 50, learningRate: 0.001 });
  for (const epoch of [0, 30, 63]) assert.equal(learningRate(schedule, epoch), 0.1);
  assert.ok(learningRate(schedule, 64) < 0.1);
  // Half way down its line, at t = 0.7, the rate is half way between 0.1 and 0.05.
  assert.ok(Math.abs(learningRate(schedule, 0.7 * 126) - 0.075) < 1e-12);
  for (const epoch of [114, 125, 224]) assert.ok(Math.abs(learningRate(schedule, epoch) - 0.05) < 1e-15);
});

test('plain SGD ends at a hundredth of the peak', () => {
  const { schedule, swaStart, afterSwa } = recipe('paper-plain');
  assert.equal(swaStart, undefined);
  assert.equal(afterSwa, undefined);
  assert.ok(Math.abs(learningRate(schedule, 224) - 0.001) < 1e-15);
});

test('the laptop recipe averages 28 models from epoch 37 of 64 on 10,000 images', () => {
  const laptop = recipe('laptop');
  assert.equal(laptop.epochs - (laptop.swaStart ?? 0) + 1, 28);
  assert.equal(laptop.afterSwa?.epochs, 13);
  assert.equal(laptop.trainExamples, 10_000);
});

test('the laptop recipes of CIFAR-10 part its 50,000 images into training sets without an image in common', () => {
  const sets = recipeNames.filter((name) => /^laptop(-set-\d+)?$/.test(name)).map((name) => recipe(name));
  const images = sets.flatMap(({ firstExample = 0, trainExamples = 0 }) => Array.from({ length: trainExamples }, (_, i) => firstExample + i));
  assert.equal(sets.length, 5);
  assert.equal(new Set(images).size, 50_000);
  assert.equal(Math.max(...images), 49_999);
  for (const made of sets) assert.deepEqual({ ...made, name: 'laptop', firstExample: undefined }, { ...sets[0], firstExample: undefined }, 'only the images differ');
});

test('the second phase of the batch-size study changes the batch only, at a constant rate, from the same start', () => {
  for (const scale of ['smoke', 'laptop', 'paper']) {
    const [large, small, same] = ['large', 'small', 'same'].map((name) => recipe(`${scale}-${name}-batch`));
    assert.equal(large.startsFrom, undefined);
    assert.equal(small.startsFrom, large.name);
    assert.equal(small.batchSize * 4, large.batchSize);
    assert.deepEqual({ ...same, name: small.name, batchSize: small.batchSize }, small, 'the control differs in its batch alone');
    assert.equal(same.batchSize, large.batchSize);
    const rates = Array.from({ length: small.epochs }, (_, epoch) => learningRate(small.schedule, epoch));
    assert.deepEqual([...new Set(rates)], [0.01]);
  }
});

test('every recipe keeps the constants of the paper and its phases in order, at any length', () => {
  fc.assert(
    fc.property(fc.constantFrom(...recipeNames), fc.integer({ min: 1, max: 400 }), (name, epochs) => {
      const made = recipe(name, epochs);
      assert.equal(made.epochs, epochs);
      assert.equal(made.momentum, 0.9);
      assert.equal(made.weightDecay, 3e-4);
      if (made.swaStart !== undefined) assert.ok(made.swaStart >= 1 && made.swaStart <= epochs);
      if (made.afterSwa !== undefined) assert.ok(made.afterSwa.epochs >= 1);
      const rates = Array.from({ length: epochs }, (_, epoch) => learningRate(made.schedule, epoch));
      for (let i = 1; i < epochs; i++) assert.ok(rates[i] <= rates[i - 1] && rates[i] > 0);
    }),
  );
});

test('an unknown recipe and an impossible length are refused with the remedy', () => {
  assert.throws(() => recipe('labtop'), { code: 'RECIPE_UNKNOWN', message: /laptop/ });
  for (const epochs of [0, -3, 1.5, NaN]) assert.throws(() => recipe('laptop', epochs), { code: 'EPOCHS_INVALID' });
});
