import assert from 'node:assert/strict';
import test from 'node:test';
import * as av from 'asymmetric-valleys';
import { theory } from 'asymmetric-valleys/paper';
import fc from 'fast-check';
import { checked } from '../../lib/src/contracts/check';
import { argument } from '../../lib/src/contracts/place';

const { piecewiseLinearValley, smoothValley } = theory;
const settings = { learningRate: 0.5, noise: 0.1, start: 1, steps: 100, seed: 1 };
const number = { kind: 'function', gives: 'number' } as const;
const promise = { kind: 'function', gives: 'promise' } as const;
type Callback = (...all: unknown[]) => unknown;
const taken = (callback: Callback, expected: typeof number | typeof promise, name = 'gradient'): Callback =>
  checked({}, argument('call', name), callback, expected) as Callback;

const NO_NUMBER = fc.oneof(fc.anything().filter((value) => typeof value !== 'number'), fc.constantFrom(NaN, Infinity, -Infinity, Symbol('x'), Promise.resolve(1)));

test('a number that a callback gives is passed on, and so are its arguments', () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.array(fc.anything()), (value, given) => {
    const seen: unknown[][] = [];
    assert.equal(taken((...all) => { seen.push(all); return value; }, number)(...given), value);
    assert.deepEqual(seen, [given]);
  }));
});

test('whatever else it gives is refused where it is given', async () => {
  fc.assert(fc.property(NO_NUMBER, (value) => {
    assert.throws(() => taken(() => value, number)(0), { code: 'CALLBACK_RESULT', message: /^call: gradient gives / });
  }));
  const plain = NO_NUMBER.filter((value) => !(value instanceof Promise));
  await fc.assert(fc.asyncProperty(plain, async (value) => {
    await assert.rejects(async () => taken(async () => Promise.resolve(value), promise)(0), { code: 'CALLBACK_RESULT' });
  }));
});

test('a loss may come at once where a promise is asked for', async () => {
  assert.equal(await taken(() => 3, promise)(), 3);
  assert.equal(await taken(async () => Promise.resolve(3), promise)(), 3);
});

test("what a callback's documentation allows is taken: an infinite curvature, a gap in a figure", () => {
  assert.equal(taken(() => Infinity, number, 'secondDerivative')(0), Infinity);
  assert.throws(() => taken(() => NaN, number, 'secondDerivative')(0), { code: 'CALLBACK_RESULT' });
  const gap = { title: 'A', from: -1, to: 1, curves: [{ name: 'loss', loss: (w: number) => (w > 0 ? NaN : w * w), kind: 'empirical' as const }] };
  assert.ok(av.valleyFigure({ title: 'Title', caption: 'Caption.', panels: [gap] }).data.length > 0);
});

/** Calls by what they hand in, each of which gave NaN without a word. */
const REFUSED: Readonly<Record<string, () => unknown>> = {
  'a gradient that is NaN': () => theory.sgdIterates({ ...piecewiseLinearValley(1, 5), gradient: () => NaN }, settings),
  'a gradient that is a text': () => theory.sgdIterates({ ...piecewiseLinearValley(1, 5), gradient: () => '1' as never }, settings),
  'a loss that is a promise': () => theory.expectedLoss({ loss: (() => Promise.resolve(1)) as never, shifts: [1] }, [0]),
  'a value that is nothing': () => theory.smoothedLoss({ ...smoothValley(1, 5, 1), value: (() => undefined) as never }, [0.1])(0),
  'a minimum beyond all iterates': () => theory.measureRounds({ ...piecewiseLinearValley(1, 5), minimiser: 1e9 }, settings, 3),
  'sums that overflow': () => theory.simulatedGain({ loss: (w) => w[0] * w[0], shifts: [1e308] }, [0], [0.5], { draws: 5, seed: 1 }),
  'a bound that is NaN': () => theory.averageBound({ gradients: { flat: [1, NaN], sharp: [-5, -5] }, learningRate: 0.1, noise: 0.5 }),
  'a level below the loss': () => av.widthAt([1, 2], [0.1, 0.4], -1),
};

test('NaN is nowhere a result without a word', () => {
  for (const [what, call] of Object.entries(REFUSED)) {
    assert.throws(call, (error) => error instanceof av.ValleysError && error.remedy.length > 0, what);
  }
});

test('methods of a class work as those of a plain object do, private fields and getters included', () => {
  class Own implements theory.Valley {
    readonly #slope = 1;
    get minimiser(): number { return 0; }
    value(w: number): number { return w >= 0 ? this.#slope * w : -5 * this.#slope * w; }
    gradient(w: number): number { return w >= 0 ? this.#slope : -5 * this.#slope; }
    secondDerivative(): number { return 0; }
  }
  assert.deepEqual(theory.measureRounds(new Own(), settings, 3), theory.measureRounds(piecewiseLinearValley(1, 5), settings, 3));
});

test('options that an object has from its prototype are not lost', () => {
  const own = { title: 'Title', caption: 'Caption.' };
  const inherited = Object.create(own) as typeof own;
  const panels = [{ title: 'A', from: -1, to: 1, curves: [{ name: 'loss', loss: (w: number) => w * w, kind: 'empirical' as const }] }];
  assert.deepEqual(av.valleyFigure(Object.assign(inherited, { panels })), av.valleyFigure({ ...own, panels }));
});

test('data of a logistic regression have a label of 0 or 1 for each input', () => {
  const right = { inputs: [-1, 1, 2], labels: [0, 1, 1] };
  assert.ok(theory.logisticLoss(right, [1, 0]) > 0);
  for (const wrong of [{ labels: [0, 1] }, { inputs: [1] }, { inputs: [], labels: [] }, { labels: [0, 1, 2] }, { labels: [0, NaN, 1] }, { labels: [0, 0.5, 1] }]) {
    assert.throws(() => theory.logisticGradient({ ...right, ...wrong }, [1, 0]), { code: 'LABELS_INVALID' }, JSON.stringify(wrong));
  }
});

test('a model that was disposed of is refused', () => {
  const model = av.tf.sequential({ layers: [av.tf.layers.dense({ units: 2, inputShape: [3] })] });
  model.dispose();
  assert.throws(() => av.createRunner(model), { code: 'DISPOSED' });
});
