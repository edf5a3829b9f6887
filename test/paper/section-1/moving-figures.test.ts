import assert from 'node:assert/strict';
import test from 'node:test';
import type { Figure } from '../../../lib/src/figures/figure';
import { biasFigure, sgdStepsFigure } from '../../../lib/src/paper/section-1/moving-figures';
import { sgdIterates } from '../../../lib/src/paper/theory/sgd';
import { smoothValley } from '../../../lib/src/paper/theory/valleys';
import { shownAt } from '../shown-at';

const valley = smoothValley(0.1, 5, 0.3);
const near = (actual: number, expected: number): void => assert.ok(Math.abs(actual - expected) < 1e-4, `${actual} is not ${expected}`);

/** Points of this name that are there, in a slide. */
const points = ({ data }: Pick<Figure, 'data'>, name: string): (readonly [number, number])[] =>
  data.filter((trace) => trace.name === name && trace.mode === 'markers' && (trace.y as (number | null)[])[0] !== null).map((trace) => [(trace.x as number[])[0], (trace.y as number[])[0]]);

test('Theorem 1: the star stands where the slider says, on the training loss and on the mean of both shifted losses', () => {
  const figure = biasFigure(valley, { shift: 0.8 });
  assert.equal(figure.motion?.frames.length, 21);
  for (const [name, bias] of [['−0.8', -0.8], ['0', 0], ['0.4', 0.4]] as const) {
    const [own, expected] = points(shownAt(figure, name), 'biased solution');
    const w = valley.minimiser + bias;
    near(own[0], w);
    near(own[1], valley.value(w));
    near(expected[1], (valley.value(w - 0.8) + valley.value(w + 0.8)) / 2);
    assert.equal(points(shownAt(figure, name), 'training minimum').length, 2);
  }
});

test('Theorem 2: with each step one iterate more is there, and the star is the mean of those that are', () => {
  const settings = { learningRate: 5, noise: 0.05, start: -0.3, steps: 12, seed: 2 };
  const iterates = Array.from(sgdIterates(valley, settings));
  const figure = sgdStepsFigure(valley, settings);
  for (const steps of [1, 5, 12]) {
    const slide = shownAt(figure, String(steps));
    const places = points(slide, 'SGD iterates').map(([w]) => w);
    assert.equal(places.length, steps);
    places.forEach((w, i) => near(w, iterates[i]));
    near(points(slide, 'average of the iterates')[0][0], places.reduce((sum, w) => sum + w, 0) / steps);
    assert.equal((slide.layout.annotations as { showarrow?: boolean }[]).filter(({ showarrow }) => showarrow === true).length, steps - 1);
  }
});
