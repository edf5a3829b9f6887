import { type Estimate, mean } from '../../numbers/statistics';
import { percentText, withMinus } from '../../numbers/texts';
import type { Row } from '../../notebook/table';
import {
  averageBound,
  creepingAverages,
  exactRounds,
  firstIterateBounds,
  flatPhase,
  growthCondition,
  smallestSum,
} from '../theory/theorem-2';
import { sgdIterates } from '../theory/sgd';
import type { Recorded } from '../../records/records';
import { caseName } from './claims';
import type { DrawnRun } from './drawn-run';
import { CREEPING_RUNS, type CreepingCase, type RoundsCase, type StationaryCase, type SymmetricCase } from './simulations';

type SimulatedRun = Pick<DrawnRun, 'valley' | 'settings'>;

/** On which side of the minimum a run's iterates and their average lie: two sentences. */
export function sidesText({ valley, settings }: SimulatedRun): string {
  const places = sgdIterates(valley, settings).map((w) => w - valley.minimiser);
  const average = mean(places);
  const side = average >= 0 ? 'flat' : 'sharp';
  return `${percentText(mean(places.map((place) => Number(place >= 0))))} of the ${places.length} iterates lie on the flat side. `
    + `Their average lies ${short(Math.abs(average))} from the minimum, on the ${side} side.`;
}

/** The mean gradient over a run's iterates, less the first tenth of them, and the gradient at their average: two sentences. */
export function meanGradientText({ valley, settings }: SimulatedRun): string {
  const iterates = settled(sgdIterates(valley, settings));
  return `Gradient, averaged over ${iterates.length} iterates: ${short(mean(iterates.map(valley.gradient)))}. `
    + `Gradient at the average of these iterates: ${short(valley.gradient(mean(iterates)))}.`;
}

/** The iterates without the first tenth, in which SGD still comes from its start. */
export function settled(iterates: Float64Array): Float64Array {
  return iterates.subarray(Math.floor(iterates.length / 10));
}

function short(value: number): string {
  return withMinus(String(Number(value.toPrecision(2))));
}

/** One row for each case: the averages of its rounds beside the exact values and the bound c₀. */
export function sgdRoundRows({ result }: Recorded<RoundsCase[]>): Row[] {
  return result.map((entry) => {
    const { statistics, ratio, learningRate } = entry;
    const exact = ratio === null ? null : exactRounds(1, ratio, learningRate);
    const bound = averageBound(entry);
    return {
      valley: caseName(entry),
      rounds: statistics.rounds,
      'E[w̄]': interval(statistics.average, 4),
      'smallest w̄': statistics.smallestAverage,
      'bound c₀': bound > 0 ? bound.toFixed(4) : 'silent',
      'time average': interval(statistics.timeAverage, 4),
      exactly: exact?.timeAverage,
      'E[N]': statistics.length.value,
      'exactly c + 1': exact?.length,
      'flat share': statistics.flatShare.value,
      'exactly c/(c + 1)': exact?.flatShare,
    };
  });
}

/** One row for each case: what the lemmas bound, measured. */
export function theorem2LemmaRows({ result }: Recorded<RoundsCase[]>): Row[] {
  return result.map((entry) => {
    const { statistics } = entry;
    const { low, high } = firstIterateBounds(entry);
    const { atLeast, atMost } = flatPhase(entry);
    const condition = growthCondition(entry);
    const lengths = statistics.flatLengths.flatMap((count, length) => (count > 0 ? [length] : []));
    const outside = statistics.flatLengths.reduce((sum, count, length) => sum + (length < atLeast || length > atMost ? count : 0), 0);
    return {
      valley: caseName(entry),
      'w₀ measured': `${statistics.first[0].toFixed(3)} to ${statistics.first[1].toFixed(3)}`,
      'Lemma 4': `${low.toFixed(3)} to ${high.toFixed(3)}`,
      'rounds without exactly one sharp iterate': statistics.otherThanOneSharp,
      'smallest S': statistics.smallestSum,
      'bound s': smallestSum(entry),
      'flat iterates': `${lengths[0]} to ${lengths[lengths.length - 1]}`,
      'T₁ to T₂ (each fails in ≤ 5 %)': `${atLeast} to ${atMost}`,
      'rounds outside': `${((100 * outside) / statistics.rounds).toFixed(1)} %`,
      "paper's condition c′ < e^(c/3)/6": comparisonText(condition),
    };
  });
}

function comparisonText({ value, limit }: { readonly value: number; readonly limit: number }): string {
  return `${value.toFixed(1)} ${value < limit ? '<' : '≥'} ${limit.toFixed(1)}`;
}

/** One row for each valley of Figure 6. */
export function creepingRows(cases: readonly CreepingCase[]): Row[] {
  return cases.map(({ valley, ratio, flat, sharp }) => {
    const exact = valley === 'smooth' ? null : creepingAverages(1, ratio, CREEPING_RUNS);
    return {
      valley: `${valley}, c = ${ratio}`,
      'average from the flat side': flat,
      'formula, flat': exact?.flat,
      'average from the sharp side': sharp,
      'formula, sharp': exact?.sharp,
      'ratio of distances': Math.abs(flat / sharp),
    };
  });
}

/** One row for each symmetric function of Appendix D. */
export function symmetricRows({ result }: Recorded<SymmetricCase[]>): Row[] {
  return result.map(({ slope, averages }) => ({
    function: `${slope}·|w|`,
    runs: averages.runs,
    'mean average': interval(averages.average, 4),
    'sd of averages': averages.deviation,
    'iterates on the starting side': `${(100 * averages.startingSide.value).toFixed(2)} %`,
    'mean |average|': averages.averageDistance.value,
    'mean |iterate|': averages.iterateDistance.value,
  }));
}

/** One row for each setting of stationary SGD on the smooth valley. */
export function stationaryRows({ result }: Recorded<StationaryCase[]>): Row[] {
  return result.map(({ learningRate, momentum, state }) => ({
    'η': learningRate,
    'momentum': momentum,
    'w̄ − w_min': interval(state.offset, 4),
    'second order': state.secondOrder,
    'sd of iterates': state.spread,
    'mean gradient': interval(state.meanGradient, 5),
    'gradient at w̄': interval(state.gradientAtAverage, 4),
  }));
}

function interval({ value, low, high }: Estimate, digits: number): string {
  return `${value.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}
