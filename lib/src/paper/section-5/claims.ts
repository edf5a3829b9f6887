import { type Estimate, type Interval, mean } from '../../numbers/statistics';
import { shapeDifferences } from '../../landscape/stability';
import { type Claim, decideAbove, decideAll, decideBelow, type Verdict } from '../claims/claims';
import { averageBound, firstIterateBounds, smallestSum } from '../theory/theorem-2';
import * as measure from './measure';
import { isSurelyAsymmetric, type Projection, type Trace } from './projections';
import { type CreepingCase, measureCreeping, type RoundsCase, type SymmetricCase } from './simulations';
import type { Study } from '../study/study';
import { estimateText, withMinus } from '../../numbers/texts';

/** What the claims of section 5 rest on. */
export interface Section5 {
  readonly rounds: readonly RoundsCase[];
  readonly creeping: readonly CreepingCase[];
  readonly symmetric: readonly SymmetricCase[];
  /** Along the paper's direction. */
  readonly trace: Trace;
}

/** Rounding of sums of a few hundred numbers. */
const ROUNDING = 1e-9;
const SIMULATED = 'simulation in one dimension, no network';
/** Claim C14: after this share of the epochs the projected loss differs from its last shape by less than this D. */
export const STABILITY_RULE = { after: 0.3, largestDifference: 0.5 } as const;

/** Measures what the claims of section 5 need, or reads its records, and decides them. */
export async function claimsOfSection5(study: Study): Promise<Claim[]> {
  // First what may not be there: simulations can always be made.
  const trace = await measure.trace(study);
  const rounds = (await measure.rounds(study)).result;
  const symmetric = (await measure.symmetricRuns(study)).result;
  return decideSection5(study, { rounds, symmetric, creeping: measureCreeping(), trace });
}

/** The verdicts of section 5: C10 to C14, by the rules that stand beside them. */
export function decideSection5(study: Study, { rounds, creeping, symmetric, trace }: Section5): Claim[] {
  const covered = rounds.filter((entry) => smallestSum(entry) > 0);
  const linear = rounds.filter(({ ratio, noise }) => ratio !== null && noise === 0.5).sort((a, b) => (a.ratio ?? 0) - (b.ratio ?? 0));
  return [
    {
      id: 'C10',
      section: '5.1',
      provenance: SIMULATED,
      statement: "The average of SGD's iterates over a round lies on the flat side.",
      paper: 'Theorem 2: E[w̄] > c₀ > 0',
      measured: covered
        .map(
          (entry) =>
            `${caseName(entry)}: E[w̄] ${estimateText(entry.statistics.average, 4)}, c₀ ${averageBound(entry).toFixed(4)}, ` +
            `${violations(entry)} of ${entry.statistics.rounds} rounds against the lemmas`,
        )
        .join('; '),
      verdict: decideAll(
        covered.flatMap((entry) => [holdsIf(violations(entry) === 0), decideAbove(entry.statistics.average, averageBound(entry))]),
      ),
      why:
        'Holds if, wherever the theorem speaks (s > 0), every round has one sharp iterate, w₀ within Lemma 4 and S ≥ s, and ' +
        'the interval of E[w̄] lies above c₀ > 0.',
    },
    {
      id: 'C11',
      section: '5.1',
      provenance: SIMULATED,
      statement: 'SGD stays longer on the flat side, the more so the greater the asymmetry.',
      paper: 'seen in Figure 5',
      measured: linear
        .map(
          ({ ratio, statistics }) =>
            `c = ${ratio}: ${estimateText(statistics.flatShare, 4)} of the iterates, exactly ${exactShare(ratio).toFixed(4)}`,
        )
        .join('; '),
      verdict: decideAll(
        linear.flatMap(({ ratio, statistics: { flatShare } }, i) => [
          within(flatShare, 0.99 * exactShare(ratio), 1.01 * exactShare(ratio)),
          ...(i === 0 ? [] : [decideAbove(flatShare, linear[i - 1].statistics.flatShare.high)]),
        ]),
      ),
      why: 'Holds if on piecewise-linear valleys the share of flat iterates is c/(c + 1) within 1 %, interval included, and grows with c.',
    },
    {
      id: 'C12',
      section: '5.1',
      provenance: `${SIMULATED}; exact, without noise`,
      statement: 'Without oscillation a run from the flat side has its average farther from the minimum than one from the sharp side.',
      paper: 'seen in Figure 6',
      measured: creeping
        .map(
          ({ valley, ratio, flat, sharp }) =>
            `${valley}, c = ${ratio}: ${withMinus(flat.toFixed(4))} and ${withMinus(sharp.toFixed(4))}, ratio ` +
            `${Math.abs(flat / sharp).toFixed(2)}`,
        )
        .join('; '),
      verdict: decideAll(
        creeping.map(({ valley, ratio, flat, sharp }) => {
          const found = Math.abs(flat / sharp);
          return holdsIf(valley === 'smooth' ? found > 1 : Math.abs(found / ratio - 1) <= 0.15);
        }),
      ),
      why: 'Holds if the ratio of the two distances is c within 15 % on piecewise-linear valleys and above 1 on the smooth one.',
    },
    {
      id: 'C13',
      section: 'D',
      provenance: SIMULATED,
      statement: 'On symmetric functions the average stays on one side if the function is flat, and comes to the centre if it is sharp.',
      paper: 'Figures 23 and 24, no numbers',
      measured: symmetric
        .map(
          ({ slope, averages }) =>
            `slope ${slope}: average ${estimateText(averages.average, 3)}, sd ${averages.deviation.toFixed(3)}, ` +
            `${(100 * averages.startingSide.value).toFixed(1)} % of iterates on the starting side, mean |w| ` +
            `${averages.iterateDistance.value.toFixed(3)}`,
        )
        .join('; '),
      verdict: decideAll(symmetric.map(({ averages: { average } }, i) => within(average, ...REFERENCE[i]))),
      why:
        'Holds if the mean averages agree with those of an independent simulation within its standard deviations: 0.753 ± ' +
        '0.100 for slope 0.05 and 0.012 ± 0.033 for slope 3, start 1, intervals included.',
    },
    decideStability(study, trace),
  ];
}

