import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { Figure } from '../../lib/src/figures/figure';
import { take } from '../../lib/src/datasets/batches';
import { tf } from '../../lib/src/engine/tensorflow';
import type { OwnDirection } from '../../lib/src/landscape/direction-at';
import { meanRise } from '../../lib/src/landscape/ray-widths';
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
import { decideSection4, measureSection4 } from '../../lib/src/paper/section-4/claims';
import { measuredGainFigure, shiftGapsFigure, shiftRatiosFigure, shiftSignsFigure, testLossFigure } from '../../lib/src/paper/section-4/figures';
import { shiftsElsewhere } from '../../lib/src/paper/section-4/measure';
import { shiftRows, theorem1ConditionRows } from '../../lib/src/paper/section-4/tables';
import { projectionStabilityFigure, projectionTracesFigure } from '../../lib/src/paper/section-5/figures';
import { controlTraces } from '../../lib/src/paper/section-5/measure';
import { widthFigure } from '../../lib/src/paper/section-6-3/figures';
import { ownRays } from '../../lib/src/paper/section-6-3/measure';
import { widthRows } from '../../lib/src/paper/section-6-3/tables';
import { generator } from '../../lib/src/base/random';
import type { StudySolution } from '../../lib/src/paper/study/solutions';
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
  await trainLittle(study, 1, { snapshots: true });
  await trainNetwork(study, vgg.name);
});

const words = { title: 'A title', caption: 'What to look for.' };
/** The hash by which records know the direction at a solution, in whichever section. */
const hashAt = async (solution: StudySolution): Promise<string> => (
  sha256(normalised(await ascent.of(runnerOf(study, solution), { seed: 0, index: 0 }, plainExamplesOf(study))))
);
const inputsOf = (name: RegExp): Readonly<Record<string, unknown>>[] => (
  listRecords(project.runs).filter((path) => name.test(path)).map((path) => readRecord(path).inputs as Readonly<Record<string, unknown>>)
);

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
    const inputs = readRecord(curve).inputs as Readonly<Record<string, unknown>>;
    const [solution] = await convergedSolutions(study, network);
    assert.deepEqual([inputs.network, inputs.kind, inputs.direction], [network, ascent.name, await hashAt(solution)]);
  }

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

/** A study of section 4 with very few images. */
function inSection4(options: Partial<StudyOptions> = {}): Study {
  const { scale, ...rest } = open({ section: '04', ...options });
  return { ...rest, scale: { ...scale, points: 9, trainingSets: 12, neighbourExamples: { train: 20, test: 40, batchNorm: 20 } } };
}

test('section 4: the direction of section 3 stands beside the paper\'s in shifts, figures and tables, also at other networks', async () => {
  const { shifts, ...measured } = await measureSection4(inSection4());
  const kinds = ['uniform01', 'uniform-symmetric', ascent.name];
  assert.deepEqual(shifts.map(({ kind, index }) => `${kind} ${index}`), ['uniform01 0', 'uniform01 1', 'uniform-symmetric 0', 'uniform-symmetric 1', 'steepest-ascent 0']);
  const hash = await hashAt(shifts[0].solution);
  for (const name of [/\/04\/preresnet-8\/.*\/shift-steepest-ascent-0-/, /\/03\/preresnet-8\/.*\/radius-steepest-ascent-/])
    assert.ok(inputsOf(name).some(({ kind, direction }) => kind === ascent.name && direction === hash), String(name));

  for (const figure of [shiftRatiosFigure(shifts, words), testLossFigure(shifts, words)])
    assert.deepEqual(titlesOf(figure).filter((text) => kinds.includes(text)), kinds);
  const rows = JSON.stringify(shiftSignsFigure(shifts, words).layout);
  for (const kind of kinds) assert.ok(rows.includes(kind), `${kind} has a row`);
  assert.deepEqual(shiftRows(shifts).map(({ directions }) => directions), ['uniform01 (2)', 'uniform-symmetric (2)', 'steepest-ascent (1)']);
  assert.deepEqual(theorem1ConditionRows(shifts).map(({ direction, seed }) => [direction, seed]), [['uniform01', 1], [ascent.name, 1]]);
  assert.ok(titlesOf(measuredGainFigure(shifts, words)).includes('steepest-ascent, seed 1'));

  const elsewhere = await shiftsElsewhere(inSection4());
  assert.deepEqual(elsewhere.map(({ kind, solution }) => [solution.network, kind]), [[vgg.name, 'uniform01'], [vgg.name, ascent.name]]);
  assert.deepEqual(titlesOf(shiftGapsFigure(elsewhere, words)).filter((text) => text.endsWith(ascent.name)), ['(a)', '(b)'].map((panel) => `${panel} vgg-16-bn, steepest-ascent`));

  const paper = shifts.filter(({ kind }) => kind !== ascent.name);
  assert.deepEqual(decideSection4(study, { ...measured, shifts }), decideSection4(study, { ...measured, shifts: paper }), 'no claim rests on it');
  assert.ok((await measureSection4(inSection4({ recordsOnly: true }))).shifts.every(({ record }) => record.source === 'record'));
});

