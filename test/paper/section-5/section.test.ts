import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { subset } from '../../../lib/src/datasets/batches';
import { tf } from '../../../lib/src/engine/tensorflow';
import type { Figure } from '../../../lib/src/figures/figure';
import { allClaims } from '../../../lib/src/paper/claims/all-claims';
import { RecordsAwaited } from '../../../lib/src/paper/study/measure-each';
import { chooseDraw, measureTrace, openTrace, type ProjectedCurve, spread, type Trace } from '../../../lib/src/paper/section-5/projections';
import { claimsOfSection5, decideSection5, type Section5 } from '../../../lib/src/paper/section-5/claims';
import { RULES, violations } from '../../../lib/src/paper/section-5/rules';
import { stabilityOf } from '../../../lib/src/paper/section-5/stability';
import { creepingFigure, flatLengthsFigure, sgdRunsFigure, smoothingFigure, projectionStabilityFigure, roundSweepsFigure, noiseTailsFigure, projectionTracesFigure } from '../../../lib/src/paper/section-5/figures';
import {
  measureCreeping, measureRoundCases, measureStationarySgd, measureRoundSweeps, measureSymmetric, measureNoiseTails,
} from '../../../lib/src/paper/section-5/simulations';
import { creepingRows, theorem2LemmaRows, sgdRoundRows, stationaryRows, symmetricRows } from '../../../lib/src/paper/section-5/tables';
import { runnerOf } from '../../../lib/src/paper/study/solutions';
import { type Study, studyDataset } from '../../../lib/src/paper/study/study';
import { smoothValley } from '../../../lib/src/paper/theory/valleys';
import { recipe } from '../../../lib/src/training/recipes';
import { trainInFolder } from '../../../lib/src/training/run';
import { valleyThroughEpochsFigure } from '../../../lib/src/paper/section-5/moving-figures';
import { shownAt } from '../shown-at';
import { smallStudy, temporaryProject, trainLittle } from '../small-study';
import { settledMemory } from '../../memory';
import { networkOf } from '../../../lib/src/paper/study/networks';

const study = smallStudy(temporaryProject(test), { section: '05' });
const words = { title: 'A title', caption: 'What to look for.' };
let measured: Section5;

/** Eight epochs on a few images, each epoch's weights kept. */
async function trainWithSnapshots(): Promise<void> {
  const whole = studyDataset(study.scale);
  const dataset = { ...whole, train: subset(whole.train, 60), test: subset(whole.test, 20) };
  const folder = join(study.project.runs, 'smoke', networkOf(study.scale, 'main'), `${study.scale.recipe}-seed-1`);
  const short = { ...recipe('smoke', 8), batchSize: 30, trainExamples: 60 };
  await trainInFolder({ folder, network: networkOf(study.scale, 'main'), dataset, recipe: short, seed: 1, resume: false, snapshotEvery: 1 });
}

test.before(async () => {
  await trainWithSnapshots();
  const trace = await measureTrace(study, await openTrace(study), 'uniform01');
  measured = { rounds: (await measureRoundCases(study)).result, symmetric: (await measureSymmetric(study)).result, creeping: measureCreeping(), trace };
});

test('a training that kept no iterates is refused, with the command that keeps them', async () => {
  const bare = smallStudy(temporaryProject(test), { section: '05' });
  await trainLittle(bare, 1);
  await assert.rejects(openTrace(bare), (error: Error & { code?: string }) => error.code === 'SNAPSHOTS_ABSENT' && /npx valleys study seeds --scale smoke/.test(error.message));
});

test('iterates are spread evenly, the last among them', () => {
  assert.deepEqual(spread([1, 2, 3, 4, 5, 6, 7, 8], 4), [2, 4, 6, 8]);
  assert.deepEqual(spread([1, 2, 3, 4, 5], 4), [1, 3, 5]);
  assert.deepEqual(spread([1, 2], 4), [1, 2]);
});

test('a trace follows the training on common distances, and leaves the runner as it was', async () => {
  const { trace } = measured;
  assert.deepEqual(trace.projections.map(({ epoch }) => epoch), [2, 4, 6, 8]);
  const [first] = trace.projections;
  for (const { measured: { result, name } } of trace.projections) {
    assert.deepEqual(result.curve.distances, first.measured.result.curve.distances);
    assert.deepEqual([result.blocks.length, result.blocks[0].length], [20, 7]);
    assert.match(name, /preresnet-8\/smoke-seed-1\/epoch-00\d\/projected-uniform01-[01]-reestimate/);
  }
  const runner = runnerOf(study, trace.solution);
  const before = runner.getWeights();
  const tensors = (await settledMemory()).tensors;
  const again = await measureTrace({ ...study, fresh: true }, trace.solution, 'uniform01');
  assert.equal(tf.memory().numTensors, tensors);
  assert.deepEqual(runner.getWeights(), before);
  again.projections.forEach((projection, i) => assert.deepEqual(projection.measured.result.curve, trace.projections[i].measured.result.curve));
  assert.equal((await measureTrace(study, trace.solution, 'uniform-symmetric', true)).projections.length, 2);
});

