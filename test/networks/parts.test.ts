import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import { tf } from '../../lib/src/engine/tensorflow';
import { densenetBc } from '../../lib/src/networks/densenet';
import { GroupNormalization } from '../../lib/src/networks/group-norm';
import { layoutOf, statisticsLayoutOf, type WeightLayout } from '../../lib/src/networks/layout';
import { buildNetwork } from '../../lib/src/networks/networks';
import { makeParts } from '../../lib/src/networks/parts';
import { preresnet } from '../../lib/src/networks/preresnet';
import { readVariables, statisticsVariables, trainableVariables, writeVariables } from '../../lib/src/networks/variables';

const source = generator(1, 'test/parts');

function normals(size: number): Float32Array {
  return Float32Array.from({ length: size }, () => source.normal());
}

/** PyTorch's convolution by its definition: zeros outside of the image, `padding` of them on each side. */
function plainConvolution(image: Float32Array, side: number, channels: number, kernel: Float32Array, size: number, filters: number, stride: number, padding: number): number[] {
  const outputSide = Math.floor((side + 2 * padding - size) / stride) + 1;
  const output: number[] = [];
  for (let row = 0; row < outputSide; row++) for (let column = 0; column < outputSide; column++) for (let filter = 0; filter < filters; filter++) {
    let sum = 0;
    for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) {
      const [imageRow, imageColumn] = [row * stride + y - padding, column * stride + x - padding];
      if (imageRow < 0 || imageColumn < 0 || imageRow >= side || imageColumn >= side) continue;
      for (let i = 0; i < channels; i++) sum += image[(imageRow * side + imageColumn) * channels + i] * kernel[((y * size + x) * channels + i) * filters + filter];
    }
    output.push(sum);
  }
  return output;
}

for (const [size, stride] of [[3, 1], [3, 2], [1, 1], [1, 2]] as const) {
  for (const side of [6, 7]) {
    test(`${size}×${size} convolution with stride ${stride} of ${side}×${side} pixels is padded as PyTorch does it`, () => {
      const input = tf.input({ shape: [side, side, 2] });
      const model = tf.model({ inputs: input, outputs: makeParts('batch').convolution(input, { name: `convolution`, filters: 3, size, stride }) });
      const [image, kernel] = [normals(side * side * 2), normals(size * size * 2 * 3)];
      writeVariables(trainableVariables(model), kernel);
      tf.tidy(() => {
        const output = (model.predict(tf.tensor(image, [1, side, side, 2])) as tf.Tensor).dataSync();
        const expected = plainConvolution(image, side, 2, kernel, size, 3, stride, (size - 1) / 2);
        assert.equal(output.length, expected.length);
        for (let i = 0; i < expected.length; i++) assert.ok(Math.abs(output[i] - expected[i]) < 1e-4, `${i}: ${output[i]} is not ${expected[i]}`);
      });
    });
  }
}

test('group norm standardises each example\'s neighbouring channels, then scales each channel', () => {
  const layer = new GroupNormalization({ groups: 2 });
  const input = tf.input({ shape: [2, 1, 4] });
  const model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
  const [values, gamma, beta] = [normals(16), normals(4), normals(4)];
  writeVariables(trainableVariables(model), Float32Array.of(...gamma, ...beta));
  const expected = values.map((value, i) => {
    const [example, channel] = [Math.floor(i / 8), i % 4];
    const group = [...values].filter((_, j) => Math.floor(j / 8) === example && Math.floor((j % 4) / 2) === Math.floor(channel / 2));
    const mean = group.reduce((a, b) => a + b, 0) / group.length;
    const variance = group.reduce((sum, v) => sum + (v - mean) ** 2, 0) / group.length;
    return ((value - mean) / Math.sqrt(variance + 1e-5)) * gamma[channel] + beta[channel];
  });
  tf.tidy(() => {
    const output = (model.predict(tf.tensor(values, [2, 2, 1, 4])) as tf.Tensor).dataSync();
    for (let i = 0; i < 16; i++) assert.ok(Math.abs(output[i] - expected[i]) < 1e-4);
  });
  assert.deepEqual(layoutOf(model).entries.map(({ role }) => role), ['other-norm', 'other-norm']);
  assert.throws(() => new GroupNormalization({ groups: 3, name: 'three' }).apply(input), { code: 'GROUP_NORM_CHANNELS', message: /"three".*4 channels into 3 groups/ });
});

interface Moments { readonly mean: number; readonly variance: number; readonly count: number; readonly largest: number }

function momentsOf(weights: Float32Array, layout: WeightLayout, name: string): Moments {
  const { offset, size } = layout.entries.find((entry) => entry.name === name) ?? assert.fail(name);
  const values = weights.subarray(offset, offset + size);
  const mean = values.reduce((a, b) => a + b, 0) / size;
  return { mean, variance: values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / size, count: size, largest: Math.max(...values.map(Math.abs)) };
}

