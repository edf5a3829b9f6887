import { SLACK } from '../../landscape/neighbours';
import { splineMinimum } from '../../numbers/spline';
import { median, wilsonInterval } from '../../numbers/statistics';
import type { Row } from '../../notebook/table';
import { biasRange } from '../theory/theorem-1';
import { sideChanges } from './flat-side';
import type { Neighbourhood } from './neighbours';
import type { Recorded } from '../../records/records';
import { commonText, neighbourComparisons, referenceText } from './neighbour-claim';
import { RULES } from './rules';
import { positiveShare } from './sign-claim';
import { firstDirections, orientedShift, shiftGroups, type ShiftOfDirection } from './shifts';
import { estimateText, percentText } from '../../numbers/texts';
import type { BoundTrials, GainRow, Theorem1Checks } from './theorem-1-checks';
import { type Measure, stretchesOf } from './stretches';
import type { TrainingSetShifts } from './training-sets';

/** The names of the moves of `sideChanges`. */
const MOVES = ['|δ̂|', 'one step of the grid', 'two steps of the grid'] as const;

/** One row for each kind of direction and seed: how well a shift matches, and to which side it points. */
export function shiftRows(shifts: readonly ShiftOfDirection[]): Row[] {
  return shiftGroups(shifts).map(({ name, members }) => {
    const oriented = members.map(orientedShift);
    const clear = oriented.filter(({ low, high }) => low > 0 || high < 0);
    const crossFitted = positiveShare(members.map(({ record }) => record.result.shift.crossFittedShift));
    return {
      directions: `${name} (${members.length})`,
      'median ξ_δ̂/ξ_0': median(members.map(({ record }) => record.result.shift.ratio.value)),
      'match (C4)': `${members.filter((entry) => RULES.C4.verdict([entry]) === 'holds').length}`,
      'median δ̂, flat +': median(oriented.map(({ value }) => value)),
      'clear of 0': `${clear.filter(({ low }) => low > 0).length} flat, ${clear.filter(({ high }) => high < 0).length} sharp`,
      'towards the flat side': `${percentText(crossFitted.value)} (${percentText(crossFitted.low)} to ${percentText(crossFitted.high)})`,
      'median best bias of test loss': median(members.map(bestTestBias)),
    };
  });
}

/**
 * What the best shift along one direction is: its size with both fits, the side to which it moves the test curve, and which share
 * of the mismatch it leaves. For `showText`.
 */
export function shiftText({ record }: Pick<ShiftOfDirection, 'record'>): string {
  const { shift, leastSquaresShift, ratio, flatSign } = record.result.shift;
  const [low, high] = [flatSign * shift.low, flatSign * shift.high].sort((a, b) => a - b);
  const side = low > 0 ? 'flat side' : 'sharp side';
  const place = low > 0 || high < 0 ? `The test curve lies towards the <b>${side}</b>` : 'To which side the test curve lies, is not clear';
  return (
    `Best shift: δ̂ = ${estimateText(shift, 2)} by the largest gap, ${estimateText(leastSquaresShift, 2)} by least squares; it leaves ` +
    `${estimateText(ratio, 2)} of the mismatch. ${place} (flat is ${flatSign === 1 ? '+u' : '−u'}). Intervals 95 %, images resampled.`
  );
}

/** The bias at which the spline through the measured test losses is smallest, flat side positive. */
function bestTestBias({ record }: ShiftOfDirection): number {
  const { curve, shift } = record.result;
  return shift.flatSign * splineMinimum(curve.distances, curve.test.loss).at;
}

/** One row for each kind of direction and seed: which share of the mismatch a shift, a stretch and both leave, by both measures. */
export function stretchRows(shifts: readonly ShiftOfDirection[]): Row[] {
  const all = stretchesOf(shifts);
  return shiftGroups(shifts).map(({ name, seed, members: [{ kind }] }) => {
    const own = all.filter((entry) => entry.kind === kind && entry.seed === seed);
    const left = (measure: Measure, fit: 'shift' | 'stretch' | 'both'): number => median(own.map((entry) => entry.left[measure][fit]));
    return {
      directions: `${name} (${own.length})`,
      'left by a shift': left('largest', 'shift'),
      'by a stretch': left('largest', 'stretch'),
      'by both': left('largest', 'both'),
      'stretch a': median(own.map(({ stretch }) => stretch)),
      'shift better': `${own.filter(({ left: { largest } }) => largest.shift < largest.stretch).length} of ${own.length}`,
      'mean square: shift': left('meanSquare', 'shift'),
      stretch: left('meanSquare', 'stretch'),
      both: left('meanSquare', 'both'),
    };
  });
}

/** One row for each solution, direction that stands for its kind, and move: how the test loss changes to either side. */
export function flatSideRows(shifts: readonly ShiftOfDirection[], elsewhere: readonly ShiftOfDirection[]): Row[] {
  return [...firstDirections(shifts), ...firstDirections(elsewhere)].flatMap((entry) => (
    sideChanges(entry).map(({ distance, flat, sharp }, move) => ({
      network: entry.solution.network,
      seed: entry.solution.seed,
      direction: entry.kind,
      move: MOVES[move],
      l: distance,
      'flat side, nats': estimateText(flat),
      'sharp side, nats': estimateText(sharp),
    }))
  ));
}

