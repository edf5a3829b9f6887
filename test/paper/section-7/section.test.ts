import assert from 'node:assert/strict';
import test from 'node:test';
import { compareLines, type LineOutcomes } from '../../../lib/src/paper/section-7/average-comparisons';
import type { LineKind } from '../../../lib/src/paper/section-7/average-lines';
import type { MeasuredAverages, NetworkAverages } from '../../../lib/src/paper/section-7/averages';
import { claimsOfSection7, decideSection7, measureSection7 } from '../../../lib/src/paper/section-7/claims';
import { accuracyDifference, compareAverageGains, gainAt, averageGainsOf } from '../../../lib/src/paper/section-7/gains';
import { averagesFigure, averageGainDistanceFigure, averageGainsFigure, groupPanelsFigure, groupCurvesFigure, asymmetryIndexFigure, directionPartsFigure, indexRangesFigure } from '../../../lib/src/paper/section-7/figures';
import { RISE_LEVELS } from '../../../lib/src/paper/section-7/group-curves';
import { compareGroups, groupKinds, measureDirectionParts } from '../../../lib/src/paper/section-7/groups';
import { measureGroupControls, measureMainGroups, networksAtHand } from '../../../lib/src/paper/section-7/networks';
import { convergedSolutions } from '../../../lib/src/paper/study/solutions';
import { averageRows, groupComparisonRows, averageGainRows, averageGainSentence, groupRows, groupComparisonSentence, missingTrainingsSentence, directionPartsSentence, indexSpreadRows, averageSharesSentence } from '../../../lib/src/paper/section-7/tables';
import { smallStudy, temporaryProject, trainLittle } from '../small-study';
import { networkOf } from '../../../lib/src/paper/study/networks';

const study = smallStudy(temporaryProject(test), { section: '07' });
const words = { title: 'A title', caption: 'What to look for.' };

test.before(async () => {
  for (const network of ['preresnet-8', 'preresnet-8-no-bn']) await trainLittle(study, 1, { network, snapshots: true });
  for (const network of ['preresnet-8-symmetric-gamma', 'preresnet-8-group-norm']) await trainLittle(study, 1, { network });
});

/** Averages whose lines have given accuracies at three epochs on 1,000 images, the last two epochs deciding. */
function averages(lines: Readonly<Partial<Record<LineKind, readonly number[]>>>, distance = 0.1): MeasuredAverages {
  const kinds = Object.keys(lines) as LineKind[];
  const outcomes = kinds.map((kind): LineOutcomes => {
    const accuracy = [...(lines[kind] ?? [])];
    const correct = accuracy.map((share) => Uint8Array.from({ length: 1000 }, (_, i) => Number(i < 1000 * share)));
    return { kind, index: 0, loss: accuracy, accuracy, distance: accuracy.map(() => (kind === 'iterate' ? 0 : distance)), correct };
  });
  const plain = outcomes.map(({ kind, index, loss, accuracy, distance }) => ({ kind, index, parameters: 1, distance, testLoss: loss, testAccuracy: accuracy }));
  return { epochs: [1, 2, 3], lastEpochs: [2, 3], lines: plain, comparisons: compareLines(outcomes, [false, true, true]), testExamples: 1000, batchNormExamples: 10 };
}

function network(name: string, seeds: readonly MeasuredAverages[]): NetworkAverages {
  const provenance = { date: '2020-01-01T00:00:00Z', version: '0', code: '', engine: '', machine: '', seconds: 1 };
  return { network: name, missing: [], measured: seeds.map((result, i) => ({ name, inputs: null, result, provenance, source: 'record', seed: i + 1 })) };
}

test('differences are means over the deciding epochs, with the sign of the first kind', () => {
  const measured = network('n', [averages({ norm: [0, 0.8, 0.82], random: [0.9, 0.75, 0.73] })]);
  const { overEpochs, overImages, significant } = accuracyDifference(measured, 'norm', 'random') ?? assert.fail();
  assert.ok(Math.abs(overEpochs.value - 0.07) < 1e-9 && Math.abs(overImages.value - 0.07) < 1e-9);
  assert.ok(overEpochs.low >= 0.05 - 1e-9 && overEpochs.high <= 0.09 + 1e-9);
  assert.deepEqual(significant, { positive: 1, negative: 0, seeds: 1 });
  assert.equal(accuracyDifference(measured, 'all', 'norm'), undefined);
});

