import assert from 'node:assert/strict';
import test from 'node:test';
import type { Figure } from '../../../lib/src/figures/figure';
import { creepingFigure } from '../../../lib/src/paper/section-5/figures';
import { type DrawnRound, roundFigure } from '../../../lib/src/paper/section-5/round-figure';
import { CREEPING_RUNS, measureCreeping } from '../../../lib/src/paper/section-5/simulations';
import { meanGradientText, sidesText } from '../../../lib/src/paper/section-5/tables';
import { roundsOf } from '../../../lib/src/paper/theory/rounds';
import { sgdIterates } from '../../../lib/src/paper/theory/sgd';
import { averageBound, firstIterateBounds, flatPhase, piecewiseLinearGradients } from '../../../lib/src/paper/theory/theorem-2';
import { piecewiseLinearValley, randomGradientValley, smoothValley, type Valley } from '../../../lib/src/paper/theory/valleys';

const words = { title: 'A title', caption: 'What to look for.' };
const near = (actual: number, expected: number, by = 1e-4): void => assert.ok(Math.abs(actual - expected) < by, `${actual} is not ${expected}`);
const trace = ({ data }: Figure, name: RegExp): { x: number[]; y: number[]; error_y?: { array: number[]; arrayminus: number[] } } => {
  const found = data.find((one) => name.test(String(one.name)));
  assert.ok(found, String(name));
  return found as never;
};

const straight = (ratio: number): DrawnRound => (
  { valley: piecewiseLinearValley(1, ratio), gradients: piecewiseLinearGradients(1, ratio), learningRate: 0.1, noise: 0.5, seed: 3 }
);

test('the picture of a round has the first round of the run, and each symbol of Theorem 2 at its place', () => {
  const setting = straight(14);
  const [round] = roundsOf(sgdIterates(setting.valley, { learningRate: 0.1, noise: 0.5, start: 0, steps: 200, seed: 3 }));
  const figure = roundFigure(setting, words);
  const begin = trace(figure, /^begin/);
  near(begin.y[0], round.first);
  near(begin.y[0] + (begin.error_y?.array[0] ?? NaN), firstIterateBounds(setting).high);
  near(begin.y[0] - (begin.error_y?.arrayminus[0] ?? NaN), firstIterateBounds(setting).low);
  assert.equal(trace(figure, /^flat iterates/).x.length + 1 + trace(figure, /^sharp iterate/).x.length, round.length);
  assert.deepEqual(trace(figure, /^sharp iterate/).x, [round.length - 1], 'the sharp iterate is the last one');
  for (const y of trace(figure, /^average/).y) near(y, round.sum / round.length);
  for (const y of trace(figure, /^bound/).y) near(y, averageBound(setting));
  const steps = trace(figure, /^steps/);
  assert.ok(steps.y[0] < 0 && (steps.y.at(-1) ?? 0) >= 0, 'from the sharp iterate before it to the begin of the next one');
  const { atLeast, atMost } = flatPhase(setting);
  const shaded = (figure.layout.shapes as { type: string; x0: number; x1: number }[]).find(({ type }) => type === 'rect');
  assert.deepEqual([shaded?.x0, shaded?.x1], [atLeast - 0.5, atMost + 0.5]);
});

test('where the bound is silent it is not drawn, and where the flat slopes differ both walks are', () => {
  assert.ok(!roundFigure(straight(2), words).data.some(({ name }) => /bound/.test(String(name))));
  const gradients = { flat: [0.5, 1], sharp: [-15, -10] } as const;
  const figure = roundFigure({ valley: randomGradientValley({ ...gradients, spacing: 0.05, points: 40, seed: 1 }), gradients, learningRate: 0.1, noise: 0.5, seed: 1 }, words);
  near(trace(figure, /^gentlest/).x[1], 2 * trace(figure, /^steepest/).x[1]);
});

test('SGD that never jumps over the minimum has no round to draw', () => {
  const slope: Valley = { value: (w) => w, gradient: () => 1, secondDerivative: () => 0, minimiser: 0 };
  assert.throws(() => roundFigure({ ...straight(5), valley: slope }, words), { code: 'ROUND_INVALID' });
});

test('Figure 6 ends with stars at the averages of its table, whatever the number of steps', () => {
  const [, , , smooth] = measureCreeping();
  const valley = smoothValley(1, 5, 0.1);
  const settings = { ...CREEPING_RUNS, noise: 0, seed: 1 };
  const figure = creepingFigure([{ title: 'flat', valley, settings: { ...settings, start: valley.minimiser + 1 } }], words);
  assert.deepEqual(trace(figure, /^average of all/).x, [settings.steps - 1]);
  near(trace(figure, /^average of all/).y[0], smooth.flat);
  near(trace(figure, /^average so far/).y.at(-1) ?? NaN, smooth.flat);
  assert.equal(creepingFigure([{ title: 'short', valley, settings: { ...settings, steps: 2 } }], words).data.length, 3);
});

test('the computed sentences name the side of the average, and the gradients at and over the iterates', () => {
  const valley = piecewiseLinearValley(1, 5);
  const settings = { learningRate: 0.1, noise: 0, start: 0.25, steps: 2, seed: 1 };
  assert.equal(sidesText({ valley, settings }), '100 % of the 2 iterates lie on the flat side. Their average lies 0.2 from the minimum, on the flat side.');
  assert.match(sidesText({ valley, settings: { ...settings, start: -1 } }), /^0 % .* on the sharp side\.$/);
  assert.equal(meanGradientText({ valley, settings: { ...settings, start: -1 } }), 'Gradient, averaged over 2 iterates: −5. Gradient at the average of these iterates: −5.');
});
