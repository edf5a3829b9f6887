import assert from 'node:assert/strict';
import test from 'node:test';
import * as av from 'asymmetric-valleys';
import * as paper from 'asymmetric-valleys/paper';
import { readContracts } from '../../lib/src/contracts/contract';
import { checkFilled } from '../../lib/src/contracts/lengths';
import { checkParallel, parallelTypes } from '../../lib/src/contracts/parallel';
import { arrayDataset } from '../../lib/src/datasets/array-dataset';

const { tf } = av;
const inputs = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
const points = { inputs, labels: inputs.map(([x]) => Number(x > 0)) };
const dataset = arrayDataset({ name: 'halves', classes: ['left', 'right'], shape: [2], train: points, test: points });
const layers = [
  tf.layers.dense({ name: 'first', units: 4, inputShape: [2], kernelInitializer: tf.initializers.heNormal({ seed: 1 }) }),
  tf.layers.batchNormalization({ name: 'norm' }),
  tf.layers.dense({ name: 'out', units: 2, kernelInitializer: tf.initializers.heNormal({ seed: 2 }) }),
];
const runner = av.createRunner(tf.sequential({ layers }), dataset);
const direction = av.drawDirection('uniform01', runner.layout, { seed: 1 });
const distances = [-0.5, 0, 0.5];

test('curves re-estimate batch norm unless told otherwise, all of them', async () => {
  const settings = { ...dataset, direction, distances };
  const curve = await av.lossCurve(runner, settings);
  assert.deepEqual(curve, await av.lossCurve(runner, { ...settings, batchNorm: 'reestimate' }));
  assert.notDeepEqual(curve.train.loss, (await av.lossCurve(runner, { ...settings, batchNorm: 'frozen' })).train.loss);
  const along = await av.measureAlong(runner, { ...dataset, direction, radius: 0.5, points: 3 });
  assert.deepEqual(along.curve, curve);
  const refused = { ...settings, batchNorm: undefined };
  await assert.rejects(av.lossCurve(runner, refused), { code: 'ARGUMENT_MISSING' }, 'a mode that is named but undefined is a slip');
});

test('the samples of a curve to a precision are read as those of a whole one; overloads share one contract', async () => {
  const settings = { ...dataset, direction, distances };
  const precise = await av.lossCurve(runner, settings, { precision: 0.1 });
  assert.equal(av.asymmetry(av.curveSamples(precise, 'test')).atOrigin.centre, 0);
  await assert.rejects(av.lossCurve(runner, settings, { precision: '0.1' as never }), { message: /^lossCurve: options\.precision is "0\.1"/ });
  await assert.rejects(av.lossCurve(runner, settings, { coarsefirst: true } as object), { code: 'OPTION_UNKNOWN', message: /Did you mean "coarseFirst"/ });
});

test('a layout whose entries do not lie one after the other is refused', () => {
  const { layout } = runner;
  const weights = runner.getWeights();
  assert.equal(av.drawDirection('gaussian', layout, { seed: 1 }).length, weights.length);
  const broken = [{ size: 1e9 }, { offset: 1 }, { shape: [3] }, { filterAxes: [9] }, { filterAxes: [1, 0] }].map((change) => [{ ...layout.entries[0], ...change }, ...layout.entries.slice(1)]);
  for (const entries of [...broken, layout.entries.slice(1)]) {
    assert.throws(() => av.drawDirection('gaussian', { ...layout, entries }, { seed: 1 }), { code: 'LAYOUT_INVALID' });
  }
});

test('a record whose keys the caller chooses is looked into', async () => {
  const here = av.presentSolution(runner);
  const taken = await av.evaluateSolutions(runner, { here, 'as I call it': here }, dataset);
  assert.deepEqual(taken.here, taken['as I call it']);
  for (const wrong of [null, undefined, 1, {}, { ...here, weights: null }]) {
    await assert.rejects(av.evaluateSolutions(runner, { here: wrong as never }, dataset), (error) => error instanceof av.ValleysError && /solutions.here/.test(error.message));
  }
  await assert.rejects(av.evaluateSolutions(runner, null as never, dataset), { code: 'ARGUMENT_INVALID' });
});

