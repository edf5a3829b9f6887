import assert from 'node:assert/strict';
import test from 'node:test';
import { checked } from '../../lib/src/contracts/check';
import { readContracts } from '../../lib/src/contracts/contract';
import { argument } from '../../lib/src/contracts/place';
import { type Recipe, recipe, recipeNames } from '../../lib/src/training/recipes';

const { types } = readContracts();
const check = (given: unknown): unknown => checked(types, argument('train', 'recipe'), given, { kind: 'ref', name: 'Recipe' });

test("the library's own recipes are taken as they are", () => {
  for (const own of recipeNames.map((name) => recipe(name))) assert.equal(check(own), own, own.name);
});

test('a recipe that would train something else, or nothing, is refused', () => {
  const good = recipe('laptop');
  const cases: readonly (readonly [string, object])[] = [
    ['EPOCHS_INVALID', { epochs: 0 }],
    ['EPOCHS_INVALID', { epochs: NaN }],
    ['EPOCHS_INVALID', { epochs: 1.5 }],
    ['ARGUMENT_INVALID', { epochs: '64' }],
    ['ARGUMENT_MISSING', { epochs: undefined }],
    ['BATCH_SIZE_INVALID', { batchSize: 0 }],
    ['ARGUMENT_INVALID', { momentum: 1 }],
    ['ARGUMENT_INVALID', { weightDecay: -1 }],
    ['ARGUMENT_INVALID', { schedule: { ...good.schedule, peak: NaN } }],
    ['ARGUMENT_MISSING', { schedule: undefined }],
    ['RECIPE_INVALID', { schedule: { ...good.schedule, span: 0 } }],
    ['RECIPE_INVALID', { swaStart: good.epochs + 1 }],
    ['RECIPE_INVALID', { swaStart: undefined }],
  ];
  for (const [code, change] of cases) assert.throws(() => check({ ...good, ...change } as Recipe), { code }, JSON.stringify(change));
});