/** Mean ± one standard deviation of the averages in a reference simulation, flat and sharp. */
const REFERENCE: readonly (readonly [low: number, high: number])[] = [[0.653, 0.853], [-0.021, 0.045]];

/** What {@link decideStability} looks at, for one iterate. */
export interface StabilityPoint {
  readonly epoch: number;
  readonly learningRate: number;
  /** D, see `shapeDifferences`. */
  readonly difference: Estimate;
  /** A of the recentred curve; null where there is none. */
  readonly index: Estimate | null;
}

/** What a trace says about stability. */
export interface Stability {
  readonly points: readonly StabilityPoint[];
  /** How many of the points come before 0.3 of the epochs. */
  readonly early: number;
  /** Mean D before, less mean D after; null where there are no points before, or none after. */
  readonly fall: Estimate | null;
}

/** D and A of every iterate of a trace, and whether D falls. */
export function stabilityOf({ projections }: Trace): Stability {
  const last = projections[projections.length - 1];
  const early = projections.filter(({ epoch }) => epoch < STABILITY_RULE.after * last.epoch).length;
  const losses = projections.map(({ measured: { result: { curve, blocks } } }) => ({ loss: curve.train.loss, blocks }));
  const { each, fall } = shapeDifferences(losses, last.measured.result.curve.origin, early);
  const points = projections.map(({ epoch, learningRate, measured: { result: { asymmetry } } }, t): StabilityPoint => {
    const { index } = asymmetry.recentred;
    const interval = asymmetry.uncertainty.index ?? { low: -1, high: 1 };
    return { epoch, learningRate, difference: each[t], index: index === null ? null : { value: index, ...interval } };
  });
  return { points, early, fall };
}

