import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type Asymmetry, asymmetry, isAsymmetric } from '../../lib/src/landscape/asymmetry';
import { satisfiesDefinition } from '../../lib/src/landscape/definition';
import { distancesBetween } from '../../lib/src/numbers/distances';
import { about, type CurveSamples, profileOf } from '../../lib/src/landscape/profile';
import { piecewiseLinearValley, smoothValley } from '../../lib/src/paper/theory/valleys';

const sampled = (f: (l: number) => number, radius = 5, points = 41): CurveSamples => {
  const distances = distancesBetween(-radius, radius, points);
  return { distances, loss: distances.map(f) };
};
const near = (actual: number | null | undefined, expected: number, tolerance = 1e-9): void => {
  assert.ok(typeof actual === 'number' && Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
};
const positive = fc.double({ min: 0.01, max: 20, noNaN: true });

test('straight walls: c* = ρ = c, A = (c − 1)/(c + 1), the flat side is found', () => {
  fc.assert(
    fc.property(positive, fc.double({ min: 1.1, max: 30, noNaN: true }), fc.constantFrom(1, -1), (slope, ratio, side) => {
      const valley = piecewiseLinearValley(slope, ratio);
      const result = asymmetry(sampled((l) => valley.value(side * l)));
      assert.equal(result.flatSign, side);
      for (const { definition, secantRatio, sides } of [result.atOrigin, result.recentred]) {
        near(definition?.ratio, ratio, 1e-6);
        near(definition?.slope, slope, 1e-6);
        near(definition?.sharpSlope, ratio * slope, 1e-6);
        assert.equal(definition?.flatSign, side);
        near(secantRatio, ratio, 1e-6);
        assert.equal(sides, 'two-sided');
      }
      assert.deepEqual([result.atOrigin.radius, result.atOrigin.definition?.zeta], [5, 0.25]);
      // A spline rounds the kink off: its minimum lies within a step of it, on the flat side.
      assert.ok(side * result.minimum >= -1e-12 && side * result.minimum < 0.25, `${result.minimum}`);
      near(result.recentred.index, (side * (ratio - 1)) / (ratio + 1), 0.1);
      assert.equal(isAsymmetric(result), ratio > 2);
    }),
  );
});

test('widths are where the level is crossed, counted from the minimum between the samples', () => {
  const { recentred } = asymmetry(sampled((l) => 0.2 * (l - 0.1) ** 2 * (l > 0.1 ? 1 : 4), 5, 101));
  const [low, middle, high] = recentred.widths;
  for (const [width, level] of [[low, 0.1], [middle, 0.5], [high, 1]] as const) {
    near(width.plus, Math.sqrt(level / 0.2), 0.05);
    near(width.minus, Math.sqrt(level / 0.8), 0.05);
    near(width.ratio, 2, 0.1);
  }
  const [, , never] = asymmetry(sampled((l) => piecewiseLinearValley(0.15, 4).value(l))).atOrigin.widths;
  assert.deepEqual([never.level, never.plus, never.ratio], [1, null, null]);
});

test('where the minimum falls between samples, nothing depends on how the grid meets it', () => {
  const valley = smoothValley(0.4, 3, 1.2);
  const read = (offset: number): Asymmetry => asymmetry(sampled((l) => valley.value(l - offset), 5, 21));
  const bottom = read(0);
  fc.assert(
    fc.property(fc.double({ min: -0.25, max: 0.25, noNaN: true }), (offset) => {
      const moved = read(offset);
      near(moved.minimum - offset, bottom.minimum, 0.02);
      if (moved.recentred.radius !== bottom.recentred.radius) return;
      near(moved.recentred.definition?.ratio, bottom.recentred.definition?.ratio ?? NaN, 0.05);
      near(moved.recentred.index, bottom.recentred.index ?? NaN, 0.01);
    }),
  );
});

test('a smooth valley tends to its slopes, about its own minimum', () => {
  const valley = smoothValley(0.1, 5, 0.2);
  const result = asymmetry(sampled(valley.value, 10, 201));
  near(result.minimum, 0.2 * Math.log(5), 0.06);
  near(result.recentred.definition?.ratio, 5, 0.01);
  assert.ok((result.recentred.definition?.ratio ?? 9) < 5);
  near(result.slopeAtOrigin?.value, valley.gradient(0), 0.02);
});

test('bowls that are symmetric about any point of the grid or between are never asymmetric', () => {
  const bowl = fc.record({
    centre: fc.double({ min: -3, max: 3, noNaN: true }),
    curvature: positive,
    power: fc.double({ min: 1.2, max: 4, noNaN: true }),
    points: fc.integer({ min: 13, max: 61 }),
    floor: fc.double({ min: 0, max: 3, noNaN: true }),
  });
  fc.assert(
    fc.property(bowl, ({ centre, curvature, power, points, floor }) => {
      const { recentred } = asymmetry(sampled((l) => floor + curvature * Math.abs(l - centre) ** power, 5, points));
      if (recentred.definition) assert.ok(recentred.definition.ratio <= 1 + 1e-5, `c* = ${recentred.definition.ratio}`);
    }),
    { numRuns: 500 },
  );
});

test('parabolas are even about any minimum: A = 0 and c* ≤ 1', () => {
  fc.assert(
    fc.property(fc.double({ min: -2, max: 2, noNaN: true }), positive, (minimum, curvature) => {
      const result = asymmetry(sampled((l) => curvature * (l - minimum) ** 2, 5, 17));
      near(result.minimum, minimum, 1e-7);
      near(result.recentred.index, 0, 1e-5);
      assert.ok((result.recentred.definition?.ratio ?? 0) <= 1 + 1e-5);
    }),
  );
});

test('a symmetric function about 0 has A = 0, ρ = 1 and c* ≤ 1', () => {
  const wave = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 21, maxLength: 21 });
  fc.assert(
    fc.property(wave, (heights) => {
      const { atOrigin } = asymmetry(sampled((l) => heights[Math.round(Math.abs(l) * 4)]));
      assert.ok((atOrigin.definition?.ratio ?? 0) <= 1 + 1e-12);
      if (atOrigin.index !== null) near(atOrigin.index, 0);
      if (atOrigin.secantRatio !== null) near(atOrigin.secantRatio, 1);
    }),
  );
});

