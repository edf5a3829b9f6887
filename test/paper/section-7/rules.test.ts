import assert from 'node:assert/strict';
import test from 'node:test';
import { decideSection7, type Section7Measurements } from '../../../lib/src/paper/section-7/claims';
import { accuracyDifference } from '../../../lib/src/paper/section-7/gains';
import { compareGroups, type GroupMeasurements } from '../../../lib/src/paper/section-7/groups';
import type { NetworkAverages } from '../../../lib/src/paper/section-7/averages';
import { tInterval } from '../../../lib/src/numbers/statistics';
import { smallStudy, temporaryProject } from '../small-study';

const study = smallStudy(temporaryProject(test), { section: '07' });
const FAILS = 'does not hold at this scale';

/** Two groups of which the first has the larger |A| and ρ by so much at each seed, along seven pairs of directions. */
function groupsOf(indexBySeed: readonly number[], ratioBySeed = indexBySeed.map((excess) => 2 ** (10 * excess)), network = 'net'): GroupMeasurements[] {
  const group = (index: (seed: number) => number, ratio: (seed: number) => number): GroupMeasurements => ({
    network,
    measured: indexBySeed.flatMap((_, s) => Array.from({ length: 7 }, (__, i) => {
      const at = { index: (i % 2 === 0 ? 1 : -1) * (index(s) + 0.001 * i), secantRatio: ratio(s), flatSign: 1 };
      return { seed: s + 1, index: i, result: { atRise: [at, at, at] } };
    })),
  } as unknown as GroupMeasurements);
  return [group((s) => 0.3 + indexBySeed[s], (s) => 2 * ratioBySeed[s]), group(() => 0.3, () => 2)];
}

const none: NetworkAverages = { network: 'n', measured: [], missing: [] };

function verdictOfGroups(...groups: readonly (readonly GroupMeasurements[])[]): string {
  return decideSection7(study, { groups, subsets: none, withNorm: none, withoutNorm: none } as Section7Measurements)[0].verdict;
}

test('C23: |A| and ρ must both be larger, over seeds, at every network, or at the one of the paper', () => {
  assert.equal(verdictOfGroups(groupsOf([0.3, 0.32, 0.28])), 'holds');
  assert.equal(verdictOfGroups(groupsOf([-0.1, -0.12, -0.08])), FAILS);
  assert.equal(verdictOfGroups(groupsOf([0.3, 0.32, 0.28], [0.5, 0.6, 0.5])), FAILS, 'ρ is smaller');
  const [pro, contra] = [[0.3, 0.32, 0.28], [-0.1, -0.12, -0.08]];
  const paper = (excess: number[]): GroupMeasurements[] => groupsOf(excess, undefined, 'preresnet-110');
  assert.equal(verdictOfGroups(groupsOf(pro), groupsOf(pro)), 'holds');
  assert.equal(verdictOfGroups(groupsOf(contra), groupsOf(contra)), FAILS);
  for (const [first, second] of [[pro, contra], [contra, pro]]) assert.equal(verdictOfGroups(groupsOf(first), groupsOf(second)), 'undecided');
  assert.equal(verdictOfGroups(groupsOf(contra), paper(pro)), 'holds', "the paper's network decides");
  assert.equal(verdictOfGroups(groupsOf(pro), paper(contra)), FAILS);
  const [{ measured }] = decideSection7(study, { groups: [groupsOf(pro), groupsOf(contra)], subsets: none, withNorm: none, withoutNorm: none });
  assert.match(measured, /^1 networks for, 1 against, 0 undecided\. net, for: .*flat side \+u in 21 of 21 directions of batch norm/);
});

test('C23: seeds that differ much decide nothing, though every one is on the same side', () => {
  // No resample of these seeds has a mean below 0.05; Student's t reaches below 0.
  assert.equal(verdictOfGroups(groupsOf([0.5, 0.4, 0.05])), 'undecided');
  const { index } = compareGroups(groupsOf([0.5, 0.4, 0.05])[0], groupsOf([0, 0, 0])[1]) ?? assert.fail();
  const expected = tInterval([0.5, 0.4, 0.05]);
  for (const key of ['value', 'low', 'high'] as const) assert.ok(Math.abs(index[key] - expected[key]) < 1e-9);
});

test('C24: what is left out is named with its cause', () => {
  const missing = [{ seed: 1, code: 'SNAPSHOTS_ABSENT' }, { seed: 2, code: 'SOLUTION_ABSENT' }, { seed: 3, code: 'SNAPSHOTS_ABSENT' }].map((one) => ({ ...one, why: '' })) as unknown as NetworkAverages['missing'];
  const claims = decideSection7(study, { groups: [groupsOf([0.1, 0.1, 0.1])], subsets: { ...none, missing }, withNorm: { ...none, missing: missing.slice(1, 2) }, withoutNorm: none });
  assert.match(claims[1].provenance, /\(not trained: seed 2; weights of every epoch not kept: seed 1, seed 3\)/);
  assert.deepEqual(claims.slice(1, 3).map(({ measured }) => measured), ['not measured (not trained: seed 2; weights of every epoch not kept: seed 1, seed 3)', 'not measured (not trained: seed 2)']);
});

test('C24: from three seeds on the differences over epochs have Student’s t over seeds', () => {
  const accuracies = (norm: number): object => ({
    epochs: [1, 2, 3], lastEpochs: [2, 3],
    lines: Object.entries({ all: 0.9, norm: 0.5 + norm, random: 0.5 }).map(([kind, accuracy]) => ({ kind, testAccuracy: [0, accuracy - 0.01, accuracy + 0.01] })),
    comparisons: [['norm', 'random', norm], ['all', 'norm', 0.4 - norm]].map(([first, second, value]) => ({
      first, second, difference: { value, low: Number(value) - 0.001, high: Number(value) + 0.001 }, atLastEpoch: { p: 0.01, difference: { value } },
    })),
  });
  const subsets = (...bySeed: readonly number[]): NetworkAverages => ({ network: 'n', missing: [], measured: bySeed.map((norm, s) => ({ seed: s + 1, result: accuracies(norm) })) } as unknown as NetworkAverages);
  const verdict = (...bySeed: readonly number[]): string => decideSection7(study, { groups: [groupsOf([0.1, 0.1, 0.1])], subsets: subsets(...bySeed), withNorm: none, withoutNorm: none })[1].verdict;
  assert.equal(verdict(0.1, 0.11, 0.09), 'holds');
  assert.equal(verdict(-0.1, -0.11, -0.09), FAILS);
  assert.equal(verdict(0.2, 0.2, 0.04), 'undecided');
  assert.equal(verdict(0.2, 0.04), 'holds', 'below three seeds it is about these trainings');
  const { overEpochs } = accuracyDifference(subsets(0.2, 0.2, 0.04), 'norm', 'random') ?? assert.fail();
  assert.ok(overEpochs.low < 0 && Math.abs(overEpochs.low - tInterval([0.2, 0.2, 0.04]).low) < 1e-9);
});
