import assert from 'node:assert/strict';
import test from 'node:test';
import { lossLine } from '../../lib/src/landscape/loss-line';
import { lineStatistics } from '../../lib/src/landscape/line-statistics';
import { measureAlong } from '../../lib/src/landscape/measure-along';
import { measuredAlongFigure } from '../../lib/src/figures/measured';
import { evaluationRows, lineStatisticsRows, solutionDifferenceRows, trainingRows } from '../../lib/src/notebook/measured-rows';
import { fakeRunner, fakeSplit } from '../landscape/fake-runner';

const estimate = (value: number, half: number): { value: number; low: number; high: number } => ({ value, low: value - half, high: value + half });
const difference = (train: number, testLoss: number) => ({
  train: { loss: estimate(train, 0.25), accuracy: estimate(-0.01, 0.005) },
  test: { loss: estimate(testLoss, 0.5), accuracy: estimate(0.02, 0.02) },
});

test('rows tell losses, accuracies and intervals, with a real minus sign', () => {
  const evaluation = { loss: 0.5, accuracy: 0.875, examples: 8, losses: new Float32Array(8), correct: new Uint8Array(8) };
  assert.deepEqual(evaluationRows({ swa: { train: evaluation, test: { ...evaluation, loss: 0.75 } } }), [
    { solution: 'swa', 'train loss': 0.5, 'train accuracy': '87.5 %', 'test loss': 0.75, 'test accuracy': '87.5 %' },
  ]);
  const [train, test_] = solutionDifferenceRows(difference(0.5, -1)).map((row) => Object.values(row));
  assert.deepEqual(train, ['train', 0.5, '0.25 to 0.75', '−1.00 points', '−1.50 points to −0.50 points']);
  assert.deepEqual(test_, ['test', -1, '−1.5 to −0.5', '2.00 points', '0.00 points to 4.00 points']);
});

test('over trainings the interval is Student\'s, and how many agree is told', () => {
  const [train, test_] = trainingRows([difference(1, -1), difference(2, 1), difference(3, 0)]).map((row) => Object.values(row));
  // t(0.975, 2) = 4.3027, standard error 1/√3.
  assert.deepEqual(train, ['train', 2, '−0.484 to 4.48', '3 of 3 trainings']);
  assert.deepEqual([test_[1], test_[3]], [0, '1 of 3 trainings']);
});

test('a line is told by its bump and its minima', async () => {
  const train = fakeSplit(4, 2, (example, coordinate) => Number(example % 2 === coordinate));
  const ends = { first: { weights: Float32Array.of(0, 0), statistics: Float32Array.of(0.5) }, second: { weights: Float32Array.of(1, 1), statistics: Float32Array.of(0.5) } };
  const line = await lossLine(fakeRunner([0, 0]), { train, test: train, ends, positions: [-0.5, 0, 0.5, 1], batchNorm: 'frozen' });
  const [ofTrain, ofTest] = lineStatisticsRows(lineStatistics(line)).map((row) => Object.values(row));
  // (α − ½)² + 0.2·|α| has no bump, and its minimum on the grid at α = ½.
  assert.deepEqual(ofTrain.slice(0, 4), ['train', 0, 0, 0.5]);
  assert.deepEqual(ofTrain.slice(1), ofTest.slice(1));
});

test('the figure of a direction says on how many examples it rests', async () => {
  const train = fakeSplit(12, 2, (example, coordinate) => Number(example % 2 === coordinate));
  const measured = await measureAlong(fakeRunner([0.5, 0.6]), { direction: Float32Array.of(1, 0), train, test: train, points: 9 });
  const figure = measuredAlongFigure(measured, { title: 'A title', caption: 'What to look for.' });
  assert.match(figure.caption, /^What to look for\. .* 12 training and 12 test examples; batch norm, if any, re-estimated on 12 examples/);
  assert.deepEqual(figure.data.filter(({ name }) => name === 'solution').map(({ x }) => x), [[0]]);
});