test('a slope is not a valley: Definition 1 holds about 0, but the curve is one-sided', () => {
  const result = asymmetry(sampled((l) => 3 - 0.1 * l));
  assert.ok((result.atOrigin.definition?.ratio ?? 0) > 100);
  assert.equal(result.atOrigin.sides, 'one-sided');
  assert.equal(result.recentred.sides, 'one-sided');
  assert.equal(result.recentred.definition, null);
  assert.equal(result.minimum, 5);
  assert.equal(result.flatSign, 1);
  near(result.slopeAtOrigin?.value, -0.1);
  assert.equal(isAsymmetric(result), false);
  assert.equal(asymmetry(sampled(() => 2)).recentred.sides, 'flat');
  // A wall on +u, and a dip near the other end that says nothing about sides.
  const walled = asymmetry(sampled((l) => (l > 0 ? l : 0) + (Math.abs(l + 4.5) < 0.1 ? -0.05 : 0) + (l < -4.9 ? 0.02 : 0)));
  assert.deepEqual([walled.minimum, walled.flatSign], [-4.5, -1]);
});

test('turning the direction round turns the sign and nothing else', () => {
  const curve = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 21, maxLength: 21 });
  fc.assert(
    fc.property(curve, (heights) => {
      const loss = heights.map((height, k) => height / 1000 + (k - 10) ** 2 / 5);
      const distances = distancesBetween(-10, 10, 21);
      const ahead = asymmetry({ distances, loss });
      const back = asymmetry({ distances, loss: [...loss].reverse() });
      if (Math.max(ahead.minimum, -back.minimum) !== Math.min(ahead.minimum, -back.minimum)) return; // two equal minima
      const turned = (result: Asymmetry['recentred']): unknown => [
        result.index, result.definition?.flatSign, result.definition?.ratio, result.secantRatio, result.sides, result.rise.plus, result.widths[1].plus, result.widths[1].ratio,
      ];
      const mirrored = (result: Asymmetry['recentred']): unknown => [
        result.index && -result.index, result.definition && -result.definition.flatSign, result.definition?.ratio, result.secantRatio, result.sides, result.rise.minus, result.widths[1].minus, result.widths[1].ratio,
      ];
      const rounded = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null, (_, part: unknown) => (typeof part === 'number' ? Number(part.toPrecision(7)) : part)));
      if ((ahead.recentred.definition?.ratio ?? 0) > 1) assert.deepEqual(rounded(turned(ahead.recentred)), rounded(mirrored(back.recentred)));
      near(back.recentred.index, -(ahead.recentred.index ?? NaN), 1e-7);
      if (Math.abs(ahead.recentred.index ?? 0) > 1e-7) assert.equal(ahead.flatSign, -back.flatSign);
    }),
  );
});

