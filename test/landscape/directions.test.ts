import assert from 'node:assert/strict';
import test from 'node:test';
import { pairwiseCosines } from '../../lib/src/landscape/cosines';
import { DIRECTION_KINDS, directionKind, drawDirection, isBatchNorm, masked } from '../../lib/src/landscape/directions';
import { directionBetween, orthogonalised } from '../../lib/src/landscape/orthogonal';
import { cosine, dot, moved, norm, normalised } from '../../lib/src/numbers/vector';
import type { WeightEntry, WeightLayout } from '../../lib/src/networks/layout';

function layoutOf(...entries: readonly Pick<WeightEntry, 'name' | 'shape' | 'role'>[]): WeightLayout {
  let offset = 0;
  const placed = entries.map((entry) => {
    const size = entry.shape.reduce((a, b) => a * b, 1);
    offset += size;
    return { ...entry, layer: entry.name.split('.')[0], offset: offset - size, size };
  });
  return { entries: placed, size: offset };
}

const layout = layoutOf(
  { name: 'conv.kernel', shape: [3, 3, 2, 4], role: 'kernel' },
  { name: 'bn.gamma', shape: [4], role: 'batch-norm-gamma' },
  { name: 'bn.beta', shape: [4], role: 'batch-norm-beta' },
  { name: 'depthwise.depthwise_kernel', shape: [3, 3, 4, 2], role: 'kernel' },
  { name: 'fc.kernel', shape: [4, 10], role: 'kernel' },
  { name: 'fc.bias', shape: [10], role: 'bias' },
);
const weights = Float32Array.from({ length: layout.size }, (_, i) => Math.sin(3 * i + 1));
const wide = layoutOf({ name: 'fc.kernel', shape: [1, 100_000], role: 'kernel' }, { name: 'bn.gamma', shape: [10], role: 'batch-norm-gamma' });
const near = (actual: number, expected: number, tolerance = 1e-6): void => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
const part = (vector: Float32Array, name: string): Float32Array => {
  const entry = layout.entries.find((candidate) => candidate.name === name);
  assert.ok(entry);
  return vector.subarray(entry.offset, entry.offset + entry.size);
};

for (const kind of DIRECTION_KINDS) {
  test(`${kind}: length 1, repeatable, changed by seed and index`, () => {
    const draw = (seed: number, index = 0): Float32Array => drawDirection(kind, layout, { seed, index, weights });
    near(norm(draw(1)), 1);
    assert.deepEqual(draw(1), draw(1));
    if (kind === 'ones') return;
    assert.notDeepEqual(draw(1), draw(2));
    assert.notDeepEqual(draw(1), draw(1, 1));
  });
}

test('the laws of the entries', () => {
  const entries = (kind: 'uniform01' | 'uniform-symmetric' | 'gaussian'): Float32Array => drawDirection(kind, wide, { seed: 5 });
  const moments = (vector: Float32Array): [number, number] => {
    const scaled = vector.map((entry) => entry * Math.sqrt(vector.length));
    const mean = scaled.reduce((sum, x) => sum + x, 0) / scaled.length;
    return [mean, scaled.reduce((sum, x) => sum + (x - mean) ** 4, 0) / scaled.length];
  };
  assert.ok(entries('uniform01').every((entry) => entry >= 0));
  near(moments(entries('uniform01'))[0], Math.sqrt(3) / 2, 0.005);
  near(moments(entries('uniform-symmetric'))[0], 0, 0.01);
  near(moments(entries('uniform-symmetric'))[1], 9 / 5, 0.03);
  near(moments(entries('gaussian'))[0], 0, 0.01);
  near(moments(entries('gaussian'))[1], 3, 0.1);
});

test('uniform01 directions are nearly one direction, their residuals are not', () => {
  const drawn = (kind: 'uniform01' | 'residual' | 'gaussian'): Float32Array[] => [0, 1, 2, 3, 4].map((index) => drawDirection(kind, wide, { seed: 1, index }));
  const cosines = pairwiseCosines(drawn('uniform01'));
  near(cosines.mean, 0.75, 0.003);
  assert.equal(cosines.pairs, 10);
  assert.ok(cosines.smallest <= cosines.mean && cosines.mean <= cosines.largest && cosines.standardDeviation < 0.005);
  near(pairwiseCosines(drawn('residual')).mean, 0, 0.005);
  const ones = drawDirection('ones', wide, { seed: 0 });
  for (const residual of drawn('residual')) near(dot(residual, ones), 0);
  const [u, z] = [drawn('uniform01')[2], drawn('residual')[2]];
  near(cosine(u, ones) ** 2 + cosine(u, z) ** 2, 1);
  assert.throws(() => pairwiseCosines([u]), { code: 'DIRECTIONS_TOO_FEW' });
});