test('losses that do not go with their distances are refused', async () => {
  const ends = { first: av.presentSolution(runner), second: av.presentSolution(runner) };
  const line = await av.lossLine(runner, { ...dataset, ends, positions: [0, 0.5, 1] });
  assert.equal(av.lineStatistics(line, { replicates: 20 }).replicates, 20);
  const { losses } = line.curve;
  const broken = [{ ...losses, train: [] }, { ...losses, test: losses.test.slice(1) }, { ...losses, train: [new Float32Array(3), ...losses.train.slice(1)] }];
  for (const others of broken) {
    assert.throws(() => av.lineStatistics({ ...line, curve: { ...line.curve, losses: others } }, { replicates: 20 }), { code: 'LOSSES_INVALID' });
  }
});

test('a curve whose origin is none of its points, or that lacks a loss at one of them, is refused', async () => {
  const curve = await av.lossCurve(runner, { ...dataset, direction, distances });
  const precise = await av.lossCurve(runner, { ...dataset, direction, distances }, { precision: 0.1 });
  for (const whole of [curve, precise]) {
    for (const origin of [5e-324, -1, 3, NaN, Infinity]) {
      assert.throws(() => av.curveSamples({ ...whole, origin } as typeof curve, 'train'), { code: 'CURVE_INVALID' }, `${origin}`);
    }
    assert.throws(() => av.curveSamples({ ...whole, distances: [...distances, 1] } as typeof curve, 'train'), { code: 'LENGTHS_DIFFER' });
  }
});

test('a list that was only given a length is refused at once, however long and wherever it is', () => {
  const endless = new Array<number>(2 ** 32 - 1);
  assert.throws(() => av.lossCurveFigure({ title: 'A', caption: 'B', curves: [{ name: 'C', distances: endless, train: { loss: [1] } }] }), { code: 'DISTANCES_INVALID' });
  assert.throws(() => av.normalised(endless), { code: 'ARGUMENT_INVALID' });
  const batch = { ...av.take(dataset.train, [0, 1]), shape: endless };
  assert.throws(() => runner.gradient(batch, 'batch'), { code: 'BATCH_SHAPE' });
});

test('a result that overflows is refused, whatever else it tells', () => {
  const pair = { distances: [-2, -1, 0, 1, 2], train: [2, 1, 0, 1, 4], test: [2, 1, 0, 1, 4] };
  assert.equal(av.shiftGap(pair).ratio, 1);
  assert.throws(() => av.shiftGap({ ...pair, test: [1e308, 1, 0, -1e308, 4] }), { code: 'RESULT_NOT_A_NUMBER', message: /shiftGap/ });
});

test('lists that go on together are refused where one is shorter, in every type that has such lists', () => {
  const { types } = readContracts();
  const refused = new Set<string>();
  for (const name of parallelTypes) {
    assert.ok(Object.hasOwn(types, name), `${name} is a type of the library`);
    const fields = Object.keys(types[name].fields).filter((key) => ['array', 'list'].includes(types[name].fields[key].type.kind));
    const place = { call: 'f', name: 'it', path: 'it' };
    const even = Object.fromEntries(fields.map((key) => [key, [1, 2]]));
    assert.doesNotThrow(() => checkParallel(place, name, even));
    for (const key of fields) {
      const uneven = { ...even, [key]: [1] };
      try {
        checkParallel(place, name, uneven);
      } catch (error) {
        assert.equal((error as av.ValleysError).code, 'LENGTHS_DIFFER');
        refused.add(name);
      }
    }
  }
  assert.deepEqual([...refused], [...parallelTypes]);
});

test('a result without the measurements that it is made of is refused', () => {
  const { types } = readContracts();
  const place = { call: 'f', name: 'it', path: 'it' };
  assert.ok(Object.hasOwn(types.KindMeasurements.fields, 'measured'));
  assert.doesNotThrow(() => checkFilled(place, 'KindMeasurements', { kind: 'ones', measured: [1] }));
  assert.throws(() => checkFilled(place, 'KindMeasurements', { kind: 'ones', measured: [] }), { code: 'SAMPLE_EMPTY' });
});

test('a count of weights that is no number is refused', () => {
  const { section7 } = paper;
  const counts = section7.countAllParameters();
  assert.equal(section7.tables.normShareRows(counts).length, counts.length);
  for (const change of [{ all: NaN }, { norm: Infinity }, { share: NaN }]) {
    assert.throws(() => section7.tables.normShareRows([{ ...counts[0], ...change }]), { code: 'ARGUMENT_INVALID' });
  }
});