test('the noise floor bounds c*, and noise makes a curve flat', () => {
  const distances = distancesBetween(-5, 5, 21);
  const loss = distances.map((l) => (l > 0 ? 0 : -0.4 * l));
  const exact = asymmetry({ distances, loss });
  const noisy = asymmetry({ distances, loss, standardErrorToNext: distances.slice(1).map(() => 0.01) });
  assert.ok((exact.atOrigin.definition?.ratio ?? 0) > 1000);
  near(noisy.atOrigin.definition?.noiseFloor, 0.04);
  near(noisy.atOrigin.definition?.ratio, 10);
  assert.equal(noisy.atOrigin.sides, 'one-sided');
  // ten neighbours of 0.01 bound the error at r by 0.1; a rise of 5 · 0.1 is the least that counts.
  const steep = (slope: number): string =>
    asymmetry({ distances, loss: distances.map((l) => slope * Math.abs(l)), standardErrorToNext: distances.slice(1).map(() => 0.01) }).recentred.sides;
  assert.deepEqual([steep(0.099), steep(0.101)], ['flat', 'two-sided']);
});

test('points that are not finite are left out by radius', () => {
  const distances = distancesBetween(-5, 5, 41);
  const valley = piecewiseLinearValley(1, 3);
  const result = asymmetry({ distances, loss: distances.map((l) => (l === -3 ? Infinity : l < -4 ? NaN : valley.value(l))) });
  assert.equal(result.excludedFrom, 3);
  assert.deepEqual([result.atOrigin.radius, result.recentred.radius], [2.75, 2.5]);
  near(result.recentred.definition?.ratio, 3);
  assert.throws(() => asymmetry({ distances, loss: distances.map((l) => (l === 0 ? NaN : 1)) }), { code: 'CURVE_NOT_FINITE' });
  assert.throws(() => asymmetry({ distances: [0, 1, 3], loss: [1, 2, 3] }), { code: 'GRID_UNEVEN' });
  assert.throws(() => asymmetry({ distances, loss: [1] }), { code: 'LENGTHS_DIFFER' });
});

test('too few points give no statistics instead of wrong ones', () => {
  const { atOrigin } = asymmetry(sampled(Math.abs, 1, 7));
  assert.deepEqual([atOrigin.definition, atOrigin.secantRatio, atOrigin.index, atOrigin.zeta], [null, null, null, null]);
  assert.equal(atOrigin.sides, 'two-sided');
  assert.equal(asymmetry({ distances: [0], loss: [1] }).slopeAtOrigin, null);
});

test('Definition 1 with given constants', () => {
  const profile = about(profileOf(sampled((l) => piecewiseLinearValley(0.1, 5).value(l))), 0);
  const quadruple = { radius: 4, slope: 0.11, ratio: 4.5, zeta: 0.5 };
  assert.equal(satisfiesDefinition(profile, profile.centre, quadruple, 1), true);
  assert.equal(satisfiesDefinition(profile, profile.centre, quadruple, -1), false);
  assert.equal(satisfiesDefinition(profile, profile.centre, { ...quadruple, slope: 0.09 }, 1), false);
  assert.equal(satisfiesDefinition(profile, profile.centre, { ...quadruple, ratio: 4.6 }, 1), false);
  assert.equal(satisfiesDefinition(profile, profile.centre, { ...quadruple, radius: 6 }, 1), false);
});
