import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { arrayDataset } from '../../lib/src/datasets/array-dataset';
import { tf } from '../../lib/src/engine/tensorflow';
import type { LossCurve } from '../../lib/src/landscape/curve';
import { lossCurve } from '../../lib/src/landscape/loss-curve';
import { drawDirection } from '../../lib/src/landscape/directions';
import { meanGradient } from '../../lib/src/landscape/gradient';
import { evaluateMasked } from '../../lib/src/training/masked-average';
import { createRunner } from '../../lib/src/networks/create-runner';
import { holding } from '../../lib/src/networks/hold';
import type { Runner } from '../../lib/src/networks/runner';
import { reestimateBatchNorm } from '../../lib/src/training/batch-norm';
import { evaluate } from '../../lib/src/training/evaluation';
import { fit } from '../../lib/src/training/fit';
import { fakeRunner, fakeSplit } from '../landscape/fake-runner';
import { chain, randomBatch } from './small-models';

const { inputs, labels } = randomBatch([4], 60, 2);
const half = { inputs: inputs as Float32Array, labels };
const dataset = arrayDataset({ name: 'points', classes: ['a', 'b'], shape: [4], train: half, test: half });

function runner(): Runner {
  const l = tf.layers;
  return createRunner(chain([4], [l.dense({ units: 5, name: 'hidden' }), l.batchNormalization({ name: 'bn' }), l.reLU(), l.dense({ units: 2, name: 'out' })]), dataset);
}

const state = (of: Runner): Float32Array[] => [of.getWeights(), of.getStatistics(), of.getMomentum()];
const stopped = (): AbortSignal => AbortSignal.abort();

/** Every kind of work that relies on where the runner stands while it awaits. */
const WORKS: Readonly<Record<string, (of: Runner, signal?: AbortSignal) => Promise<unknown>>> = {
  curve: (of, signal) => curve(of, 1, signal),
  evaluate: (of, signal) => evaluate(of, dataset.train, { batchSize: 20, signal }),
  fit: (of, signal) => fit(of, dataset, { epochs: 2, seed: 1, batchSize: 20, signal }),
  gradient: (of, signal) => meanGradient(of, dataset.train, { batchSize: 20, signal }),
  masked: (of, signal) => {
    const weights = new Float32Array(of.layout.size).fill(0.1);
    return evaluateMasked(of, { weights, average: weights }, new Float32Array(of.layout.size), { batchNormExamples: dataset.train, test: dataset.test, batchSize: 20 }, { signal });
  },
  reestimate: (of, signal) => reestimateBatchNorm(of, dataset.train, { batchSize: 20, signal }),
};

function curve(of: Runner, seed: number, signal?: AbortSignal): Promise<LossCurve> {
  return lossCurve(of, { train: dataset.train, test: dataset.test, batchNorm: 'reestimate', direction: drawDirection('gaussian', of.layout, { seed }), distances: [-1, 0, 1, 2], batchSize: 20 }, { signal });
}

test('work that was begun together gives what it gives one after the other', async () => {
  const [alone, together] = [runner(), runner()];
  together.setWeights(alone.getWeights());
  const names = ['curve', 'fit', 'evaluate', 'masked', 'gradient', 'reestimate', 'curve'];
  const expected: unknown[] = [];
  for (const name of names) expected.push(await WORKS[name](alone));
  const found = await Promise.all(names.map((name) => WORKS[name](together)));
  const withoutTimes = (results: unknown[]): string => JSON.stringify(results, (key, value: unknown) => (key === 'seconds' ? 0 : value));
  assert.equal(withoutTimes(found), withoutTimes(expected));
  assert.deepEqual(state(together), state(alone));
});

for (const [name, work] of Object.entries(WORKS)) {
  test(`${name}: while it works others are refused, also to read`, async () => {
    const of = runner();
    const done = work(of);
    for (const call of [() => of.getWeights(), () => of.setWeights(new Float32Array(of.layout.size)), () => of.evaluate({ ...half, size: 60, shape: [4] }, 'running'), () => of.writeToModel()]) {
      assert.throws(call, { code: 'RUNNER_BUSY', message: /Await/ });
    }
    await done;
    of.getWeights();
  });

  test(`${name}: a stop leaves the runner where it was, and free`, async () => {
    const of = runner();
    of.train({ ...half, size: 60, shape: [4] }, { learningRate: 0.1, momentum: 0.9 });
    const before = state(of);
    await assert.rejects(work(of, stopped()), { code: 'INTERRUPTED' });
    assert.deepEqual(state(of), before);
    const controller = new AbortController();
    const running = work(of, controller.signal);
    setImmediate(() => setImmediate(() => controller.abort()));
    await assert.rejects(running, { code: 'INTERRUPTED' });
    assert.deepEqual(state(of), before);
  });

  test(`${name}: a stop ends the wait for one's turn`, async () => {
    const of = runner();
    const controller = new AbortController();
    let release = (): void => undefined;
    const first = holding(of, () => new Promise<void>((resolve) => { release = resolve; }));
    const second = work(of, controller.signal);
    const third = WORKS.evaluate(of);
    controller.abort();
    await assert.rejects(second, { code: 'INTERRUPTED' });
    release();
    await Promise.all([first, third]);
  });
}

