import { mean } from '../../numbers/statistics';
import { type NoiseTail, noiseTail } from '../theory/azuma';
import { measureRunAverages, type RunAverages } from '../theory/run-averages';
import { measureRounds, type RoundStatistics } from '../theory/rounds';
import { sgdIterates } from '../theory/sgd';
import { type StationaryState, stationaryState } from '../theory/smoothing';
import { averageBound, exactRounds, type GradientBounds, piecewiseLinearGradients, type Theorem2Setting } from '../theory/theorem-2';
import { piecewiseLinearValley, randomGradientValley, smoothValley, type Valley } from '../theory/valleys';
import { codeIdentity } from '../../records/code-identity';
import type { Json, Recorded } from '../../records/records';
import { type Study, studyRecord } from '../study/study';

/** How long the simulations run: `runs` independent ones of `steps` each, and so on. */
interface SimulationSizes {
  readonly rounds: { readonly runs: number; readonly steps: number };
  readonly sweeps: { readonly runs: number; readonly steps: number };
  readonly stationary: { readonly runs: number; readonly steps: number };
  readonly symmetricRuns: number;
  readonly tailRuns: number;
}

const WHOLE: SimulationSizes = {
  rounds: { runs: 20, steps: 20_000 },
  sweeps: { runs: 10, steps: 10_000 },
  stationary: { runs: 20, steps: 150_000 },
  symmetricRuns: 4000,
  tailRuns: 100_000,
};
const SMOKE: SimulationSizes = {
  rounds: { runs: 10, steps: 4000 },
  sweeps: { runs: 10, steps: 1000 },
  stationary: { runs: 10, steps: 5000 },
  symmetricRuns: 400,
  tailRuns: 10_000,
};
const SEED = 1;
const ENGINE = 'JavaScript numbers';

/** Simulations in one dimension cost seconds at every scale; only the smoke tests shorten them. */
function sizesOf({ scale }: Study): SimulationSizes {
  return scale.name === 'smoke' ? SMOKE : WHOLE;
}

/** What is simulated, how, and by which code. */
interface Simulation {
  readonly name: string;
  readonly inputs: { readonly [key: string]: Json };
  /** Of the function that computes, see `codeIdentity`. */
  readonly code: string;
}

function simulated<T>(study: Study, { name, inputs, code }: Simulation, compute: () => T): Promise<Recorded<T>> {
  const what = { name: `theory/${name}`, inputs: { ...inputs, seed: SEED }, engine: ENGINE, code };
  return studyRecord(study, what, () => Promise.resolve(compute()));
}

/** Rounds of SGD on one valley, with what Theorem 2 needs to know of it. */
export interface RoundsCase extends Theorem2Setting {
  /** c of a piecewise-linear valley; null: only the bounds of the gradient are known. */
  readonly ratio: number | null;
  readonly statistics: RoundStatistics;
}

const LEARNING_RATE = 0.1;
/** Ratio and noise of the piecewise-linear valleys of slope 1. For c = 2 the theorem is silent. */
const LINEAR_CASES: readonly (readonly [ratio: number, noise: number])[] = [[2, 0.5], [4, 0.5], [10, 0.5], [10, 1], [20, 0.5]];
const RANDOM_GRADIENTS: GradientBounds = { flat: [0.5, 1], sharp: [-15, -10] };
const RANDOM_GRID = { spacing: 0.05, points: 40, seed: SEED } as const;

/** Many rounds on piecewise-linear valleys and on one that knows only the bounds of its gradient. Recorded. */
export function measureRoundCases(study: Study): Promise<Recorded<RoundsCase[]>> {
  const { runs, steps } = sizesOf(study).rounds;
  const inputs = {
    learningRate: LEARNING_RATE,
    linear: LINEAR_CASES,
    random: { ...RANDOM_GRADIENTS, ...RANDOM_GRID, noise: 0.5 },
    runs,
    steps,
  };
  return simulated(study, { name: 'rounds', inputs, code: codeIdentity(__filename, roundCases) }, () => roundCases(runs, steps));
}