test('gains are compared seed by seed, and at equal distance', () => {
  const seeds = (gain: number, half: number, distance: number): MeasuredAverages[] =>
    [0, 1, 2].map((seed) => averages({ iterate: [0, 0.6, 0.6], all: [0, 0.6 + gain, 0.6 + gain + 0.002 * seed], half: [0, 0.6 + half, 0.6 + half] }, distance));
  const [first, second] = [averageGainsOf(network('a', seeds(0.1, 0.08, 0.4))), averageGainsOf(network('b', seeds(0.08, 0.06, 0.2)))];
  const { difference, atEqualDistance } = compareAverageGains(first, second);
  assert.ok(Math.abs(difference.value - 0.02) < 1e-9);
  assert.ok(Math.abs(atEqualDistance.value - (0.08 - 0.081)) < 1e-9, 'at half of its way the first has gained 0.08');
  assert.equal(gainAt(first[0], 0), 0);
  assert.ok(Math.abs(gainAt(first[0], 0.4) - first[0].gain) < 1e-12);
  assert.deepEqual(compareAverageGains(first, []).seeds, []);
});

test('C24 and C25 follow their rules', async () => {
  const groups = [await measureMainGroups(study)];
  const none = network('n', []);
  const decide = (subsets: NetworkAverages, withNorm: NetworkAverages, withoutNorm: NetworkAverages): string[] =>
    decideSection7(study, { groups, subsets, withNorm, withoutNorm }).slice(1, 3).map(({ verdict }) => verdict);
  const clear = network('n', [averages({ iterate: [0, 0.5, 0.5], all: [0, 0.9, 0.9], norm: [0, 0.7, 0.71], random: [0, 0.5, 0.51] })]);
  const reverse = network('n', [averages({ iterate: [0, 0.5, 0.5], all: [0, 0.9, 0.9], norm: [0, 0.5, 0.51], random: [0, 0.7, 0.71] })]);
  const gaining = (gain: number): NetworkAverages => network('n', [1, 2, 3].map((seed) => averages({ iterate: [0, 0.5, 0.5], all: [0, 0.5 + gain, 0.5 + gain + 0.001 * seed], half: [0, 0.5, 0.5] })));
  assert.deepEqual(decide(clear, gaining(0.2), gaining(0.1)), ['holds', 'holds']);
  assert.deepEqual(decide(reverse, gaining(0.1), gaining(0.2)), ['does not hold at this scale', 'does not hold at this scale']);
  assert.deepEqual(decide(none, none, none), ['undecided', 'undecided']);
  const oneSeed = network('n', [averages({ iterate: [0, 0.5, 0.5], all: [0, 0.9, 0.9], half: [0, 0.6, 0.6] })]);
  assert.equal(decide(none, oneSeed, oneSeed)[1], 'undecided', 'one seed decides nothing about seeds');
});

test('C26: the bottleneck PreResNet-110 has the share that the paper states', async () => {
  const none = network('n', []);
  const [, , , share] = decideSection7(study, { groups: [await measureMainGroups(study)], subsets: none, withNorm: none, withoutNorm: none });
  assert.equal(share.verdict, 'holds');
  assert.match(share.measured, /1\.409 %: 16160 of 1146842/);
});

