import assert from 'node:assert/strict';
import test from 'node:test';
import { arrayDataset } from '../../lib/src/datasets/array-dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import { createRunner } from '../../lib/src/networks/create-runner';
import { fit, type Fitted } from '../../lib/src/training/fit';
import { keepFit } from '../../lib/src/records/keep-fit';
import { storeOf } from '../../lib/src/paper/study/study';
import { smallStudy, temporaryProject } from '../paper/small-study';

const study = smallStudy(temporaryProject(test), { section: '08' });
const inputs = Array.from({ length: 40 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
const points = { inputs, labels: inputs.map(([x]) => Number(x > 0)) };
const dataset = arrayDataset({ name: 'halves', classes: ['left', 'right'], shape: [2], train: points, test: points });
const options = { epochs: 4, seed: 1, batchSize: 10 };

/** A small network with batch norm, so that solutions have statistics. */
function network(seed: number, units = 4): tf.LayersModel {
  const kernelInitializer = tf.initializers.heNormal({ seed });
  return tf.sequential({ name: 'small', layers: [
    tf.layers.dense({ name: 'first', units, inputShape: [2], kernelInitializer }), tf.layers.batchNormalization({ name: 'norm' }),
    tf.layers.dense({ name: 'logits', units: 2, kernelInitializer }),
  ] });
}

/** All but how long the epochs took. */
const timeless = ({ solutions, history }: Fitted): unknown => ({ solutions, history: history.map((epoch) => ({ ...epoch, seconds: 0 })) });

test('a training is read from its record, equal to fit\'s, and the runner stands at its last solution', async () => {
  const expected = await fit(createRunner(network(1), dataset), dataset, options);
  const first = await keepFit(storeOf(study), 'mine/training', createRunner(network(1), dataset), dataset, options);
  const runner = createRunner(network(1), dataset);
  const again = await keepFit(storeOf({ ...study, recordsOnly: true }), 'mine/training', runner, dataset, options);
  assert.deepEqual([first.source, again.source], ['computed', 'record']);
  assert.deepEqual(timeless(first.result), timeless(expected));
  assert.deepEqual(again.result, first.result);
  const { weights, statistics } = expected.solutions['sgd-after-swa'];
  assert.deepEqual([runner.getWeights(), runner.getStatistics()], [weights, statistics]);
  // A cell that is run twice: the runner stands at the end now, and the training begins at the model's weights all the same.
  assert.equal((await keepFit(storeOf(study), 'mine/training', runner, dataset, options)).source, 'record');
  const renewed = await keepFit(storeOf({ ...study, fresh: true }), 'mine/training', runner, dataset, options);
  assert.deepEqual([renewed.source, timeless(renewed.result)], ['computed', timeless(expected)]);
});

test('another model, start, dataset or setting is another training', async () => {
  const other = arrayDataset({ name: 'halves', classes: ['left', 'right'], shape: [2], train: { ...points, labels: points.labels.map((label) => 1 - label) }, test: points });
  const asked = [
    [network(2), dataset, options], [network(1, 5), dataset, options], [network(1), other, options], [network(1), dataset, { ...options, seed: 2 }],
    [network(1), dataset, { ...options, learningRate: 0.05 }],
  ] as const;
  for (const [model, data, settings] of asked) {
    assert.equal((await keepFit(storeOf(study), 'mine/training', createRunner(model, data), data, settings)).source, 'computed');
  }
  assert.equal((await keepFit(storeOf(study), 'mine/training', createRunner(network(1), dataset), dataset, { ...options, onProgress: () => undefined })).source, 'record');
});

test('a training cannot begin at the weights of a model that has been disposed of', async () => {
  const model = network(1);
  const runner = createRunner(model, dataset);
  model.dispose();
  await assert.rejects(keepFit(storeOf(study), 'mine/training', runner, dataset, options), { code: 'DISPOSED', message: /^The model/ });
  assert.throws(() => runner.writeToModel(), { code: 'DISPOSED' });
});