test('section 5: the direction at the last iterate is followed through the training', async () => {
  const traces = await controlTraces(open({ section: '05' }));
  assert.deepEqual(traces.map(({ kind, index, projections }) => [kind, index, projections.map(({ epoch }) => epoch)]), [['uniform-symmetric', 0, [1, 2]], [ascent.name, 0, [1, 2]]]);
  const hash = await hashAt(traces[1].solution);
  assert.deepEqual(inputsOf(/\/projected-steepest-ascent-0-/).map(({ kind, direction }) => [kind, direction]), [[ascent.name, hash], [ascent.name, hash]]);
  assert.ok(titlesOf(projectionTracesFigure(traces, words)).includes('steepest-ascent 0'));
  assert.match(JSON.stringify(projectionStabilityFigure(traces, words)), /steepest-ascent 0/);
  const again = await controlTraces(open({ section: '05', recordsOnly: true }));
  assert.deepEqual(again[1].projections.map(({ measured }) => measured.source), ['record', 'record']);
});

test('section 6.3: one ray for each draw, of both solutions of a pair, up to a rise of one nat', async () => {
  const signs: OwnDirection = { name: 'signs', draws: 5, of: ({ layout }, { seed, index }) => {
    const random = generator(seed, `signs/${index}`);
    return Promise.resolve(new Float32Array(layout.size).map(() => Math.sign(random.uniform() - 0.5)));
  } };
  const widths = (options: Partial<StudyOptions> = {}): Study => open({ section: '06-3', directions: [ascent, signs], ...options });
  const { largeBatchRecipe, smallBatchRecipe } = study.scale;
  for (const [draw, recipe] of [largeBatchRecipe, smallBatchRecipe].entries()) await trainLittle(study, 1, { recipe, draw });
  const { averaging, batchSize } = await ownRays(widths());
  for (const views of [averaging, batchSize]) {
    assert.deepEqual(widthRows(views).map(({ rays }) => rays), [ascent.name, 'signs']);
    assert.deepEqual(views.map(({ measured: [{ wide }] }) => wide.result.rises.length), [1, 2]);
    for (const { measured: [{ wide, narrow }] } of views) assert.deepEqual(wide.result.distances, narrow.result.distances);
  }
  const [{ measured: [{ pair, wide, narrow }] }] = averaging;
  const ends = [wide, narrow].map(({ result }) => meanRise(result).at(-1) ?? NaN);
  assert.ok(Math.max(...ends) > 0.3 && Math.min(...ends) < 3, ends.join());
  assert.deepEqual(inputsOf(/\/swa\/rays-steepest-ascent-/).map(({ directions }) => directions), [[await hashAt(pair.wide)]]);
  assert.match(widthFigure(averaging[0].measured, words).caption, /1 ray from each solution/);
  const again = await ownRays(widths({ recordsOnly: true }));
  assert.ok(again.batchSize.every(({ measured }) => measured.every(({ wide: { source } }) => source === 'record')));
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
