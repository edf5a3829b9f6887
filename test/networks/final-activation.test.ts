import assert from 'node:assert/strict';
import test from 'node:test';
import { ValleysError } from '../../lib/src/base/errors';
import { tf } from '../../lib/src/engine/tensorflow';
import { compiledRunner } from '../../lib/src/networks/compiled/compiled-runner';
import { UncompilableError } from '../../lib/src/networks/compiled/uncompilable';
import { createRunner } from '../../lib/src/networks/create-runner';
import type { Loss } from '../../lib/src/networks/runner';
import { lossesOfLogits, lossesOfProbabilities } from './predicted';
import { chain, randomBatch, relativeDifference } from './small-models';

const l = tf.layers;
const hidden = (): tf.layers.Layer => l.dense({ units: 5, activation: 'tanh' });
const softmax = (units = 3): tf.layers.Layer => l.dense({ units, activation: 'softmax' });

type Layers = () => readonly tf.layers.Layer[];

const RECOGNISED: Readonly<Record<string, Layers>> = {
  'softmax of a dense layer': () => [softmax()],
  'softmax layer': () => [l.dense({ units: 3 }), l.softmax()],
  'activation layer': () => [l.dense({ units: 3 }), l.activation({ activation: 'softmax' })],
  'softmax, reshape': () => [l.reshape({ targetShape: [1, 1, 5] }), l.conv2d({ filters: 3, kernelSize: 1, activation: 'softmax' }), l.reshape({ targetShape: [3] })],
  'softmax over an axis by its number, flatten': () => [l.dense({ units: 3 }), l.reshape({ targetShape: [1, 3] }), l.softmax({ axis: 2 }), l.flatten()],
  'softmax, dropout': () => [softmax(), l.dropout({ rate: 0.4 })],
  'softmax, noise': () => [softmax(), l.gaussianNoise({ stddev: 0.4 }), l.gaussianDropout({ rate: 0.3 }), l.alphaDropout({ rate: 0.3 })],
  'softmax, linear activation, reshape twice': () => [softmax(4), l.activation({ activation: 'linear' }), l.reshape({ targetShape: [2, 2] }), l.reshape({ targetShape: [4] })],
  'softmax in a model within the model, dropout': () => [chain([5], [softmax(), l.dropout({ rate: 0.1 })]), l.dropout({ rate: 0.1 })],
  'sigmoid': () => [l.dense({ units: 1, activation: 'sigmoid' })],
  'sigmoid, reshape': () => [l.dense({ units: 1 }), l.reshape({ targetShape: [1, 1] }), l.activation({ activation: 'sigmoid' }), l.flatten()],
};

const LOGITS: Readonly<Record<string, Layers>> = {
  'softmax in the middle': () => [softmax(4), l.dense({ units: 3 })],
  'sigmoid as a gate': () => [l.dense({ units: 4, activation: 'sigmoid' }), l.dense({ units: 1 })],
  'ReLU at the end': () => [l.dense({ units: 3, activation: 'relu' })],
  'log-softmax at the end': () => [l.dense({ units: 3, activation: 'logSoftmax' as 'linear' })],
};

function build(layers: Layers): tf.LayersModel {
  const model = chain([4], [hidden(), ...layers()]);
  model.setWeights(model.getWeights().map((weight, k) => tf.tensor(Float32Array.from({ length: weight.size }, (_, i) => 1.5 * Math.sin(7 * i + k + 1)), weight.shape)));
  return model;
}

for (const [table, losses] of [[RECOGNISED, lossesOfProbabilities], [LOGITS, lossesOfLogits]] as const) {
  for (const [what, layers] of Object.entries(table)) {
    test(`${what}: the loss is that of the model's own predictions`, () => {
      const model = build(layers);
      const outputs = model.outputs[0].shape[1] as number;
      const batch = randomBatch([4], 6, Math.max(outputs, 2));
      const expected = Float32Array.from(losses(model, batch));
      for (const kind of ['auto', 'layers'] as const) {
        const runner = createRunner(model, { kind });
        assert.ok(relativeDifference(runner.evaluate(batch, 'running').losses, expected) < 1e-5, kind);
        runner.dispose();
      }
    });
  }
}

function average(): readonly tf.layers.Layer[] {
  const input = tf.input({ shape: [5] });
  const [a, b] = [softmax(), softmax()].map((layer) => layer.apply(input) as tf.SymbolicTensor);
  return [tf.model({ inputs: input, outputs: l.average().apply([a, b]) as tf.SymbolicTensor })];
}

