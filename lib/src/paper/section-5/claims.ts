import { type Interval, mean } from '../../numbers/statistics';
import { estimateText, withMinus } from '../../numbers/texts';
import type { Claim } from '../claims/claims';
import type { Study } from '../study/study';
import { averageBound, growthCondition, meetsConditions } from '../theory/theorem-2';
import * as measure from './measure';
import type { Projection, Trace } from './projections';
import { exactShare, RULES, violations } from './rules';
import { type CreepingCase, measureCreeping, type RoundsCase, type SymmetricCase } from './simulations';
import { stabilityOf, type StabilityPoint } from './stability';

/** What the claims of section 5 rest on. */
export interface Section5 {
  readonly rounds: readonly RoundsCase[];
  readonly creeping: readonly CreepingCase[];
  readonly symmetric: readonly SymmetricCase[];
  /** Along the paper's direction. */
  readonly trace: Trace;
}

const SIMULATED = 'simulation in one dimension, no network';

/** Measures what the claims of section 5 need, or reads its records, and decides them. */
export async function claimsOfSection5(study: Study): Promise<Claim[]> {
  // First what may not be there: simulations can always be made.
  const trace = await measure.trace(study);
  const rounds = (await measure.rounds(study)).result;
  const symmetric = (await measure.symmetricRuns(study)).result;
  return decideSection5(study, { rounds, symmetric, creeping: measureCreeping(), trace });
}

/** The verdicts of section 5: C10 to C14, by its {@link RULES}. */
export function decideSection5(study: Study, { rounds, creeping, symmetric, trace }: Section5): Claim[] {
  const linear = rounds.filter(({ ratio, noise }) => ratio !== null && noise === 0.5).sort((a, b) => (a.ratio ?? 0) - (b.ratio ?? 0));
  return [
    {
      id: 'C10',
      section: '5.1',
      provenance: SIMULATED,
      statement: "The average of SGD's iterates over a round lies on the flat side.",
      paper: 'Theorem 2: E[w̄] > c₀ > 0',
      measured: roundsText(rounds),
      verdict: RULES.C10.verdict(rounds),
      why: RULES.C10.why,
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
      verdict: RULES.C11.verdict(linear),
      why: RULES.C11.why,
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
      verdict: RULES.C12.verdict(creeping),
      why: RULES.C12.why,
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
            `${(100 * averages.startingSide.value).toFixed(1)} % of iterates on the starting side, mean |average| ` +
            `${averages.averageDistance.value.toFixed(3)}, mean |iterate| ${averages.iterateDistance.value.toFixed(3)}`,
        )
        .join('; '),
      verdict: RULES.C13.verdict(symmetric),
      why: RULES.C13.why,
    },
    decideStability(study, trace),
  ];
}

/** First the valleys that meet the paper's conditions, then the others, each with c′ and its limit. */
function roundsText(rounds: readonly RoundsCase[]): string {
  const texts = (some: readonly RoundsCase[]): string => some.map((entry) => {
    const { value, limit } = growthCondition(entry);
    const bound = averageBound(entry);
    return (
      `${caseName(entry)}: c′ ${value.toFixed(1)} against ${limit.toFixed(1)}, E[w̄] ${estimateText(entry.statistics.average, 4)}, ` +
      (bound > 0 ? `c₀ ${bound.toFixed(4)}, ${violations(entry)} of ${entry.statistics.rounds} rounds against the lemmas` : 'no bound c₀')
    );
  }).join('; ') || 'none';
  const [meeting, others] = [true, false].map((meets) => rounds.filter((entry) => meetsConditions(entry) === meets));
  return `the paper's conditions met: ${texts(meeting)}. Not met, the theorem says nothing: ${texts(others)}`;
}

function decideStability({ scale }: Study, trace: Trace): Claim {
  const { points, early, fall } = stabilityOf(trace, RULES.C14.thresholds.after);
  const last = trace.projections[trace.projections.length - 1];
  const late = points.slice(early, -1);
  const sign = Math.sign(last.measured.result.asymmetry.recentred.index ?? 0);
  const { network, seed } = trace.solution;
  return {
    id: 'C14',
    section: '5.2',
    provenance: `${network} on ${scale.dataset}, one training (seed ${seed}), ${scale.name} scale, batch norm re-estimated`,
    statement: 'The loss projected on an asymmetric direction is stable along the trajectory after an early phase.',
    paper: 'seen in Figure 7',
    measured:
      `along ${trace.kind} ${trace.index}, ${lateText(late, sign, last.epoch)}; ` +
      `mean D ${meanDifference(points.slice(0, early))} before, ${meanDifference(late)} after, a fall of ` +
      `${fall === null ? 'unknown size' : estimateText(fall, 2)}; ${asymmetryText(last)}; of ${trace.draws.count} draws ` +
      `${trace.draws.surely} asymmetric there with the whole interval of c*, ${trace.draws.byValue} by its value`,
    verdict: RULES.C14.verdict(trace),
    why: RULES.C14.why,
  };
}

/** @param sign of A at the last iterate */
function lateText(late: readonly StabilityPoint[], sign: number, lastEpoch: number): string {
  if (late.length === 0) return `no iterate before the last one, of epoch ${lastEpoch}, is late enough`;
  const largest = late.reduce((most, point) => (point.difference.value > most.difference.value ? point : most));
  const sameSide = late.filter(({ index }) => index !== null && Math.sign(index.value) === sign).length;
  return `from epoch ${late[0].epoch} of ${lastEpoch} on: largest D ${estimateText(largest.difference, 2)} at epoch ${largest.epoch}, ` +
    `A on the side of the last iterate in ${sameSide} of ${late.length}`;
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

/** `c = 10, ν = 0.5`; `random` where only the bounds of the gradient are known. */
export function caseName({ ratio, noise }: RoundsCase): string {
  return ratio === null ? `random, ν = ${noise}` : `c = ${ratio}, ν = ${noise}`;
}
