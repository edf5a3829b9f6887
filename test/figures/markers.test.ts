import assert from 'node:assert/strict';
import test from 'node:test';
import { errorBars, solutionMarker } from '../../lib/src/figures/markers';
import { COLOURS } from '../../lib/src/figures/theme';

test('four solutions differ in shape and in colour, then the first marker comes again', () => {
  const markers = [0, 1, 2, 3].map((index) => solutionMarker(index));
  assert.equal(new Set(markers.map(({ symbol }) => symbol)).size, 4);
  assert.equal(new Set(markers.map(({ color }) => color)).size, 4);
  for (const { color } of markers) assert.ok(Object.values<string>(COLOURS).includes(color));
  assert.deepEqual(solutionMarker(4), markers[0]);
});

test('error bars reach from each value to the ends of its interval', () => {
  const { array, arrayminus } = errorBars([{ value: 1, low: 0.5, high: 3 }, { value: -1, low: -1, high: -0.5 }], COLOURS.blue);
  assert.deepEqual([array, arrayminus], [[2, 0.5], [0.5, 0]]);
});
