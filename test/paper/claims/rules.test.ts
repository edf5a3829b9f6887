import assert from 'node:assert/strict';
import test from 'node:test';
import { shippedProject } from '../../../lib/src/base/project';
import { blockBootstrap } from '../../../lib/src/numbers/block-bootstrap';
import { overClusters } from '../../../lib/src/numbers/over-clusters';
import { compareWidths } from '../../../lib/src/landscape/width-comparison';
import { type MeasuredDirection, summariseDirections } from '../../../lib/src/landscape/summary';
import { asymmetry } from '../../../lib/src/landscape/asymmetry';
import { allClaims } from '../../../lib/src/paper/claims/all-claims';
import type { Verdict } from '../../../lib/src/paper/claims/claims';
import { FEWEST_SEEDS } from '../../../lib/src/numbers/over-clusters';
import { seedEstimates } from '../../../lib/src/paper/claims/over-seeds';
import { type AnyRule, type Rule, rule, type Thresholds } from '../../../lib/src/paper/claims/rule';
import { SECTIONS } from '../../../lib/src/paper/sections';
import { RULES as SECTION_3 } from '../../../lib/src/paper/section-3/rules';
import { RULES as SECTION_4 } from '../../../lib/src/paper/section-4/rules';
import { RULES as SECTION_5 } from '../../../lib/src/paper/section-5/rules';
import { RULES as SECTION_6_1 } from '../../../lib/src/paper/section-6-1/rules';
import { RULES as SECTION_6_3 } from '../../../lib/src/paper/section-6-3/rules';
import { RULES as SECTION_7 } from '../../../lib/src/paper/section-7/rules';
import { openStudy } from '../../../lib/src/paper/study/study';

const rules: readonly (readonly [claim: string, rule: AnyRule])[] = SECTIONS.flatMap(({ rules: own }) => Object.entries(own));

/** What has a number in its name or is counted, and is no threshold. */
const NAMES = [
  /\(0, 1\)/g, /\(−1, 1\)/g, /ξ_0/g, /\bC\d+/g, /Definition 1/g, /Assumption 2/g, /Lemma 4/g, /e\^\(c\/3\)\/6/g, /95 %/g,
  /\b[ls] > 0/g, /c₀ > 0/g, /c \+ 1/g,
  /slope 0\.05/g, /slope 3/g, /start 1/g, /PreResNet-110/g, /10 classes/g, /last third/g,
  /two-sided/g, /two (solutions|shares|distances|trainings)/g, /between the two/g, /three fixed directions/g, /four parts/g,
];
/** `one` is left out: it is a pronoun more often than a number. */
const NUMBERS = /\d+(\.\d+)?|½|\b(zero|two|three|four|five|six|seven|eight|nine|ten|half|third|twice)\b/g;

function numbersIn(sentence: string): string[] {
  return NAMES.reduce((text, name) => text.replace(name, ''), sentence).match(NUMBERS) ?? [];
}

/** Whether a number of a sentence says a threshold: as it is, or of hundred. */
function says(text: string, threshold: number): boolean {
  return [threshold, 100 * threshold].some((number) => Math.abs(Number(text) - number) < 1e-9);
}

/** The thresholds with unusual values, each another one. */
function unusual(thresholds: Thresholds): Thresholds {
  return Object.fromEntries(Object.keys(thresholds).map((name, i) => [name, (37 + 2 * i) / 100]));
}

for (const [claim, own] of rules) {
  test(`${claim}: every threshold stands in the sentence of its rule, and every number there is a threshold`, () => {
    const others = unusual(own.thresholds);
    for (const [name, value] of Object.entries(others)) {
      const { why } = rule({ ...own, thresholds: { ...own.thresholds, [name]: value } });
      assert.notEqual(why, own.why, name);
      assert.ok(numbersIn(why).some((number) => says(number, value)), `${name}: ${why}`);
    }
    const known = (number: string): boolean => Object.values(others).some((value) => says(number, value));
    assert.deepEqual(numbersIn(rule({ ...own, thresholds: others }).why).filter((number) => !known(number)), []);
  });
}

test('each claim that a section decides has its rule and says it, and each rule decides a claim', async (t) => {
  const study = openStudy({ section: '03', scale: 'laptop', recordsOnly: true, project: shippedProject() });
  for (const { notebook, decides, claims, pending } of await allClaims(study)) {
    if (pending !== undefined) {
      t.diagnostic(`${notebook}: ${pending}`);
      continue;
    }
    assert.deepEqual(claims.map(({ id }) => id).sort(), [...decides].sort(), notebook);
    for (const { id, why } of claims) assert.equal(why, rules.find(([claim]) => claim === id)?.[1].why, id);
  }
  assert.equal(new Set(rules.map(([claim]) => claim)).size, rules.length, 'a claim belongs to one section');
});

