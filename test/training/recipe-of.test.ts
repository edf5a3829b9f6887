import assert from 'node:assert/strict';
import test from 'node:test';
import { recipeOf } from '../../lib/src/training/recipe-of';
import { recipe, recipeNames } from '../../lib/src/training/recipes';

const at = (text?: string): Parameters<typeof recipeOf>[0] => ({ path: 'runs/sgd.safetensors', metadata: text === undefined ? {} : { recipe: text } });

test('every recipe is read back from what a checkpoint tells', () => {
  for (const name of recipeNames) assert.deepEqual(recipeOf(at(JSON.stringify(recipe(name)))), recipe(name));
});

test('a checkpoint that does not tell its recipe is refused, with its path and what is wrong', () => {
  const laptop = recipe('laptop');
  const wrong: [string | undefined, RegExp][] = [
    [undefined, /tells no recipe/],
    ['', /no JSON/],
    ['{"epochs": 3', /no JSON/],
    ['null', /it is null/],
    ['[]', /"name"/],
    [JSON.stringify({ ...laptop, batchSize: 0 }), /"batchSize" is 0/],
    [JSON.stringify({ ...laptop, epochs: '64' }), /"epochs" is "64"/],
    [JSON.stringify({ ...laptop, schedule: { ...laptop.schedule, peak: null } }), /"schedule.peak" is null/],
  ];
  for (const [text, problem] of wrong) {
    assert.throws(() => recipeOf(at(text)), (error: Error & { code: string }) => {
      assert.equal(error.code, 'CHECKPOINT_RECIPE');
      assert.match(error.message, problem);
      assert.match(error.message, /runs\/sgd\.safetensors/);
      return true;
    }, text);
  }
});
