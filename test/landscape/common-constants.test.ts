import assert from 'node:assert/strict';
import test from 'node:test';
import { asymmetry } from '../../lib/src/landscape/asymmetry';
import { commonConstants } from '../../lib/src/landscape/common-constants';
import { satisfiesDefinition } from '../../lib/src/landscape/definition';
import { profileOf } from '../../lib/src/landscape/profile';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { piecewiseLinearValley, smoothValley } from '../../lib/src/paper/theory/valleys';

const distances = distancesBetween(-5, 5, 21);
const CENTRE = 10;
const walls = (slope: number, ratio: number): number[] => distances.map((l) => piecewiseLinearValley(slope, ratio).value(l));

test('constants that all curves share: the flattest wall that still is steep, over the steepest that still is flat', () => {
  const found = commonConstants(0.5, [walls(1, 5), walls(1.5, 6), walls(0.8, 5)], CENTRE, 0) ?? assert.fail();
  assert.ok(Math.abs(found.slope - 1.5) < 1e-9 && Math.abs(found.ratio - 4 / 1.5) < 1e-9);
  assert.equal(found.flatSign, 1);
});

test('they hold on every curve by the definition itself, with any c a little smaller and p a little larger', () => {
  const curves = [0, 0.2, 0.4].map((aside) => distances.map((l) => smoothValley(0.1, 5, 0.3).value(l - aside)));
  const found = commonConstants(0.5, curves, CENTRE, 0) ?? assert.fail();
  const held = { ...found, slope: found.slope * (1 + 1e-9), ratio: found.ratio * (1 - 1e-6) };
  for (const loss of curves) assert.ok(satisfiesDefinition(profileOf({ distances, loss }), CENTRE, held, found.flatSign));
});

test('of one curve they are at least as good as those that are certified at the farthest distance', () => {
  const loss = distances.map((l) => smoothValley(0.1, 5, 0.3).value(l) + 0.02 * Math.sin(3 * l));
  const { definition } = asymmetry({ distances, loss }).atOrigin;
  const found = commonConstants(0.5, [loss], CENTRE, definition?.noiseFloor ?? NaN);
  assert.ok(definition && found && found.ratio >= definition.ratio - 1e-9);
});

test('where the walls near the end spoil it, a smaller r is found; opposite sides have nothing in common', () => {
  const levelling = distances.map((l) => Math.min(piecewiseLinearValley(1, 5).value(l), 18));
  assert.equal(commonConstants(0.5, [levelling], CENTRE, 0)?.radius, 3.5);
  const turned = [...walls(1, 5)].reverse();
  assert.ok((commonConstants(0.5, [walls(1, 5), turned], CENTRE, 0)?.ratio ?? 0) <= 1);
  assert.equal(commonConstants(0.5, [turned], CENTRE, 0)?.flatSign, -1);
});

test('slopes below the noise count as noise; too short a grid, or losses that are not finite, give nothing', () => {
  assert.equal(commonConstants(0.5, [walls(0.01, 500)], CENTRE, 1)?.ratio, 5);
  assert.equal(commonConstants(0.5, [walls(1, 5)], 2, 0), null);
  assert.equal(commonConstants(0.5, [distances.map(() => NaN)], CENTRE, 0.1), null);
});