const [HOLDS, FAILS, OPEN]: readonly Verdict[] = ['holds', 'does not hold at this scale', 'undecided'];
const exactly = (value: number): { value: number; low: number; high: number } => ({ value, low: value, high: value });

/** The verdicts just below and just above a threshold, wherever it lies. */
function crosses<T extends Thresholds, M>(own: Rule<T, M>, name: keyof T & string, verdicts: readonly Verdict[], measured: (value: number) => object): void {
  for (const threshold of [own.thresholds[name], own.thresholds[name] + 0.125]) {
    const moved = rule({ ...own, thresholds: { ...own.thresholds, [name]: threshold } });
    const found = [-1e-6, 1e-6].map((step) => moved.verdict(measured(threshold + step) as M));
    assert.deepEqual(found, verdicts, `${name} = ${threshold}`);
  }
}

test('sections 3 and 4: a verdict changes where the measurement crosses the threshold', () => {
  const shift = (change: object): object => [{ record: { result: { shift: { ratio: exactly(0), shift: exactly(9), ...change } } } }];
  crosses(SECTION_4.C4, 'largestRatio', [HOLDS, FAILS], (value) => shift({ ratio: exactly(value) }));
  const ratios = { value: [0.4], low: [-0.1], high: [0.9] };
  crosses(SECTION_4.C5, 'noiseFloor', [HOLDS, FAILS], (value) => shift({ gap: { interior: true, defect: value }, ratios }));
  const share = (half: number, value = 0.5): object => ({ value, low: value - half, high: value + half });
  const even = (half: number, value?: number): object => ({ share: share(half, value), overSeeds: null });
  crosses(SECTION_4.C6, 'halfWidth', [HOLDS, OPEN], even);
  crosses(SECTION_4.C6, 'evenShare', [HOLDS, FAILS], (value) => even(0.1, value + 0.1));
  crosses(SECTION_4['C6, logistic'], 'halfWidth', [HOLDS, OPEN], (value) => [share(value)]);
  crosses(SECTION_4['C6, logistic'], 'evenShare', [HOLDS, FAILS], (value) => [share(0.1, value + 0.1)]);
  const neighbours = (spread: number, ratio = 9): object => ({ isAsymmetric: true, common: { ratio }, groups: [{ comparison: { spread: exactly(spread) } }] });
  crosses(SECTION_4.C7, 'largestSpread', [HOLDS, FAILS], neighbours);
  crosses(SECTION_4.C7, 'certifiedRatio', [FAILS, HOLDS], (value) => neighbours(0, value));
  crosses(SECTION_4.C29, 'change', [HOLDS, FAILS], (value) => ({ overImages: exactly(value), overSeeds: null }));
  crosses(SECTION_4.C30, 'difference', [HOLDS, FAILS], exactly);
  crosses(SECTION_4.C9, 'gain', [FAILS, HOLDS], (value) => shift({ gain: { bound: [], best: { gain: exactly(value) } } }));
  const steep = (ratio: number): MeasuredDirection => ({ seed: 1, asymmetry: { ...asymmetry(valley(4)), uncertainty: { secantRatio: exactly(ratio) } } } as unknown as MeasuredDirection);
  crosses(SECTION_3.C1, 'secantRatio', [FAILS, HOLDS], (value) => [steep(value)]);
  const like = (cosine: number): object => ({ cosine, ones: [steep(9)], residuals: [{ seed: 1, asymmetry: asymmetry(valley(1.1)) }] });
  crosses(SECTION_3.C28, 'largestAngle', [HOLDS, FAILS], (value) => like(Math.cos((value * Math.PI) / 180)));
});

/** Walls of slope 1 and `ratio`. */
function valley(ratio: number): { distances: number[]; loss: number[] } {
  const distances = Array.from({ length: 21 }, (_, i) => (i - 10) / 2);
  return { distances, loss: distances.map((l) => (l > 0 ? l : -ratio * l)) };
}

