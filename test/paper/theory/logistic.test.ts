import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { tf } from '../../../lib/src/engine/tensorflow';
import { createRunner } from '../../../lib/src/networks/create-runner';
import { logistic } from '../../../lib/src/networks/logistic';
import {
  alongLine, asymptoticSlopes, logisticData, logisticDescent, logisticGradient, logisticLoss, type LogisticPoint, logisticStart, outwardSlopes,
} from '../../../lib/src/paper/theory/logistic';

const data = logisticData(3);
const number = fc.double({ min: -4, max: 4, noNaN: true });
const point = fc.tuple(number, number);

test('one example: the loss is log(1 + e^(−z)) for label 1 and log(1 + e^z) for label 0', () => {
  const z = 2 * 0.7 - 0.3;
  assert.equal(logisticLoss({ inputs: [0.7], labels: [1] }, [2, -0.3]), Math.log1p(Math.exp(-z)));
  assert.ok(Math.abs(logisticLoss({ inputs: [0.7], labels: [0] }, [2, -0.3]) - Math.log(1 + Math.exp(z))) < 1e-15);
});

test('the loss stays exact where the probability rounds to 0 or 1', () => {
  assert.equal(logisticLoss({ inputs: [1], labels: [0] }, [2000, 0]), 2000);
  assert.equal(logisticLoss({ inputs: [1], labels: [1] }, [2000, 0]), 0);
});

test('the gradient is that of the loss, by central differences', () => {
  fc.assert(fc.property(point, ([w, b]) => {
    const h = 1e-5;
    const [byWeight, byBias] = logisticGradient(data, [w, b]);
    assert.ok(Math.abs(byWeight - (logisticLoss(data, [w + h, b]) - logisticLoss(data, [w - h, b])) / (2 * h)) < 1e-8);
    assert.ok(Math.abs(byBias - (logisticLoss(data, [w, b + h]) - logisticLoss(data, [w, b - h])) / (2 * h)) < 1e-8);
  }));
});

test('loss and gradient are those of the network with one neuron', () => {
  const { numTensors } = tf.memory();
  const model = logistic(5);
  const runner = createRunner(model);
  const [w, b] = runner.getWeights();
  const batch = { inputs: Float32Array.from(data.inputs), labels: Uint8Array.from(data.labels), size: data.inputs.length, shape: [1] };
  const { loss, gradient } = runner.gradient(batch, 'running');
  assert.ok(Math.abs(loss - logisticLoss(data, [w, b])) < 1e-6);
  logisticGradient(data, [w, b]).forEach((value, i) => assert.ok(Math.abs(gradient[i] - value) < 1e-6));
  runner.dispose();
  model.dispose();
  assert.equal(tf.memory().numTensors, numTensors);
});

test('the data are ten inputs around 1 with label 0 and ten around −1 with label 1, others for each seed', () => {
  assert.deepEqual(data.labels, [...Array<number>(10).fill(0), ...Array<number>(10).fill(1)]);
  const many = Array.from({ length: 400 }, (_, seed) => logisticData(seed));
  const mean = (from: number): number => many.reduce((sum, { inputs }) => sum + inputs.slice(from, from + 10).reduce((a, x) => a + x, 0), 0) / 4000;
  assert.ok(Math.abs(mean(0) - 1) < 0.06 && Math.abs(mean(10) + 1) < 0.06);
  assert.notDeepEqual(logisticData(4), data);
  assert.deepEqual(logisticData(3), data);
  for (const start of [0, 1, 2].map(logisticStart)) assert.ok(start.every((x) => x >= -1 && x < 1));
});

test('gradient descent takes the steps it says, and with a large rate it ends at a minimum', () => {
  const [start, next, last] = logisticDescent(data, [0.5, -0.5], { learningRate: 0.1, steps: 2 });
  const step = (from: LogisticPoint): LogisticPoint => alongLine(from, logisticGradient(data, from), -0.1);
  assert.deepEqual(start, [0.5, -0.5]);
  assert.deepEqual([next, last], [step(start), step(step(start))]);
  const path = logisticDescent(data, [0.5, -0.5], { learningRate: 1, steps: 3000 });
  assert.equal(path.length, 3001);
  assert.ok(Math.hypot(...logisticGradient(data, path[3000])) < 1e-6);
  for (const bad of [{ learningRate: 0, steps: 1 }, { learningRate: 1, steps: 0 }, { learningRate: NaN, steps: 1 }]) {
    assert.throws(() => logisticDescent(data, [0, 0], bad), { code: 'DESCENT_INVALID' });
  }
});

test('outward slopes are derivatives along ±u, and far out they reach the asymptotes from any point', () => {
  fc.assert(fc.property(point, fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }), (from, angle) => {
    const u: LogisticPoint = [Math.cos(angle), Math.sin(angle)];
    const h = 1e-5;
    const { plus, minus } = outwardSlopes(data, from, u, 2);
    const lossAt = (l: number): number => logisticLoss(data, alongLine(from, u, l));
    assert.ok(Math.abs(plus - (lossAt(2 + h) - lossAt(2 - h)) / (2 * h)) < 1e-8);
    assert.ok(Math.abs(minus - (lossAt(-2 - h) - lossAt(-2 + h)) / (2 * h)) < 1e-8);
    const [far, limit] = [outwardSlopes(data, from, u, 1e7), asymptoticSlopes(data, u)];
    assert.ok(Math.abs(far.plus - limit.plus) < 1e-4 && Math.abs(far.minus - limit.minus) < 1e-4);
  }));
});

test('by hand: two examples, direction (1, 0)', () => {
  // m = (1 − 2y)·x: 3 for the label 0, 1 for the label 1.
  assert.deepEqual(asymptoticSlopes({ inputs: [3, -1], labels: [0, 1] }, [1, 0]), { plus: 2, minus: 0 });
  assert.deepEqual(asymptoticSlopes({ inputs: [3, 1], labels: [0, 1] }, [1, 0]), { plus: 1.5, minus: 0.5 });
});

test('the asymptotes differ by the mean of m, for these data in expectation by the weight\'s share of u', () => {
  const differences = Array.from({ length: 400 }, (_, seed) => {
    const { plus, minus } = asymptoticSlopes(logisticData(seed), [0.6, 0.8]);
    return plus - minus;
  });
  assert.ok(Math.abs(differences.reduce((sum, difference) => sum + difference, 0) / 400 - 0.6) < 0.03);
});
