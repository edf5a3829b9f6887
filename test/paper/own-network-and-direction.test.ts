import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { Figure } from '../../lib/src/figures/figure';
import { take } from '../../lib/src/datasets/batches';
import { tf } from '../../lib/src/engine/tensorflow';
import type { OwnDirection } from '../../lib/src/landscape/direction-at';
import { normalised } from '../../lib/src/numbers/vector';
import { certifiedRatiosFigure, directionKindsFigure, networkCurvesFigure } from '../../lib/src/paper/section-3/figures';
import { directionCosines } from '../../lib/src/paper/section-3/kinds';
import { measureNetworks } from '../../lib/src/paper/section-3/networks';
import { networkAsymmetryRows, untrainedText } from '../../lib/src/paper/section-3/tables';
import { claimsOfSection3 } from '../../lib/src/paper/section-3/claims';
import { plainExamplesOf } from '../../lib/src/paper/study/examples';
import type { NetworkRow } from '../../lib/src/paper/study/scale';
import { convergedSolutions, isTrained, runnerOf } from '../../lib/src/paper/study/solutions';
import type { Study, StudyOptions } from '../../lib/src/paper/study/study';
import { trainNetwork } from '../../lib/src/paper/study/train-network';
import { listRecords, readRecord } from '../../lib/src/records/records';
import { sha256 } from '../../lib/src/base/files';
import { smallStudy, temporaryProject, trainLittle } from './small-study';

delete process.env.VALLEYS_SCALE;

/** VGG-16 with batch norm (Simonyan and Zisserman, ICLR 2015): its 13 convolutions, each `width` times as wide, and one classifier. */
function vgg16(width: number, classes: number, seed: number): tf.LayersModel {
  const { layers, initializers } = tf;
  const model = tf.sequential();
  [[64, 2], [128, 2], [256, 3], [512, 3], [512, 3]].forEach(([channels, count], block) => {
    for (let i = 0; i < count; i++) {
      const name = `block${block + 1}_${i + 1}`;
      const kernelInitializer = initializers.heNormal({ seed: 100 * seed + 10 * block + i });
      const inputShape = model.layers.length === 0 ? { inputShape: [32, 32, 3] } : {};
      model.add(layers.conv2d({ name: `${name}_conv`, filters: width * channels, kernelSize: 3, padding: 'same', useBias: false, kernelInitializer, ...inputShape }));
      model.add(layers.batchNormalization({ name: `${name}_norm` }));
      model.add(layers.activation({ name: `${name}_relu`, activation: 'relu' }));
    }
    model.add(layers.maxPooling2d({ name: `block${block + 1}_pool`, poolSize: 2, strides: 2 }));
  });
  model.add(layers.flatten({ name: 'flatten' }));
  model.add(layers.dense({ name: 'classifier', units: classes, kernelInitializer: initializers.heNormal({ seed: 100 * seed + 99 }) }));
  return model;
}

/** The network is one row ... */
const vgg: NetworkRow = { name: 'vgg-16-bn', role: 'appendix', seeds: [1], build: (classes, seed) => vgg16(1 / 16, classes, seed) };
/** ... and the direction another: the way in which the training loss rises fastest. */
const ascent: OwnDirection = {
  name: 'steepest-ascent',
  of: async (runner, _draw, { train }) => runner.gradient(take(train, Array.from({ length: train.count }, (_, i) => i)), 'running').gradient,
};

/** What stands above the panels of a figure. */
function titlesOf({ layout }: Figure): string[] {
  const { annotations = [] } = layout as { readonly annotations?: readonly { readonly text: string }[] };
  return annotations.map(({ text }) => text.replace(/<[^>]+>/g, ''));
}

const project = temporaryProject(test);
const open = (options: Partial<StudyOptions> = {}): Study => smallStudy(project, { networks: [vgg], directions: [ascent], ...options });
const study = open();

test.before(async () => {
  await trainLittle(study, 1);
  await trainNetwork(study, vgg.name);
});

test('a network of one\'s own is trained by the scale\'s recipe at the seeds of its row, and comes back as it was trained', async () => {
  assert.ok(isTrained(study, { network: vgg.name }));
  assert.ok(existsSync(join(project.runs, 'smoke', vgg.name, 'smoke-seed-1', 'sgd-after-swa.safetensors')));
  const [solution] = await convergedSolutions(study, vgg.name);
  const runner = runnerOf(study, solution);
  assert.equal(runner.model.layers.filter((layer) => layer.getClassName() === 'Conv2D').length, 13);
  assert.equal(runner.kind, 'compiled');
  assert.equal(runner.layout.size, solution.weights);
});