test('projections do not wait for each other: all that are left to others are named at once', async () => {
  const { solution, projections } = measured.trace;
  const only = (part: RegExp): Study => ({ ...study, computes: (key: string): boolean => part.test(key) });
  const awaits = (count: number) => (error: unknown): boolean => error instanceof RecordsAwaited && error.keys.length === count;
  // First the draws at the last iterate, from which the direction is chosen, then that direction at all other iterates.
  await assert.rejects(measureTrace(only(/\/radius-/), solution, 'gaussian'), awaits(2));
  await assert.rejects(measureTrace(only(/\/radius-|epoch-008/), solution, 'gaussian'), awaits(projections.length - 1));
});

test('the direction of a trace is the first draw that is asymmetric with its whole interval, or draw 0; a control is draw 0', async () => {
  const { asymmetry } = measured.trace.projections[0].measured.result;
  const drawn = (ratio: number, low: number): ProjectedCurve['asymmetry'] => ({
    ...asymmetry, recentred: { ...asymmetry.recentred, sides: 'two-sided', definition: { flatSign: 1, slope: 1, sharpSlope: ratio, noiseFloor: 0, ratio, zeta: 1, radius: 4 } },
    uncertainty: { ...asymmetry.uncertainty, ratio: { low, high: 9 } },
  });
  assert.deepEqual(chooseDraw([drawn(1.1, 0.9), drawn(4, 1.9), drawn(3, 2.1), drawn(5, 2.2)]), { index: 2, draws: { count: 4, byValue: 3, surely: 2 } });
  assert.deepEqual(chooseDraw([drawn(1.1, 0.9), drawn(4, 1.9)]), { index: 0, draws: { count: 2, byValue: 1, surely: 0 } });
  const { kind, index, draws } = await measureTrace(study, measured.trace.solution, 'uniform01', true);
  assert.deepEqual([kind, index, draws.count], ['uniform01', 0, 1]);
  assert.equal(measured.trace.draws.count, 2);
});

test('claims that lack the iterates of a training are pending, and say so', async () => {
  const bare = smallStudy(temporaryProject(test), { recordsOnly: true });
  await trainLittle(bare, 1);
  const pending = (await allClaims(bare)).find(({ decides }) => decides.includes('C14'))?.pending;
  assert.match(pending ?? '', /kept no iterates/);
});

test('the claims are decided and rest on what was measured; a second time they are read from records', async () => {
  const claims = decideSection5(study, measured);
  assert.deepEqual(claims.map(({ id }) => id), ['C10', 'C11', 'C12', 'C13', 'C14']);
  assert.deepEqual(claims.slice(0, 4).map(({ verdict }) => verdict), ['holds', 'holds', 'holds', 'holds']);
  for (const { measured: text } of claims) assert.doesNotMatch(text, /NaN|undefined/);
  assert.match(claims[4].measured, /from epoch 4 of 8 on/);
  assert.deepEqual(await claimsOfSection5({ ...study, recordsOnly: true }), claims);
});

test('a broken lemma, a bound not met, a wrong share and a wrong ratio each change their verdict', () => {
  const verdicts = (change: Partial<Section5>): string[] => decideSection5(study, { ...measured, ...change }).map(({ verdict }) => verdict);
  const altered = (change: object): Section5['rounds'] => measured.rounds.map((entry) => ({ ...entry, statistics: { ...entry.statistics, ...change } }));
  assert.equal(verdicts({ rounds: altered({ otherThanOneSharp: 3 }) })[0], 'does not hold at this scale');
  assert.equal(verdicts({ rounds: altered({ first: [-1, 1] }) })[0], 'does not hold at this scale');
  assert.equal(verdicts({ rounds: altered({ average: { value: 0.1, low: -0.1, high: 0.3 } }) })[0], 'undecided');
  assert.equal(verdicts({ rounds: altered({ flatShare: { value: 0.5, low: 0.49, high: 0.51 } }) })[1], 'does not hold at this scale');
  assert.equal(verdicts({ creeping: [{ valley: 'piecewise linear', ratio: 5, flat: 0.3, sharp: -0.3 }] })[2], 'does not hold at this scale');
  assert.equal(verdicts({ symmetric: [...measured.symmetric].reverse() })[3], 'does not hold at this scale');
  assert.equal(violations(measured.rounds[1]), 0);
});

