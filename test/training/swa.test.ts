import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { includeModel, type WeightAverage } from '../../lib/src/training/swa';

test('the running average is the mean of the models', () => {
  const coordinate = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.array(coordinate, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 50 }), (models) => {
      let average: WeightAverage | undefined;
      for (const model of models) average = includeModel(average, Float32Array.from(model));
      assert.equal(average?.models, models.length);
      for (let i = 0; i < 3; i++) {
        const mean = models.reduce((sum, model) => sum + Math.fround(model[i]), 0) / models.length;
        assert.ok(Math.abs((average?.weights[i] ?? NaN) - mean) < 1e-4);
      }
    }),
  );
});

test('averaging leaves the models as they were', () => {
  const first = Float32Array.of(1, 2);
  const average = includeModel(undefined, first);
  includeModel(average, Float32Array.of(3, 4));
  assert.deepEqual([...average.weights], [1, 2]);
  average.weights[0] = 9;
  assert.equal(first[0], 1);
});