function decideStability({ scale }: Study, trace: Trace): Claim {
  const { points, early, fall } = stabilityOf(trace);
  const last = trace.projections[trace.projections.length - 1];
  const late = points.slice(early, -1);
  const sign = Math.sign(last.measured.result.asymmetry.recentred.index ?? 0);
  const largest = late.reduce((most, point) => (point.difference.value > most.difference.value ? point : most), late[0]);
  const sameSide = late.filter(({ index }) => index !== null && Math.sign(index.value) === sign).length;
  const { network, seed } = trace.solution;
  return {
    id: 'C14',
    section: '5.2',
    provenance: `${network} on ${scale.dataset}, one training (seed ${seed}), ${scale.name} scale, batch norm re-estimated`,
    statement: 'The loss projected on an asymmetric direction is stable along the trajectory after an early phase.',
    paper: 'seen in Figure 7',
    measured:
      `along ${trace.kind} ${trace.index}, from epoch ${late[0].epoch} of ${last.epoch} on: largest D ` +
      `${estimateText(largest.difference, 2)} at epoch ${largest.epoch}, A on the side of the last iterate in ${sameSide} of ` +
      `${late.length}; mean D ${meanDifference(points.slice(0, early))} before, ${meanDifference(late)} after, a fall of ` +
      `${fall === null ? 'unknown size' : estimateText(fall, 2)}; ${asymmetryText(last)}; of ${trace.draws.count} draws ` +
      `${trace.draws.surely} asymmetric there with the whole interval of c*, ${trace.draws.byValue} by its value`,
    verdict: !isSurelyAsymmetric(last.measured.result.asymmetry)
      ? 'undecided'
      : decideAll([
          ...late.map(({ difference }) => decideBelow(difference, STABILITY_RULE.largestDifference)),
          ...late.map(({ index }) =>
            index === null ? 'undecided' : decideAbove(sign > 0 ? index : { low: -index.high, high: -index.low }, 0),
          ),
          fall === null ? 'undecided' : decideAbove(fall, 0),
        ]),
    why:
      'Holds if at every iterate after 0.3 of the epochs D stays below 0.5 and A keeps the sign that it has at the last one, ' +
      'intervals included, and D is smaller on average after than before. The direction is the first draw that is asymmetric ' +
      'at the last iterate (two-sided, c* > 2 with its whole interval); undecided where none is.',
  };
}

function meanDifference(points: readonly StabilityPoint[]): string {
  return points.length === 0 ? 'unknown' : mean(points.map(({ difference }) => difference.value)).toFixed(2);
}

function asymmetryText({ epoch, measured: { result: { asymmetry } } }: Projection): string {
  const { recentred: { definition, index }, uncertainty } = asymmetry;
  return `at epoch ${epoch} c* ${intervalText(definition?.ratio, uncertainty.ratio)}, A ${intervalText(index, uncertainty.index)}`;
}

function intervalText(value: number | null | undefined, interval: Interval | null): string {
  return typeof value === 'number' && interval !== null ? estimateText({ value, ...interval }, 2) : '–';
}

/** How many rounds have not exactly one sharp iterate, and one more if any w₀ or S leaves its bounds; 0 if all is well. */
export function violations(entry: RoundsCase): number {
  const { statistics } = entry;
  const { low, high } = firstIterateBounds(entry);
  const inBounds =
    statistics.first[0] >= low - ROUNDING &&
    statistics.first[1] <= high + ROUNDING &&
    statistics.smallestSum >= smallestSum(entry) - ROUNDING;
  return statistics.otherThanOneSharp + Number(!inBounds);
}

/** `c = 10, ν = 0.5`; `random` where only the bounds of the gradient are known. */
export function caseName({ ratio, noise }: RoundsCase): string {
  return ratio === null ? `random, ν = ${noise}` : `c = ${ratio}, ν = ${noise}`;
}

function exactShare(ratio: number | null): number {
  return (ratio ?? NaN) / ((ratio ?? NaN) + 1);
}

function within(estimate: Estimate, low: number, high: number): Verdict {
  return decideAll([decideAbove(estimate, low), decideBelow(estimate, high)]);
}

function holdsIf(met: boolean): Verdict {
  return met ? 'holds' : 'does not hold at this scale';
}
