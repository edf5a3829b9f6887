import assert from 'node:assert/strict';
import test from 'node:test';
import type { Figure } from '../../../lib/src/figures/figure';
import { minimaFigure, shiftFigure } from '../../../lib/src/paper/section-1/figures';
import { severalMinima } from '../../../lib/src/paper/theory/several-minima';
import { smoothValley } from '../../../lib/src/paper/theory/valleys';

const near = (actual: number, expected: number): void => assert.ok(Math.abs(actual - expected) < 1e-4, `${actual} is not ${expected}`);

/** Where a figure has points of this name. */
function places({ data }: Figure, name: string): (readonly [number, number])[] {
  return data.filter((trace) => trace.name === name && trace.mode === 'markers').map((trace) => [(trace.x as number[])[0], (trace.y as number[])[0]]);
}

test('Figure 1 (a): diamonds stand above the dots on the shifted loss, the test minima where it is 0', () => {
  const placed = [{ name: 'flat', valley: smoothValley(0.2, 1, 0.1), minimiser: 0 }, { name: 'asymmetric', valley: smoothValley(0.2, 5, 0.1), minimiser: 3 }];
  const loss = severalMinima(placed);
  const figure = minimaFigure(placed, 0.4);
  assert.deepEqual(places(figure, 'training minimum').map(([w]) => w), [0, 3, 0, 3]);
  places(figure, 'its test loss').forEach(([w, value], i) => near(value, loss(i < 2 ? w - 0.4 : w + 0.4)));
  for (const [, value] of places(figure, 'test minimum')) near(value, 0);
});

test('Figure 1 (b): dot and star lie on the training loss where they were computed', () => {
  const valley = smoothValley(0.1, 5, 0.1);
  const figure = shiftFigure(valley, { shift: 0.6, biased: 0.7 });
  const [[dot, atDot]] = places(figure, 'training minimum');
  const [[star, atStar]] = places(figure, 'biased solution');
  near(dot, valley.minimiser);
  near(atDot, valley.value(valley.minimiser));
  near(star, 0.7);
  near(atStar, valley.value(0.7));
});