test('network and direction stand in records, figures and table beside the paper\'s; claims are decided with them', async () => {
  const measured = await measureNetworks(study);
  const kinds = ['uniform01', 'uniform-symmetric', 'residual', 'ones', ascent.name];
  assert.deepEqual(measured.networks.map(({ network }) => network), ['preresnet-8', vgg.name]);
  for (const { kinds: own } of measured.networks) assert.deepEqual(own.map(({ kind }) => kind), kinds);
  assert.equal(measured.networks[0].kinds[4].measured.length, 1, 'a gradient has one draw');

  for (const network of ['preresnet-8', vgg.name]) {
    const paths = listRecords(project.runs).filter((path) => path.includes(`03/${network}/smoke-seed-1/sgd-after-swa/`));
    const [curve] = paths.filter((path) => /\/steepest-ascent-0-reestimate-\w{8}\.json$/.test(path));
    assert.ok(curve && paths.some((path) => /\/radius-steepest-ascent-reestimate-\w{8}\.json$/.test(path)), paths.join('\n'));
    const runner = runnerOf(study, (await convergedSolutions(study, network))[0]);
    const vector = normalised(await ascent.of(runner, { seed: 0, index: 0 }, plainExamplesOf(study)));
    const inputs = readRecord(curve).inputs as Readonly<Record<string, unknown>>;
    assert.deepEqual([inputs.network, inputs.kind, inputs.direction], [network, ascent.name, sha256(vector)]);
  }

  const words = { title: 'A title', caption: 'What to look for.' };
  const own = measured.networks[1].kinds;
  assert.deepEqual(titlesOf(networkCurvesFigure(measured, words)).slice(0, 6), ['preresnet-8', vgg.name].flatMap((network) => (
    ['uniform01', 'uniform-symmetric', ascent.name].map((kind) => `${network}, ${kind}`)
  )));
  assert.ok(titlesOf(directionKindsFigure(own, words)).includes(ascent.name));
  assert.match(JSON.stringify(certifiedRatiosFigure(own, words).layout), /steepest-ascent/);
  assert.deepEqual(
    networkAsymmetryRows(measured).map(({ network, direction }) => `${network} ${direction}`),
    ['preresnet-8', vgg.name].flatMap((network) => kinds.map((kind) => `${network} ${kind}`)),
  );
  const claims = await claimsOfSection3(study);
  assert.match(claims.find(({ id }) => id === 'C3')?.measured ?? '', /vgg-16-bn: .* of 1 asymmetric/);
});

test('the second time everything is read', async () => {
  const before = listRecords(project.runs);
  const { networks } = await measureNetworks(open({ recordsOnly: true }));
  assert.ok(networks.flatMap(({ kinds }) => kinds).every(({ measured }) => measured.every(({ source }) => source === 'record')));
  assert.deepEqual(listRecords(project.runs), before);
});

test('another function of the same name is another direction: its record is not that of the first', async () => {
  const down: OwnDirection = { ...ascent, of: async (...words) => (await ascent.of(...words)).map((value, i) => (i % 2 === 0 ? value : -value)) };
  await assert.rejects(measureNetworks(open({ directions: [down], recordsOnly: true })), { code: 'RECORD_ABSENT', message: /steepest-ascent/ });
});

test('what is not trained is left out, with what a cell calls to train it', async () => {
  const more = open({ networks: [vgg, { ...vgg, name: 'vgg-wide' }] });
  const { untrained } = await measureNetworks(more);
  assert.match(untrainedText({ untrained } as Parameters<typeof untrainedText>[0]), /vgg-wide.*await studies\.trainNetwork\(study, 'vgg-wide'\)/);
});

test('cosines at a network of one\'s own are those of its own weights: another one of the same name has another record', async () => {
  const tiny = (units: number): NetworkRow => ({
    name: 'tiny', role: 'main', seeds: [1],
    build: (classes) => tf.sequential({ layers: [tf.layers.flatten({ name: 'flatten', inputShape: [32, 32, 3] }), tf.layers.dense({ name: 'hidden', units }), tf.layers.dense({ name: 'out', units: classes })] }),
  });
  const [one, two] = [1, 2].map((units) => open({ networks: [tiny(units)] }));
  const [first, second] = [await directionCosines(one, 'gaussian'), await directionCosines(two, 'gaussian')];
  assert.deepEqual([first.source, second.source], ['computed', 'computed']);
  assert.notEqual(first.result.mean, second.result.mean);
  assert.equal((await directionCosines(one, 'gaussian')).source, 'record');
});

test('without its row nobody knows the network', async () => {
  await assert.rejects(trainNetwork(open({ networks: [] }), vgg.name), { code: 'NETWORK_UNKNOWN' });
});
