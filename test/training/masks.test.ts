import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../lib/src/engine/tensorflow';
import { layoutOf, type WeightLayout } from '../../lib/src/networks/layout';
import { filtersOf } from '../../lib/src/networks/weight-filters';
import { amountMask, filterMask, randomMask } from '../../lib/src/training/masks';

const l = tf.layers;
const size = 400;
const candidates = Float32Array.from({ length: size }, (_, i) => Number(i >= 100));
const chosen = (mask: Float32Array): number[] => [...mask.keys()].filter((i) => mask[i] === 1);

test('a random subset has the number asked for, candidates only, and is the same for the same seed and index', () => {
  const draw = { candidates, seed: 1, index: 0 };
  const mask = randomMask(draw, 30);
  assert.equal(chosen(mask).length, 30);
  assert.ok(chosen(mask).every((i) => i >= 100));
  assert.deepEqual(randomMask(draw, 30), mask);
  assert.notDeepEqual(randomMask({ ...draw, index: 1 }, 30), mask);
  assert.notDeepEqual(randomMask({ ...draw, seed: 2 }, 30), mask);
});

test('every candidate is as likely as the others', () => {
  const counts = new Float64Array(size);
  for (let index = 0; index < 300; index++) for (const i of chosen(randomMask({ candidates, seed: 1, index }, 60))) counts[i]++;
  const expected = (300 * 60) / 300;
  const deviations = [...counts.subarray(100)].map((count) => (count - expected) ** 2 / expected);
  assert.ok(deviations.reduce((a, b) => a + b, 0) < 1.4 * 300);
});

test('whole filters: all weights of an output or none, never more than asked for', () => {
  const layout: WeightLayout = {
    size,
    entries: [
      { name: 'bn.gamma', layer: 'bn', shape: [100], offset: 0, size: 100, role: 'batch-norm-gamma' },
      { name: 'conv.kernel', layer: 'conv', shape: [3, 3, 3, 10], offset: 100, size: 270, role: 'kernel' },
      { name: 'fc.kernel', layer: 'fc', shape: [5, 6], offset: 370, size: 30, role: 'kernel' },
    ],
  };
  const mask = filterMask({ candidates, seed: 3, index: 0 }, layout, 70);
  const places = chosen(mask);
  assert.ok(places.length <= 70 && places.length > 70 - 27);
  for (let output = 0; output < 10; output++) {
    const own = places.filter((i) => i >= 100 && i < 370 && (i - 100) % 10 === output).length;
    assert.ok(own === 0 || own === 27);
  }
});

/** Kernels whose filters lie otherwise than in a convolution's last axis, and what must not be taken for one. */
const LAYERS: Readonly<Record<string, () => readonly tf.layers.Layer[]>> = {
  'transposed convolution': () => [l.conv2dTranspose({ name: 'layer', filters: 5, kernelSize: 2 })],
  'depthwise convolution': () => [l.depthwiseConv2d({ name: 'layer', kernelSize: 3, depthMultiplier: 2 })],
  'separable convolution': () => [l.separableConv2d({ name: 'layer', kernelSize: 3, filters: 4 })],
  'convolution of channels first': () => [l.conv2d({ name: 'layer', kernelSize: 3, filters: 4, dataFormat: 'channelsFirst' })],
  'layer norm over three axes': () => [l.layerNormalization({ name: 'layer', axis: [1, 2, 3] })],
};

for (const [what, layers] of Object.entries(LAYERS)) {
  test(`whole filters of a ${what}: those that a filter-normalised direction scales together`, () => {
    const model = tf.sequential();
    const [first, ...rest] = layers();
    model.add(l.inputLayer({ inputShape: [6, 6, 3] }));
    for (const layer of [first, ...rest]) model.add(layer);
    const layout = layoutOf(model);
    const all = new Float32Array(layout.size).fill(1);
    for (let index = 0; index < 5; index++) {
      const mask = filterMask({ candidates: all, seed: 1, index }, layout, Math.ceil(layout.size / 2));
      for (const entry of layout.entries) {
        const { count, of } = filtersOf(entry);
        const own = chosen(mask).filter((place) => place >= entry.offset && place < entry.offset + entry.size).map((place) => of(place - entry.offset));
        assert.ok(count > 0 || own.length === 0, entry.name);
        for (const filter of new Set(own)) assert.equal(own.filter((other) => other === filter).length, entry.size / count, entry.name);
      }
    }
  });
}

test('a subset by amount reaches its target with its last weight', () => {
  const amounts = Float64Array.from({ length: size }, (_, i) => 1 + (i % 7));
  const places = chosen(amountMask({ candidates, seed: 1, index: 0 }, amounts, 200));
  const sum = places.reduce((total, i) => total + amounts[i], 0);
  assert.ok(sum >= 200 && sum < 200 + 7);
  assert.ok(places.every((i) => i >= 100));
});

test('more than there is cannot be chosen', () => {
  const draw = { candidates, seed: 1, index: 0 };
  assert.throws(() => randomMask(draw, 301), { code: 'MASK_TOO_LARGE' });
  assert.throws(() => amountMask(draw, new Float64Array(size).fill(1), 301), { code: 'MASK_TOO_LARGE' });
});