/** The measured trace with other curves of the training loss, certain to the last digit. */
function traceOf(losses: readonly (readonly number[])[], ratio = { low: 4, high: 6 }): Trace {
  const projections = measured.trace.projections.map((projection, t) => {
    const { result } = projection.measured;
    const { asymmetry } = result;
    const recentred = { ...asymmetry.recentred, index: 0.5, sides: 'two-sided' as const, definition: { radius: 2, slope: 0.1, ratio: 5, zeta: 1, flatSign: 1 as const, bound: 0.5 } };
    const certain = { ...asymmetry, recentred, uncertainty: { ...asymmetry.uncertainty, ratio, index: { low: 0.4, high: 0.6 } } };
    const curve = { ...result.curve, train: { ...result.curve.train, loss: losses[t] } };
    return { ...projection, measured: { ...projection.measured, result: { curve, asymmetry: certain, blocks: result.blocks.map(() => losses[t]) } } };
  });
  return { ...measured.trace, projections } as unknown as Trace;
}

test('stability: it holds for a shape that settles, and not for one that goes on changing', () => {
  const shape = (size: number): number[] => [-3, -2, -1, 0, 1, 2, 3].map((l) => size * l * l);
  const verdict = (sizes: readonly number[]): string | undefined => decideSection5(study, { ...measured, trace: traceOf(sizes.map(shape)) }).at(-1)?.verdict;
  assert.equal(verdict([3, 1.2, 1.1, 1]), 'holds');
  assert.equal(verdict([3, 1.2, 1.6, 1]), 'does not hold at this scale');
  assert.equal(verdict([1.1, 1.2, 1.2, 1]), 'does not hold at this scale');
  const doubtful = traceOf([3, 1.2, 1.1, 1].map(shape), { low: 1.9, high: 6 });
  assert.equal(decideSection5(study, { ...measured, trace: doubtful }).at(-1)?.verdict, 'undecided');
  const { points, early } = stabilityOf(traceOf([3, 1.2, 1.1, 1].map(shape)), RULES.C14.thresholds.after);
  assert.deepEqual(points.map(({ difference }) => Number(difference.value.toFixed(6))), [2, 0.2, 0.1, 0]);
  assert.equal(early, 1);
});

test('stability of a trace whose only late iterate is the last one is undecided: there is nothing to compare', () => {
  const trace = traceOf([3, 1.2, 1.1, 1].map((size) => [-3, -2, -1, 0, 1, 2, 3].map((l) => size * l * l)));
  for (const short of [trace.projections.slice(-1), [trace.projections[0], ...trace.projections.slice(-1)]]) {
    const claim = decideSection5(study, { ...measured, trace: { ...trace, projections: short } }).at(-1);
    assert.equal(claim?.verdict, 'undecided');
    assert.match(claim?.measured ?? '', /no iterate before the last one, of epoch \d+, is late enough/);
  }
});

test('epoch by epoch the moving figure shows what was measured there', () => {
  const figure = valleyThroughEpochsFigure(measured.trace, words);
  const frames = figure.motion?.frames ?? [];
  assert.deepEqual(frames.map(({ name }) => name), measured.trace.projections.map(({ epoch }) => `${epoch}`));
  for (const { epoch, measured: { result: { curve } } } of measured.trace.projections) {
    const y = shownAt(figure, `${epoch}`).data.find(({ name }) => name === 'this epoch')?.y as number[];
    y.forEach((rise, k) => assert.ok(Math.abs(rise - (curve.train.loss[k] - curve.train.loss[curve.origin])) < 1e-4));
  }
});

test('figures and tables hold what was measured', async () => {
  const [rounds, sweeps, tails, stationary, symmetric] = [
    await measureRoundCases(study), await measureRoundSweeps(study), await measureNoiseTails(study), await measureStationarySgd(study), await measureSymmetric(study),
  ];
  const valley = smoothValley(0.1, 5, 0.1);
  const settings = { learningRate: 1, noise: 0.3, start: 1, steps: 60, seed: 1 };
  const figures: Figure[] = [
    roundSweepsFigure(sweeps, words), flatLengthsFigure(rounds, rounds.result.slice(2), words), noiseTailsFigure(tails, words), smoothingFigure({ valley, settings }, words),
    sgdRunsFigure([{ title: 'one', valley, settings }], words, true), creepingFigure([{ title: 'one', valley, settings }], words), projectionTracesFigure([measured.trace], words), projectionStabilityFigure([measured.trace], words),
  ];
  for (const figure of figures) assert.match(`${figure.title} ${figure.caption}`, /A title What to look for/);
  assert.deepEqual([sgdRoundRows(rounds).length, theorem2LemmaRows(rounds).length, stationaryRows(stationary).length, symmetricRows(symmetric).length], [6, 6, 4, 2]);
  assert.equal(creepingRows(measured.creeping).length, 4);
  assert.equal(sgdRoundRows(rounds)[0]['bound c₀'], 'silent');
  assert.ok(sweeps.result.every(({ points }) => points.every(({ average, bound }) => average.low > bound)));
});