test('the claims of the section are measured and decided, then read from records', async () => {
  const claims = await claimsOfSection7(study);
  assert.deepEqual(claims.map(({ id }) => id), ['C23', 'C24', 'C25', 'C26']);
  for (const { measured, provenance } of claims) assert.doesNotMatch(`${measured} ${provenance}`, /NaN|undefined|\[object/);
  const again = await claimsOfSection7({ ...study, recordsOnly: true });
  assert.deepEqual(again, claims);
});

test('pairs are of one seed and draw, and a group compared with itself is not more asymmetric', async () => {
  const [norm, other] = await measureMainGroups(study);
  assert.deepEqual([norm.measured.length, other.measured.length], [2, 2]);
  const same = compareGroups(other, other, 0.1);
  if (same !== null) assert.deepEqual([same.index.value, same.secantRatio.value, same.indexTest.p], [0, 1, 1]);
});

test('what is not trained is named with its command', () => {
  const { present, absent } = networksAtHand(study, ['preresnet-8', 'preresnet-29', 'preresnet-29']);
  assert.deepEqual(present, ['preresnet-8']);
  assert.equal(absent.length, 1);
  assert.match(missingTrainingsSentence([], { present, absent }), /preresnet-29 is not trained .*npx valleys (study|train) /);
  assert.match(missingTrainingsSentence([]), /Nothing is left out/);
});

test('figures and tables hold what was measured', async () => {
  const { groups, subsets, withNorm, withoutNorm } = await measureSection7(study);
  const main = groups[0];
  const [symmetric] = await measureGroupControls(study, groupKinds('uniform-symmetric'), { count: 2 });
  const [solution] = await convergedSolutions(study, networkOf(study.scale, 'main'));
  const parts = await measureDirectionParts(study, solution);
  const figures = [
    groupCurvesFigure(main, words), groupPanelsFigure([{ title: 'p', groups: main }], words), directionPartsFigure(parts, solution.weights, words), asymmetryIndexFigure([...main, ...symmetric], words),
    averagesFigure([subsets, withoutNorm], ['iterate', 'all', 'norm'], words), averageGainsFigure([subsets, withoutNorm], words), averageGainDistanceFigure([withNorm, withoutNorm], words),
  ];
  for (const figure of figures) assert.match(figure.caption, /What to look for\. \d+ measurements/);
  assert.equal(groupRows(main).length, 2);
  assert.ok(groupComparisonRows([[main[0], main[1]]], [0.1]).length <= 1);
  assert.match(groupComparisonSentence(main[0], main[1]), /12\.7 times as far|No pair of directions/);
  const told = directionPartsSentence(parts);
  for (const part of ['γ', 'β', 'convolutions', 'classifier']) assert.match(told, new RegExp(`[:,] ${part} −?\\d+\\.\\d{3} nats`));
  assert.equal(directionPartsSentence([]), 'The whole direction was not measured.');
  assert.ok(Number(indexSpreadRows(symmetric)[0].directions) <= 2);
  assert.equal(averageRows([subsets, withoutNorm]).length, 6 + 3);
  assert.equal(averageGainRows(withNorm, withoutNorm).length, 1);
  assert.match(averageGainSentence(compareAverageGains(averageGainsOf(withNorm), averageGainsOf(withoutNorm))), /one seed.*three are needed/);
});

test('shares of the gain of SWA are told part by part, and of no gain there are none', () => {
  const clear = network('n', [averages({ iterate: [0, 0.5, 0.5], all: [0, 0.7, 0.7], norm: [0, 0.55, 0.55], 'not-norm': [0, 0.68, 0.68] })]);
  const text = averageSharesSentence([clear]);
  assert.match(text, /At n the average of all weights gains \+20\.00 points/);
  assert.match(text, /“all but γ and β” 90 % \(\+18\.00 points.*“SWA-BN, γ and β” 25 %/);
  const none = network('m', [averages({ iterate: [0, 0.5, 0.5], all: [0, 0.5, 0.5], norm: [0, 0.5, 0.5] })]);
  assert.match(averageSharesSentence([none]), /covers 0, of which there are no shares/);
  assert.equal(averageSharesSentence([network('n', [])]), 'No averages were measured.');
});

test('the index of one direction is a point of the figure, and a group without a rise has none', async () => {
  const main = await measureMainGroups(study);
  const [ones] = await measureGroupControls(study, groupKinds('ones'), { count: 1 });
  const risen = (groups: typeof main): typeof main => groups.map((group) => ({
    ...group,
    measured: group.measured.map((one) => ({
      ...one, result: { ...one.result, atRise: RISE_LEVELS.map((level) => ({ level, centre: 0, radius: 1, index: 0.1 * (one.index + 1), secantRatio: 2, flatSign: 1 as const, widthRatio: 1, widthIsBound: false })) },
    })),
  }));
  const { data, layout } = indexRangesFigure([...risen(main), ...ones.map((group) => ({ ...group, measured: [] }))], words);
  const [{ x }] = data as unknown as readonly { x: number[] }[];
  assert.equal(x.length, 2);
  assert.ok(x.every((value) => Math.abs(value - 0.15) < 1e-9));
  assert.match(JSON.stringify(layout.yaxis), /\(0, 1\), γ and β.*all ones, all others/);
});