const image = (): tf.layers.Layer => l.reshape({ targetShape: [1, 5, 1] });

const REFUSED: readonly { readonly what: string; readonly layers: Layers; readonly code: string; readonly says: RegExp; readonly loss?: Loss }[] = [
  { what: 'an average of two softmaxes', layers: average, code: 'OUTPUT_PROBABILITIES', says: /softmax of layer "dense/ },
  { what: 'a pooled map of sigmoids', layers: () => [image(), l.conv2d({ filters: 1, kernelSize: 1, activation: 'sigmoid' }), l.globalAveragePooling2d({})], code: 'OUTPUT_PROBABILITIES', says: /sigmoid of layer/ },
  { what: 'a softmax whose rows are cut', layers: () => [softmax(4), l.reshape({ targetShape: [2, 2] }), l.permute({ dims: [2, 1] }), l.flatten()], code: 'OUTPUT_PROBABILITIES', says: /softmax/ },
  { what: 'softmaxes over parts of the outputs', layers: () => [l.dense({ units: 4 }), l.reshape({ targetShape: [2, 2] }), l.softmax(), l.flatten()], code: 'OUTPUT_PROBABILITIES', says: /softmax/ },
  { what: 'a hard sigmoid', layers: () => [l.dense({ units: 1, activation: 'hardSigmoid' })], code: 'OUTPUT_PROBABILITIES', says: /hardSigmoid/ },
  { what: 'several sigmoids', layers: () => [l.dense({ units: 3, activation: 'sigmoid' })], code: 'LOSS_MISMATCH', says: /several labels/ },
  { what: 'several sigmoids, reshaped', layers: () => [l.dense({ units: 4, activation: 'sigmoid' }), l.reshape({ targetShape: [2, 2] }), l.flatten()], code: 'LOSS_MISMATCH', says: /several labels/ },
  { what: 'a softmax of one output', layers: () => [softmax(1)], code: 'LOSS_MISMATCH', says: /always 1/ },
  { what: 'softmax cross-entropy of one logit', layers: () => [l.dense({ units: 1 })], loss: 'softmax-cross-entropy', code: 'LOSS_MISMATCH', says: /always 0/ },
  { what: 'softmax cross-entropy of a sigmoid', layers: () => [l.dense({ units: 1, activation: 'sigmoid' })], loss: 'softmax-cross-entropy', code: 'LOSS_MISMATCH', says: /Use binary-cross-entropy/ },
  { what: 'binary cross-entropy of a softmax', layers: () => [softmax()], loss: 'binary-cross-entropy', code: 'LOSS_MISMATCH', says: /Use softmax-cross-entropy/ },
  { what: 'binary cross-entropy of three logits', layers: () => [l.dense({ units: 3 })], loss: 'binary-cross-entropy', code: 'LOSS_MISMATCH', says: /Use softmax-cross-entropy/ },
];

for (const { what, layers, code, says, loss } of REFUSED) {
  test(`${what}: refused, for it cannot be measured right`, () => {
    const model = build(layers);
    assert.throws(() => createRunner(model, { loss }), (error: Error & { code: string }) => error.code === code && says.test(error.message));
    assert.throws(() => compiledRunner(model, { loss }), UncompilableError);
  });
}

test('a remedy that names a loss leads to a runner, and never into the next refusal', () => {
  const models = [...REFUSED.map(({ layers }) => layers), ...Object.values(RECOGNISED), ...Object.values(LOGITS)];
  let followed = 0;
  for (const layers of models) {
    for (const loss of [undefined, 'softmax-cross-entropy', 'binary-cross-entropy'] as const) {
      const model = build(layers);
      const refusal = refusalOf(model, loss);
      const named = refusal && /\b(softmax|binary)-cross-entropy/.exec(refusal.remedy)?.[0];
      if (named === undefined) continue;
      assert.equal(refusalOf(model, named as Loss)?.message, undefined, refusal?.message);
      followed++;
    }
  }
  assert.ok(followed > 5, `${followed} remedies followed`);
});

function refusalOf(model: tf.LayersModel, loss?: Loss): ValleysError | undefined {
  try {
    createRunner(model, { loss }).dispose();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof ValleysError, String(error));
    return error;
  }
}