/** One row for each size of training set and direction. */
export function trainingSetRows({ result }: Recorded<TrainingSetShifts[]>): Row[] {
  return result.map(({ examples, direction, sets, separable, shifts, medianRatio }) => {
    const share = wilsonInterval(shifts.filter((shift) => shift > 0).length, shifts.length);
    return {
      examples, direction,
      'sets with a minimum': `${sets - separable} of ${sets}`,
      'median |δ̂|': median(shifts.map(Math.abs)),
      'median ξ_δ̂/ξ_0': medianRatio,
      'towards the flat side': `${percentText(share.value)} (${percentText(share.low)} to ${percentText(share.high)})`,
    };
  });
}

/** The simulated gains beside the closed form. */
export function theorem1GainRows({ line, plane }: Theorem1Checks): Row[] {
  const row = (what: string, { exact, closedForm, simulated }: GainRow): Row => ({
    bias: what,
    'closed form': closedForm,
    'mean over all signs': exact,
    'random signs': `${fixed(simulated.value)} (${fixed(simulated.low)} to ${fixed(simulated.high)})`,
  });
  return [...line.map((entry) => row(`l = ${entry.bias}`, entry)), row('two directions, l = (0.5, 0.3)', plane)];
}

/** How the gains compare with the bound, where the theorem gives one and where only its maximum in place of the minimum would. */
export function theorem1BoundRows({ admissible, between }: Theorem1Checks): Row[] {
  const row = (biases: string, { trials, violations, smallestMargin }: BoundTrials): Row => ({
    biases,
    trials,
    violations,
    'smallest gain − bound': smallestMargin,
  });
  return [row('admissible, random valleys and mismatch', admissible), row('between min and max, straight walls', between)];
}

/** The best bias in a smooth valley beside its approximation. */
export function bestBiasRows({ smooth }: Theorem1Checks): Row[] {
  return smooth.map(({ shift, best, approximation, gain }) => ({
    'shift δ̄': shift,
    'best bias': best,
    '−δ̄² L‴ / (2 L″)': approximation,
    gain,
  }));
}

/**
 * Theorem 1's conditions with measured numbers, along the first (0, 1) direction of each seed, and the first of each of the study's
 * own: is any bias admissible?
 */
export function theorem1ConditionRows(shifts: readonly ShiftOfDirection[]): Row[] {
  const first = firstDirections(shifts);
  const several = new Set(first.map(({ kind }) => kind)).size > 1;
  return first.map(({ kind, solution, record }) => {
    const { asymmetry, shift } = record.result;
    const { definition } = asymmetry.recentred;
    const size = Math.abs(shift.shift.value);
    const mismatch = shift.gap.gapUnshifted * shift.ratio.value;
    // With c* of 1 or less neither side is the flat one, and the theorem says nothing.
    const range = definition && definition.ratio > 1 ? biasRange(definition, size, mismatch) : null;
    return {
      ...(several && { direction: kind }),
      seed: solution.seed,
      'δ̄ = |δ̂|': size,
      'ξ at δ̂ (nats)': mismatch,
      'c*': definition?.ratio,
      p: definition?.slope,
      ζ: definition?.zeta,
      r: definition?.radius,
      '4ξ/((c−1)p)': range?.above,
      'min(r − δ̄, δ̄ − ζ)': range?.upTo,
      'admissible l': range && range.above < range.upTo ? 'yes' : 'none',
    };
  });
}

/**
 * The solution's own constants, then those that hold at it and at neighbours, of each group and of all; how many of a group keep the
 * solution's own with some slack, and how far its curves spread. Of a solution at which neither side is steeper one row that says so.
 */
export function neighbourRows(neighbourhood: Neighbourhood): Row[] {
  const found = neighbourComparisons(neighbourhood);
  if (found === null) return [{ neighbours: 'all', 'constants that hold': 'neither side is steeper at the solution itself' }];
  const norms = (gaussian: boolean): string =>
    neighbourhood.kinds
      .filter(({ result }) => (result.kind === 'gaussian') === gaussian)
      .map(({ result }) => `${result.kind} ${result.norm.toPrecision(2)}`)
      .join(', ');
  const none = { [`keep the solution's, ${percentText(SLACK)} slack`]: null, 'spread / rise': null, 'norms ‖v‖': null };
  const rows = found.groups.map(({ name, common, comparison: { neighbours, asymmetric, spread } }, k) => ({
    neighbours: `${name} (${neighbours}) and the solution`,
    'constants that hold': commonText(common),
    [`keep the solution's, ${percentText(SLACK)} slack`]: `${asymmetric} of ${neighbours}`,
    'spread / rise': `${spread.value.toFixed(3)} (${spread.low.toFixed(3)} to ${spread.high.toFixed(3)})`,
    'norms ‖v‖': norms(k === 0),
  }));
  return [
    { neighbours: 'the solution itself', 'constants that hold': referenceText(found), ...none },
    ...rows,
    { neighbours: 'all and the solution', 'constants that hold': commonText(found.common), ...none },
    { neighbours: 'all and the solution, about l = 0', 'constants that hold': commonText(found.commonAtOrigin), ...none },
  ];
}

function fixed(value: number): string {
  return value.toFixed(4).replace('-', '−');
}