function roundCases(runs: number, steps: number): RoundsCase[] {
  const measure = (valley: Valley, noise: number): RoundStatistics =>
    measureRounds(valley, { learningRate: LEARNING_RATE, noise, start: 0, steps, seed: SEED }, runs);
  return [
    ...LINEAR_CASES.map(
      ([ratio, noise]): RoundsCase => ({
        ratio,
        gradients: piecewiseLinearGradients(1, ratio),
        learningRate: LEARNING_RATE,
        noise,
        statistics: measure(piecewiseLinearValley(1, ratio), noise),
      }),
    ),
    {
      ratio: null,
      gradients: RANDOM_GRADIENTS,
      learningRate: LEARNING_RATE,
      noise: 0.5,
      statistics: measure(randomGradientValley({ ...RANDOM_GRADIENTS, ...RANDOM_GRID }), 0.5),
    },
  ];
}

/** How the average depends on one quantity, the others staying at η = 0.1, ν = 0.5, c = 10. */
export interface RoundSweep {
  readonly quantity: 'learning rate' | 'noise' | 'ratio';
  readonly points: readonly {
    readonly value: number;
    readonly average: RoundStatistics['average'];
    readonly bound: number;
    readonly exact: number;
  }[];
}

const SWEPT: Readonly<Record<RoundSweep['quantity'], readonly number[]>> = {
  'learning rate': [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5],
  noise: [0.05, 0.2, 0.4, 0.6, 0.8, 1],
  ratio: [3, 4, 6, 8, 10, 15, 20, 30],
};

const USUAL = { learningRate: LEARNING_RATE, noise: 0.5, ratio: 10 };

/** The average of a round against learning rate, noise and asymmetry, on piecewise-linear valleys of slope 1. Recorded. */
export function measureRoundSweeps(study: Study): Promise<Recorded<RoundSweep[]>> {
  const { runs, steps } = sizesOf(study).sweeps;
  const inputs = { usual: USUAL, swept: SWEPT, runs, steps };
  return simulated(study, { name: 'sweeps', inputs, code: codeIdentity(__filename, roundSweeps) }, () => roundSweeps(runs, steps));
}

function roundSweeps(runs: number, steps: number): RoundSweep[] {
  const point = (settings: typeof USUAL, value: number): RoundSweep['points'][number] => {
    const { learningRate, noise, ratio } = settings;
    const { average } = measureRounds(piecewiseLinearValley(1, ratio), { learningRate, noise, start: 0, steps, seed: SEED }, runs);
    const bound = averageBound({ gradients: piecewiseLinearGradients(1, ratio), learningRate, noise });
    return { value, average, bound, exact: exactRounds(1, ratio, learningRate).timeAverage };
  };
  return [
    { quantity: 'learning rate', points: SWEPT['learning rate'].map((value) => point({ ...USUAL, learningRate: value }, value)) },
    { quantity: 'noise', points: SWEPT.noise.map((value) => point({ ...USUAL, noise: value }, value)) },
    { quantity: 'ratio', points: SWEPT.ratio.map((value) => point({ ...USUAL, ratio: value }, value)) },
  ];
}

/** How far noise carries the iterates off within so many steps, simulated. */
export interface SimulatedTails {
  readonly steps: number;
  readonly runs: number;
  readonly tails: readonly NoiseTail[];
}

/** Tails of the noise's sum over a flat phase of 10 steps, in units of η·ν, for Azuma's inequality. Recorded. */
export function measureNoiseTails(study: Study): Promise<Recorded<SimulatedTails>> {
  const steps = 10;
  const runs = sizesOf(study).tailRuns;
  const margins = Array.from({ length: 15 }, (_, i) => 0.5 * (i + 1));
  const inputs = { steps, runs, margins };
  return simulated(study, { name: 'azuma', inputs, code: codeIdentity(__filename, noiseTails) }, () => noiseTails(margins, steps, runs));
}

function noiseTails(margins: readonly number[], steps: number, runs: number): SimulatedTails {
  return { steps, runs, tails: noiseTail(margins, { steps, runs, seed: SEED }) };
}

/** SGD hovering on a smooth valley at a constant rate. */
export interface StationaryCase {
  readonly learningRate: number;
  readonly momentum: number;
  readonly state: StationaryState;
}