test('masks touch only their group', () => {
  const [bn, rest] = [drawDirection('bn-only', layout, { seed: 3 }), drawDirection('non-bn-only', layout, { seed: 3 })];
  for (const entry of layout.entries) {
    const [own, foreign] = isBatchNorm(entry) ? [bn, rest] : [rest, bn];
    assert.ok(part(own, entry.name).every((value) => value > 0));
    assert.ok(part(foreign, entry.name).every((value) => value === 0));
  }
  const gamma = masked(weights, layout, (entry) => entry.role === 'batch-norm-gamma', 'γ');
  assert.equal(gamma.filter((value) => value !== 0).length, 4);
});

test('filter-normalised: each filter has the relative length of its weights', () => {
  const u = drawDirection('filter-normalised', layout, { seed: 2, weights });
  const filters: readonly [string, number][] = [['conv.kernel', 4], ['depthwise.depthwise_kernel', 8], ['fc.kernel', 10]];
  const ratios = filters.flatMap(([name, count]) =>
    Array.from({ length: count }, (_, filter) => {
      const member = (_: number, i: number): boolean => i % count === filter;
      return norm(part(u, name).filter(member)) / norm(part(weights, name).filter(member));
    }),
  );
  for (const ratio of ratios) near(ratio / ratios[0], 1, 1e-5);
  for (const name of ['bn.gamma', 'bn.beta', 'fc.bias']) assert.ok(part(u, name).every((value) => value === 0));
});

test('sign-consistent: every weight moves away from 0', () => {
  const signed = weights.map((w, i) => (i === 0 ? 0 : w));
  const u = drawDirection('sign-consistent', layout, { seed: 2, weights: signed });
  assert.equal(u[0], 0);
  assert.ok(u.every((entry, i) => i === 0 || Math.sign(entry) === Math.sign(signed[i])));
});

test('directions that cannot be drawn are refused', () => {
  const withoutNorm = layoutOf({ name: 'fc.kernel', shape: [2, 2], role: 'kernel' });
  assert.throws(() => drawDirection('bn-only', withoutNorm, { seed: 0 }), { code: 'DIRECTION_GROUP_ABSENT', message: /no batch-norm weights/ });
  assert.throws(() => directionKind('uniform'), { code: 'DIRECTION_UNKNOWN', message: /uniform01, uniform-symmetric/ });
  assert.throws(() => drawDirection('sign-consistent', layout, { seed: 0 }), { code: 'DIRECTION_NEEDS_WEIGHTS' });
  assert.throws(() => drawDirection('filter-normalised', layout, { seed: 0, weights: [1] }), { code: 'LENGTHS_DIFFER' });
  assert.throws(() => drawDirection('filter-normalised', layout, { seed: 0, weights: weights.map(() => 0) }), { code: 'DIRECTION_ZERO' });
  assert.throws(() => normalised([1, NaN]), { code: 'DIRECTION_NOT_FINITE' });
  assert.throws(() => directionBetween([1, 2], [1, 2]), { code: 'DIRECTION_ZERO' });
});

test('between two points, and moving along', () => {
  const u = directionBetween([1, 1, 1], [1, 4, 5]);
  assert.deepEqual(u, Float32Array.of(0, 0.6, 0.8));
  const from = Float32Array.of(1, 1, 1);
  const to = moved(from, 5, u);
  [1, 4, 5].forEach((value, i) => near(to[i], value));
  assert.deepEqual(from, Float32Array.of(1, 1, 1));
  assert.throws(() => moved([1], 1, [1, 2]), { code: 'LENGTHS_DIFFER' });
});

test('orthogonalised to others that are not orthogonal themselves', () => {
  const drawn = [0, 1, 2, 3].map((index) => drawDirection('uniform01', wide, { seed: 8, index }));
  const others = [drawn[1], drawn[2], drawn[3], moved(drawn[1], 2, drawn[2])];
  const rest = orthogonalised(drawn[0], others);
  near(norm(rest), 1);
  for (const other of others) near(cosine(rest, other), 0);
  assert.ok(dot(rest, drawn[0]) > 0);
  assert.throws(() => orthogonalised(others[3], others.slice(0, 2)), { code: 'DIRECTION_DEPENDENT' });
});