test('sections 5 to 7: a verdict changes where the measurement crosses the threshold', () => {
  crosses(SECTION_5.C11, 'tolerance', [HOLDS, FAILS], (value) => [{ ratio: 4, statistics: { flatShare: exactly((1 + value) * 0.8) } }]);
  crosses(SECTION_5.C12, 'tolerance', [HOLDS, FAILS], (value) => [{ valley: 'piecewise linear', ratio: 5, flat: 5 * (1 - value), sharp: -1 }]);
  crosses(SECTION_5.C12, 'smoothRatio', [FAILS, HOLDS], (value) => [{ valley: 'smooth', ratio: 5, flat: value, sharp: -1 }]);
  const averages = (average: number, distance = 0): object => (
    { averages: { average: exactly(average), deviation: 1, averageDistance: exactly(distance), iterateDistance: exactly(1) } }
  );
  crosses(SECTION_5.C13, 'flatDeviations', [FAILS, HOLDS], (value) => [averages(value), averages(0)]);
  crosses(SECTION_5.C13, 'sharpDeviations', [HOLDS, FAILS], (value) => [averages(9), averages(value)]);
  crosses(SECTION_5.C13, 'share', [HOLDS, FAILS], (value) => [averages(9), averages(0, value)]);
  const bump = (height: number): object => ({ height, position: 0.5, standardError: 0 });
  crosses(SECTION_6_1.C15, 'largestRise', [HOLDS, FAILS], (height) => ({ lines: [bump(height)], control: [bump(9)] }));
  crosses(SECTION_6_1.C15, 'largestRise', [OPEN, HOLDS], (height) => ({ lines: [bump(0)], control: [bump(height)] }));
  const seeds = (value: number): object => seedEstimates([exactly(value)]);
  crosses(SECTION_6_1.C16, 'minimum', [FAILS, HOLDS], (value) => ({ minimum: seeds(value), excesses: [seeds(1)] }));
  crosses(SECTION_6_1.C17, 'difference', [FAILS, HOLDS], (value) => [{ estimates: seeds(value), side: 'above' }]);
  crosses(SECTION_6_1.C18, 'gap', [HOLDS, FAILS], seeds);
  crosses(SECTION_6_1.C19, 'share', [FAILS, HOLDS], (value) => ({ directions: 99, share: exactly(value), overSeeds: null }));
  crosses(SECTION_6_1.C19, 'fewestDirections', [OPEN, HOLDS], (directions) => ({ directions, share: exactly(0.9), overSeeds: exactly(0.9) }));
  crosses(SECTION_6_1['C17, calibrated'], 'difference', [HOLDS, FAILS], (value) => [{ plain: seeds(-1), calibrated: seeds(value) }]);
  crosses(SECTION_6_1['C17, calibrated'], 'plain', [HOLDS, OPEN], (value) => [{ plain: seeds(value), calibrated: seeds(-1) }]);
  crosses(SECTION_6_1['C18, calibrated'], 'gap', [HOLDS, FAILS], (value) => [seeds(value)]);
  const rises = (value: number, testLoss = -1): object => (
    { comparison: { seeds: [{ difference: [exactly(value)] }], overSeeds: null, window: [0] }, testLoss: seeds(testLoss) }
  );
  crosses(SECTION_6_3.C21, 'difference', [HOLDS, FAILS], (value) => rises(value));
  crosses(SECTION_6_3.C21, 'testLoss', [HOLDS, OPEN], (value) => rises(-1, value));
  const groups = (index: number, secantRatio: number): object => [{ network: 'net', index: exactly(index), secantRatio: exactly(secantRatio) }];
  crosses(SECTION_7.C23, 'index', [FAILS, HOLDS], (value) => groups(value, 9));
  crosses(SECTION_7.C23, 'secantRatio', [FAILS, HOLDS], (value) => groups(9, value));
  crosses(SECTION_7.C24, 'difference', [FAILS, HOLDS], (value) => [{ overEpochs: exactly(9), overImages: exactly(value) }]);
  crosses(SECTION_7.C25, 'difference', [FAILS, HOLDS], (value) => ({ seeds: [1], difference: exactly(value) }));
});

test('intervals are over seeds from as many on as the sentences say, whatever computes them', () => {
  for (const count of [FEWEST_SEEDS - 1, FEWEST_SEEDS]) {
    const overSeeds = count >= FEWEST_SEEDS;
    const numbers = Array.from({ length: count }, (_, seed) => seed);
    assert.equal(seedEstimates(numbers.map(exactly)).overSeeds !== null, overSeeds);
    const directions = numbers.map((seed) => ({ seed, asymmetry: asymmetry(valley(4)) }));
    assert.equal(summariseDirections(directions).asymmetricOverSeeds !== null, overSeeds);
    const rays = { distances: [1, 2], rises: [[[1, 2], [1, 3]], [[2, 3], [1, 2]]] };
    const pairs = numbers.map((seed) => ({ seed, first: rays, second: rays, norms: [1, 1] as const }));
    assert.equal(compareWidths(pairs, 'l').overSeeds !== null, overSeeds);
    const { low } = blockBootstrap(numbers.map((seed) => [seed, seed + 1, seed]));
    assert.equal(low === overClusters(numbers.map((seed) => seed + 1 / 3)).low, overSeeds);
  }
});