test('a store of another making is refused: what it gives need not be a record', async () => {
  for (const store of [{ record: () => undefined }, { record: async () => ({}) }, { ...av.openStore('mine') }]) {
    await assert.rejects(av.keep(store as av.Store, 'name', {}, async () => 1), { code: 'STORE_INVALID' });
  }
});

test('what a result is kept at is a runner, named as `at`; other inputs are plain data', async () => {
  const kept = (given: object): Promise<unknown> => av.keep(av.openStore('mine', { recordsOnly: true }), 'name', given as av.InputsAt, async () => 1);
  for (const at of [null, 3, runner.model, Promise.resolve(runner), av.presentSolution(runner), [runner]]) {
    await assert.rejects(kept({ at, direction }), { code: 'RUNNER_INVALID', message: /^keep: inputs\.at is / });
  }
  await assert.rejects(kept({ at: undefined, direction }), { code: 'ARGUMENT_MISSING' }, 'else a runner that is not there yet would go unnoticed');
  for (const inputs of [{ runner }, { since: new Date() }, { measure: () => 1 }, { weights: Float64Array.of(1) }, { name: 'NaN' }]) {
    await assert.rejects(kept(inputs), { code: 'RECORD_NOT_PLAIN' });
  }
  for (const inputs of [runner.getWeights(), [1], 'name', 3, null]) await assert.rejects(kept(inputs as object), { code: 'ARGUMENT_INVALID' });
  await assert.rejects(kept({ at: runner, direction }), { code: 'RECORD_ABSENT' });
});

test('a loss that no network can have is refused, one that is not finite is not', async () => {
  const curve = await av.lossCurve(runner, { ...dataset, direction, distances });
  const withLast = (loss: number): av.CurveSamples => ({ distances, loss: [...curve.train.loss.slice(0, -1), loss] });
  for (const loss of [3.4e38, Infinity, NaN]) assert.ok(await settles(av.asymmetry(withLast(loss))), `${loss} is taken`);
  for (const loss of [1e39, 1e308]) {
    await assert.rejects(async () => av.asymmetry(withLast(loss)), { code: 'LOSSES_INVALID', message: /loss holds 1e\+\d+ at index 2/ });
  }
});

/** Whether losses were taken, whatever is said about them. */
async function settles(measured: unknown): Promise<boolean> {
  try {
    await measured;
  } catch (error) {
    return (error as { code?: string }).code !== 'LOSSES_INVALID';
  }
  return true;
}

test('bounds of a valley\'s gradients that Theorem 2 does not speak about are refused by all of its formulas', () => {
  const { theory } = paper;
  const gradients = theory.piecewiseLinearGradients(1, 4);
  const setting = { gradients, learningRate: 0.1, noise: 0.5 };
  assert.ok(theory.averageBound(setting) > 0);
  const wrong = [
    { flat: [NaN, 1] }, { flat: [1, Infinity] }, { flat: [0, 1] }, { flat: [2, 1] }, { sharp: [-4, 0] }, { sharp: [-3, -4] }, { sharp: [-Infinity, -4] },
  ];
  for (const name of ['firstIterateBounds', 'averageBound'] as const) {
    for (const change of wrong) {
      const asked = { ...setting, gradients: { ...gradients, ...change } } as unknown as typeof setting;
      assert.throws(() => theory[name](asked), { code: 'VALLEY_INVALID' }, `${name} ${JSON.stringify(change)}`);
    }
  }
});

test('columns of a table are named as one likes: none is taken for a quantity of the library', () => {
  const rows = [{ accuracy: 75, momentum: 1.2, epochs: 2.5, directions: 0, p: 3, seed: 0.5, batchSize: 'small', standardError: -1 }];
  let text = '';
  av.showTable(rows, undefined, (shown) => { text += JSON.stringify(shown); });
  assert.ok(text.length > 0);
});

test('a scale without directions of some kind is refused before anything is measured', async () => {
  const study = paper.openStudy({ section: '04', scale: 'smoke' });
  for (const change of [{ directions: 0 }, { controlDirections: 0 }]) {
    const asked = { ...study, scale: { ...study.scale, ...change } };
    await assert.rejects(async () => paper.section4.measure.neighbourhood(asked), { code: 'ARGUMENT_INVALID', message: /no directions|irections is 0/ });
  }
});