test('work that fails puts weights, statistics and momentum back', async () => {
  const of = runner();
  of.train({ ...half, size: 60, shape: [4] }, { learningRate: 0.1, momentum: 0.9 });
  const before = state(of);
  await assert.rejects(holding(of, async () => {
    of.train({ ...half, size: 60, shape: [4] }, { learningRate: 0.1, momentum: 0.9 });
    await sleep(1);
    throw new Error('failed');
  }), /failed/);
  assert.deepEqual(state(of), before);
});

test('a state that was not finite before can be put back too', async () => {
  const of = runner();
  for (let step = 0; step < 4; step++) of.train({ ...half, size: 60, shape: [4] }, { learningRate: 3e38, momentum: 0.9 });
  const before = state(of);
  assert.ok(!before[0].every(Number.isFinite));
  await assert.rejects(curve(of, 1), { code: 'WEIGHTS_NOT_FINITE' });
  assert.deepEqual(state(of), before);
});

test('work within work goes on at once, two such pieces one after the other, and work that nobody awaits belongs to it', async () => {
  const of = runner();
  const order: string[] = [];
  const inner = (name: string): Promise<void> => holding(of, async () => {
    order.push(`${name} begins`);
    await sleep(2);
    of.getWeights();
    order.push(`${name} ends`);
  });
  let forgotten: Promise<void> | undefined;
  await holding(of, async () => {
    await Promise.all([inner('a'), inner('b')]);
    forgotten = inner('c');
    assert.throws(() => of.getWeights(), { code: 'RUNNER_BUSY' });
  });
  order.push('all over');
  await forgotten;
  assert.deepEqual(order, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends', 'all over']);
});

test('what goes on in the context of work that is over has no part in later work', async () => {
  const of = runner();
  let late: () => Promise<void> = async () => undefined;
  await holding(of, async () => {
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => { begin = resolve; });
    const finished = begun.then(() => assert.throws(() => of.getWeights(), { code: 'RUNNER_BUSY' }));
    late = () => { begin(); return finished; };
  });
  await holding(of, () => late());
});

test('a disposal ends the work with a code', async () => {
  const of = runner();
  const working = curve(of, 1);
  of.dispose();
  await assert.rejects(working, { code: 'DISPOSED' });
});

test('a runner of another making is held too', async () => {
  const fake = fakeRunner([1, 2]);
  const split = fakeSplit(8, 2, (i, j) => i + j);
  const along = (direction: Float32Array): Promise<LossCurve> => lossCurve(fake, { train: split, test: split, batchNorm: 'frozen', direction, distances: [0, 1] });
  const alone = [await along(Float32Array.of(1, 0)), await along(Float32Array.of(0, 1))];
  assert.deepEqual(await Promise.all([along(Float32Array.of(1, 0)), along(Float32Array.of(0, 1))]), alone);
});

test('whatever is begun, stopped or fails, in whatever order: one at a time, and every piece ends', async () => {
  const piece = fc.record({ steps: fc.nat(3), fails: fc.boolean(), stopAfter: fc.option(fc.nat(4)), nested: fc.nat(2) });
  await fc.assert(fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 6 }), async (pieces) => {
    const fake = { ...fakeRunner([1, 2]), getMomentum: () => new Float32Array(2), setMomentum: () => undefined };
    let atWork = 0;
    const begin = ({ steps, fails, stopAfter, nested }: (typeof pieces)[number]): Promise<void> => {
      const controller = new AbortController();
      if (stopAfter !== null) void (async () => { for (let i = 0; i < stopAfter; i++) await Promise.resolve(); controller.abort(); })();
      return holding(fake, async () => {
        assert.equal(++atWork, 1);
        for (let i = 0; i < steps; i++) {
          fake.setWeights(Float32Array.of(i, i));
          await Promise.resolve();
        }
        for (let i = 0; i < nested; i++) await holding(fake, async () => { await Promise.resolve(); });
        atWork--;
        if (fails) throw new Error('fails');
        fake.setWeights(Float32Array.of(1, 2));
      }, { signal: controller.signal });
    };
    const results = await Promise.allSettled(pieces.map(begin));
    assert.equal(atWork, 0);
    results.forEach((result, i) => { if (result.status === 'rejected') assert.ok(pieces[i].fails || pieces[i].stopAfter !== null); });
    assert.deepEqual(fake.getWeights(), Float32Array.of(1, 2));
  }), { numRuns: 100, seed: 3 });
});