/** The smooth valley of the illustrations: a = 0.1, c = 5, τ = 0.1. */
export const SMOOTH_VALLEY = { slope: 0.1, ratio: 5, rounding: 0.1 } as const;
/** ν on the smooth valley. */
export const SMOOTH_VALLEY_NOISE = 0.3;
const STATIONARY: readonly (readonly [learningRate: number, momentum: number])[] = [[0.1, 0], [0.3, 0], [1, 0], [1, 0.9]];

/** The smoothing identity: mean gradients of stationary SGD on the smooth valley, with and without momentum. Recorded. */
export function measureStationarySgd(study: Study): Promise<Recorded<StationaryCase[]>> {
  const { runs, steps } = sizesOf(study).stationary;
  const inputs = { valley: SMOOTH_VALLEY, noise: SMOOTH_VALLEY_NOISE, settings: STATIONARY, runs, steps };
  const code = codeIdentity(__filename, stationaryCases);
  return simulated(study, { name: 'stationary', inputs, code }, () => stationaryCases(runs, steps));
}

function stationaryCases(runs: number, steps: number): StationaryCase[] {
  const valley = smoothValley(SMOOTH_VALLEY.slope, SMOOTH_VALLEY.ratio, SMOOTH_VALLEY.rounding);
  return STATIONARY.map(([learningRate, momentum], i) => ({
    // Noise of its own for each setting: the mean gradient is that of the noise, negated, nearly.
    learningRate,
    momentum,
    state: stationaryState(valley, { learningRate, momentum, noise: SMOOTH_VALLEY_NOISE, steps, seed: SEED + i }, runs),
  }));
}

/** Averages on a symmetric function s·|w|. */
export interface SymmetricCase {
  readonly slope: number;
  readonly averages: RunAverages;
}

/** The runs of Appendix D: η, ν, the start and a hundred steps from it, on s·|w|. */
export const SYMMETRIC_RUNS = { learningRate: 0.1, noise: 0.3, start: 1, steps: 101, slopes: [0.05, 3] } as const;

/** Averages of many runs on a flat and on a sharp symmetric function, without the start (Appendix D). Recorded. */
export function measureSymmetric(study: Study): Promise<Recorded<SymmetricCase[]>> {
  const runs = sizesOf(study).symmetricRuns;
  const inputs = { ...SYMMETRIC_RUNS, runs };
  return simulated(study, { name: 'symmetric', inputs, code: codeIdentity(__filename, symmetricCases) }, () => symmetricCases(runs));
}

function symmetricCases(runs: number): SymmetricCase[] {
  const { slopes, ...settings } = SYMMETRIC_RUNS;
  return slopes.map((slope) => {
    const averages = measureRunAverages(piecewiseLinearValley(slope, 1), { ...settings, seed: SEED }, runs);
    return { slope, averages };
  });
}

/** The averages of two runs without oscillation, from the same distance on either side. */
export interface CreepingCase {
  readonly valley: 'piecewise linear' | 'smooth';
  readonly ratio: number;
  readonly flat: number;
  readonly sharp: number;
}

/** η, steps and the distance of the start in Figure 6. */
export const CREEPING_RUNS = { learningRate: 0.001, steps: 1500, start: 1 } as const;

/** Figure 6 in numbers: a learning rate so small that the iterates creep to the bottom, no noise, slope 1. Milliseconds. */
export function measureCreeping(): CreepingCase[] {
  const average = (valley: Valley, side: 1 | -1): number =>
    mean(sgdIterates(valley, { ...CREEPING_RUNS, start: valley.minimiser + side * CREEPING_RUNS.start, noise: 0, seed: SEED })) -
    valley.minimiser;
  const both = (valley: Valley): { flat: number; sharp: number } => ({ flat: average(valley, 1), sharp: average(valley, -1) });
  return [
    ...[2, 5, 10].map((ratio): CreepingCase => ({ valley: 'piecewise linear', ratio, ...both(piecewiseLinearValley(1, ratio)) })),
    { valley: 'smooth', ratio: SMOOTH_VALLEY.ratio, ...both(smoothValley(1, SMOOTH_VALLEY.ratio, SMOOTH_VALLEY.rounding)) },
  ];
}
