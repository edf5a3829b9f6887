import assert from 'node:assert/strict';
import test from 'node:test';
import { asymmetry } from '../../../lib/src/landscape/asymmetry';
import { distancesBetween } from '../../../lib/src/numbers/distances';
import { decideSection3 } from '../../../lib/src/paper/section-3/claims';
import { SECTION_3_KINDS } from '../../../lib/src/paper/section-3/kinds';
import type { NetworkMeasurements } from '../../../lib/src/paper/section-3/networks';
import { piecewiseLinearValley } from '../../../lib/src/paper/theory/valleys';
import { openStudy } from '../../../lib/src/paper/study/study';
import { smallStudy, temporaryProject } from '../small-study';

const study = smallStudy(temporaryProject(test));
const distances = distancesBetween(-5, 5, 21);
const SEEDS = [1, 2, 3];
const DIRECTIONS = 20;

/** Of each seed, how many directions are clearly asymmetric (the others hardly are), and the interval of the best one's ρ. */
type Counts = readonly number[];
interface Given {
  readonly asymmetric?: Partial<Readonly<Record<(typeof SECTION_3_KINDS)[number], Counts>>>;
  readonly interval?: { readonly low: number; readonly high: number };
}

const [steep, even] = [4, 1.2].map((ratio) => asymmetry({ distances, loss: distances.map((l) => piecewiseLinearValley(1, ratio).value(l)) }));

function networkOf(name: string, { asymmetric = {}, interval = { low: 3, high: 5 } }: Given = {}): NetworkMeasurements {
  const usual = { uniform01: [20, 20, 20], 'uniform-symmetric': [0, 0, 0], residual: [0, 0, 0], ones: [20, 20, 20] };
  const kinds = SECTION_3_KINDS.map((kind) => {
    const counts = { ...usual, ...asymmetric }[kind as keyof typeof usual];
    const measured = SEEDS.flatMap((seed, s) => Array.from({ length: DIRECTIONS }, (_, i) => (
      { seed, asymmetry: { ...(i < counts[s] ? steep : even), uncertainty: { secantRatio: i < counts[s] ? interval : { low: 1.1, high: 1.3 } } } }
    )));
    return { kind, measured };
  });
  return { network: name, kinds } as unknown as NetworkMeasurements;
}

function verdicts(given: Given, other: Given = {}, meanCosine = 0.998): Record<string, string> {
  const cosines = { mean: meanCosine, standardDeviation: 0.001, smallest: meanCosine, largest: meanCosine, pairs: 45 };
  const claims = decideSection3(study, { networks: [networkOf('one', given), networkOf('two', other)], untrained: [], cosines });
  return Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]));
}

const [HOLDS, FAILS] = ['holds', 'does not hold at this scale'];

test('what the paper and this project say holds where it was put into the measurements', () => {
  assert.deepEqual(verdicts({}), { C1: HOLDS, C2: HOLDS, C3: HOLDS, C28: HOLDS });
});

test('C1 and C3 fail with one seed without an asymmetric draw, and are open where the interval of ρ reaches 2', () => {
  const without = verdicts({ asymmetric: { uniform01: [20, 0, 20] } });
  assert.deepEqual([without.C1, without.C3], [FAILS, FAILS]);
  const open = verdicts({ interval: { low: 1.9, high: 5 } });
  assert.deepEqual([open.C1, open.C3], ['undecided', 'undecided']);
  const other = verdicts({}, { asymmetric: { uniform01: [0, 0, 0] } });
  assert.deepEqual([other.C1, other.C3], [HOLDS, FAILS], 'C3 is about every network, C1 about the first');
});

test('C2 fails where symmetric directions are asymmetric, and is open where seeds differ too much to speak of others', () => {
  assert.equal(verdicts({ asymmetric: { 'uniform-symmetric': [20, 20, 20] } }).C2, FAILS);
  assert.equal(verdicts({ asymmetric: { uniform01: [2, 2, 2], 'uniform-symmetric': [1, 2, 3] } }).C2, 'undecided', 'hardly a difference');
  // Shares 0, 0 and 0.45: Wilson's interval and that of resampling the seeds lie below ½, Student's t does not.
  assert.equal(verdicts({ asymmetric: { 'uniform-symmetric': [0, 0, 9] } }).C2, 'undecided');
});

test('C3 tells of the shallow network, and does not count it', () => {
  const laptop = openStudy({ section: '03', scale: 'laptop', recordsOnly: true });
  const cosines = { mean: 0.75, standardDeviation: 0.001, smallest: 0.75, largest: 0.75, pairs: 45 };
  const none = { asymmetric: { uniform01: [0, 0, 0] } };
  const claim = (shallow: Given, dense: Given): { verdict: string; measured: string } => {
    const networks = [networkOf('preresnet-20'), networkOf('preresnet-8', shallow), networkOf('densenet-bc-40', dense)];
    return decideSection3(laptop, { networks, untrained: [], cosines }).find(({ id }) => id === 'C3') ?? assert.fail();
  };
  assert.equal(claim(none, {}).verdict, HOLDS);
  assert.match(claim(none, {}).measured, /preresnet-8: 0 of 60 asymmetric .* does not hold at this scale, not counted; densenet/);
  assert.equal(claim({}, none).verdict, FAILS);
});

test('C28 fails where the residuals are asymmetric, or "ones" is not, or directions are far apart', () => {
  assert.equal(verdicts({}, {}, 0.75).C28, FAILS, '41° apart');
  assert.equal(verdicts({ asymmetric: { residual: [20, 20, 20] } }).C28, FAILS);
  assert.equal(verdicts({ asymmetric: { ones: [0, 0, 0] } }).C28, FAILS);
});