test('convolutions start normal with variance 2/(k²·filters), the classifier uniform on ±1/√inputs', () => {
  const model = buildNetwork('preresnet-20', 100, 5);
  const [layout, weights] = [layoutOf(model), readVariables(trainableVariables(model))];
  // Of n independent normals the mean has deviation σ/√n, the variance σ²·√(2/n); five of these hardly ever happen.
  for (const [name, variance] of [['layer1.1.conv2.kernel', 2 / (9 * 16)], ['layer2.0.conv1.kernel', 2 / (9 * 32)], ['layer3.2.conv2.kernel', 2 / (9 * 64)], ['layer3.0.downsample.0.kernel', 2 / 64]] as const) {
    const found = momentsOf(weights, layout, name);
    assert.ok(Math.abs(found.mean) < 5 * Math.sqrt(variance / found.count), name);
    assert.ok(Math.abs(found.variance / variance - 1) < 5 * Math.sqrt(2 / found.count), name);
    assert.ok(found.largest > 3 * Math.sqrt(variance), `${name} is not cut off`);
  }
  for (const name of ['fc.kernel', 'fc.bias']) {
    const found = momentsOf(weights, layout, name);
    assert.ok(found.largest <= 1 / 8 && found.largest > 0.9 / 8, name);
    assert.ok(Math.abs(found.variance * 3 * 64 - 1) < 5 * Math.sqrt(0.8 / found.count), name);
  }
  for (const { role, offset, size } of layout.entries) {
    if (role === 'batch-norm-gamma') assert.ok(weights.subarray(offset, offset + size).every((v) => v === 1));
    if (role === 'batch-norm-beta') assert.ok(weights.subarray(offset, offset + size).every((v) => v === 0));
  }
  const statistics = readVariables(statisticsVariables(model));
  for (const { name, offset, size } of statisticsLayoutOf(model).entries) {
    assert.ok(statistics.subarray(offset, offset + size).every((v) => v === (name.endsWith('.moving_mean') ? 0 : 1)), name);
  }
});

test('without norm the convolutions carry biases that start at 0', () => {
  const model = buildNetwork('preresnet-8-no-bn', 10, 1);
  const [layout, weights] = [layoutOf(model), readVariables(trainableVariables(model))];
  const biases = layout.entries.filter(({ role, layer }) => role === 'bias' && layer !== 'fc');
  assert.equal(biases.length, 9);
  for (const { offset, size } of biases) assert.ok(weights.subarray(offset, offset + size).every((v) => v === 0));
});

test('the seed decides the weights', () => {
  const weights = (seed: number): Float32Array => readVariables(trainableVariables(buildNetwork('preresnet-8', 10, seed)));
  assert.deepEqual(weights(3), weights(3));
  assert.notDeepEqual(weights(3), weights(4));
});

test('depths between those that blocks give are refused', () => {
  for (const depth of [7, 2, 9, 29]) assert.throws(() => preresnet({ depth, block: 'basic', classes: 10, seed: 1 }), { code: 'NETWORK_DEPTH' });
  assert.throws(() => preresnet({ depth: 44, block: 'bottleneck', classes: 10, seed: 1 }), { code: 'NETWORK_DEPTH' });
  assert.throws(() => densenetBc({ depth: 41, classes: 10, seed: 1 }), { code: 'NETWORK_DEPTH' });
});

test('layers that change the shape have a projection of the raw input, with the stage\'s stride', () => {
  const model = buildNetwork('preresnet-29', 10, 1);
  const projections = model.layers.filter(({ name }) => name.endsWith('downsample.0'));
  assert.deepEqual(projections.map(({ name }) => name), [1, 2, 3].map((stage) => `layer${stage}.0.downsample.0`));
  const source = (name: string): string => ((model.getLayer(name).input as tf.SymbolicTensor).sourceLayer).name;
  assert.equal(source('layer1.0.downsample.0'), 'conv1');
  assert.equal(source('layer2.0.downsample.0'), 'layer1.2.add');
  assert.deepEqual((model.getLayer('layer2.0.downsample.0').output as tf.SymbolicTensor).shape, [null, 16, 16, 128]);
});

test('stock TensorFlow.js saves and loads every kind of network', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'networks-'));
  const images = tf.tensor(normals(2 * 32 * 32 * 3), [2, 32, 32, 3]);
  try {
    for (const name of ['preresnet-8', 'preresnet-8-no-bn', 'preresnet-20-group-norm', 'preresnet-29', 'densenet-bc-40']) {
      const model = buildNetwork(name, 10, 1);
      writeVariables(statisticsVariables(model), normals(statisticsLayoutOf(model).size).map(Math.abs));
      await model.save(`file://${folder}/${name}`);
      const loaded = await tf.loadLayersModel(`file://${folder}/${name}/model.json`);
      const [expected, found] = [model, loaded].map((each) => tf.tidy(() => (each.predict(images) as tf.Tensor).dataSync()));
      assert.deepEqual(found, expected, name);
      assert.deepEqual(layoutOf(loaded), layoutOf(model));
      const lines: string[] = [];
      loaded.summary(120, undefined, (line) => lines.push(String(line)));
      assert.ok(lines.some((line) => line.includes('fc (Dense)')));
      tf.dispose([model, loaded].map((each) => each.weights.map((weight) => weight.read())));
    }
  } finally {
    images.dispose();
    rmSync(folder, { recursive: true });
  }
});

test('layers of a model within the model have their place, and names of two-way layers stay apart', () => {
  const inner = tf.sequential({ name: 'inner', layers: [tf.layers.dense({ name: 'a', inputShape: [3], units: 2 }), tf.layers.batchNormalization({ name: 'norm' })] });
  const model = tf.sequential({ layers: [inner, tf.layers.dense({ name: 'b', units: 2 })] });
  assert.deepEqual(layoutOf(model).entries.map(({ name, offset }) => [name, offset]), [['inner/a.kernel', 0], ['inner/a.bias', 6], ['inner/norm.gamma', 8], ['inner/norm.beta', 10], ['b.kernel', 12], ['b.bias', 16]]);
  assert.equal(statisticsLayoutOf(model).size, 4);
  const lstm = tf.layers.lstm({ units: 2 }) as tf.RNN;
  const names = layoutOf(tf.sequential({ layers: [tf.layers.bidirectional({ layer: lstm, inputShape: [3, 1], mergeMode: 'concat' })] })).entries.map(({ name }) => name);
  assert.equal(new Set(names).size, 6);
});
