import assert from 'node:assert/strict';
import test from 'node:test';
import { logisticLoss } from '../../../lib/src/paper/theory/logistic';
import { drawTrainingSet, fitLogistic, logisticPopulationLoss, logisticShift } from '../../../lib/src/paper/theory/logistic-shift';

test('half of the examples belong to each class, with the means of the toy', () => {
  const { inputs, labels } = drawTrainingSet(4000, 1);
  const meanOf = (label: number): number => inputs.filter((_, i) => labels[i] === label).reduce((sum, value) => sum + value, 0) / 2000;
  assert.equal(labels.filter((label) => label === 1).length, 2000);
  assert.ok(Math.abs(meanOf(0) - 1) < 0.1 && Math.abs(meanOf(1) + 1) < 0.1);
});

test('the population loss is what many examples give, and smallest at (−2, 0)', () => {
  const many = drawTrainingSet(200_000, 2);
  for (const weights of [[-2, 0], [1, 0.5], [-5, 2], [-30, 3]] as const) {
    assert.ok(Math.abs(logisticLoss(many, weights) - logisticPopulationLoss(weights)) < 0.02 * (1 + logisticPopulationLoss(weights)));
  }
  const least = logisticPopulationLoss([-2, 0]);
  for (const [w, b] of [[-2.01, 0], [-1.99, 0], [-2, 0.01], [-2, -0.01]]) assert.ok(logisticPopulationLoss([w, b]) > least);
});

test('the fit is the minimum, and there is none for separable classes', () => {
  for (let seed = 0; seed < 20; seed++) {
    const examples = drawTrainingSet(30, seed);
    const fit = fitLogistic(examples);
    if (fit === null) continue;
    const least = logisticLoss(examples, fit);
    for (const [dw, db] of [[1e-3, 0], [-1e-3, 0], [0, 1e-3], [0, -1e-3]]) assert.ok(logisticLoss(examples, [fit[0] + dw, fit[1] + db]) > least);
  }
  assert.equal(fitLogistic({ inputs: [1, 2, -1, -2], labels: [0, 0, 1, 1] }), null);
  assert.equal(fitLogistic({ inputs: [1, 2, -1, -2], labels: [1, 1, 0, 0] }), null);
});

test('the shift points from the fit to the population minimum: along b it changes its sign with the fit', async () => {
  for (const bias of [-0.5, 0.5]) {
    // A training set whose loss is the population's, moved along b.
    const { inputs, labels } = drawTrainingSet(4000, 3);
    const moved = { inputs: inputs.map((value) => value + bias / 2), labels };
    const fit = fitLogistic(moved);
    assert.ok(fit !== null && Math.abs(fit[1] - bias) < 0.15, `${fit}`);
    const { shift, ratio, radius } = await logisticShift(moved, fit, [0, 1]);
    assert.ok(Math.abs(Math.abs(shift) - 0.5) < 0.2 && ratio < 0.3 && radius > 1, `${shift} ${ratio}`);
  }
});
