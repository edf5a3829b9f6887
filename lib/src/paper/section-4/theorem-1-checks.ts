import { generator } from '../../base/random';
import type { Quadruple } from '../../landscape/definition';
import type { Estimate } from '../../numbers/statistics';
import { bestBias, smallShiftBias } from '../theory/best-bias';
import { biasRange, expectedGain, gainBound, separableLoss, type ShiftModel, simulatedGain, straightWallGain } from '../theory/theorem-1';
import { piecewiseLinearValley, randomGradientValley, smoothValley } from '../theory/valleys';

/** Gain of one bias by three ways. */
export interface GainRow {
  readonly bias: number;
  /** Mean over all signs. */
  readonly exact: number;
  /** Closed form; of several dimensions the theorem's sum, which is exact for straight walls. */
  readonly closedForm: number;
  /** Mean over random signs, with its 95 % interval. */
  readonly simulated: Estimate;
}

/** Gains of random valleys, shifts and biases against the theorem's bound. */
export interface BoundTrials {
  readonly trials: number;
  readonly violations: number;
  /** Smallest gain minus bound. */
  readonly smallestMargin: number;
}

/** Everything that claim C8 rests on (spec's simulations A, B and C). */
export interface Theorem1Checks {
  /** Straight walls in one dimension, δ̄ = 1, p = 0.1, c = 5. */
  readonly line: readonly GainRow[];
  /** Straight walls in two dimensions. */
  readonly plane: GainRow;
  /** Admissible biases in random valleys of 1 to 4 dimensions, with a random mismatch. */
  readonly admissible: BoundTrials;
  /** Biases between the minimum and the maximum of the range condition, straight walls: the bound must fail. */
  readonly between: BoundTrials;
  /** An adversarial mismatch in one dimension: gain and bound, which should be equal. */
  readonly adversary: { readonly gain: number; readonly bound: number };
  /** Best bias in a smooth valley beside the approximation for small shifts. */
  readonly smooth: readonly { readonly shift: number; readonly best: number; readonly approximation: number; readonly gain: number }[];
}

/** Walls of the illustrations: Definition 1 with p = 0.1 and c = 5 for every r and ζ. */
export const ILLUSTRATION_WALLS: Quadruple = { radius: 5, slope: 0.1, ratio: 5, zeta: 0 };
/** δ̄ of the illustrations. */
export const ILLUSTRATION_SHIFT = 1;

const BIASES = [0.25, 0.5, 1, 1.5, 2, 3, 4];
const DRAWS = 20_000;
const TRIALS = 200;

/** The model of the illustrations: straight walls in one dimension, shifted by ±1. */
export function wallModel(mismatch?: ShiftModel['mismatch']): ShiftModel {
  return {
    loss: separableLoss([piecewiseLinearValley(ILLUSTRATION_WALLS.slope, ILLUSTRATION_WALLS.ratio)]),
    shifts: [ILLUSTRATION_SHIFT],
    mismatch,
  };
}

/** Runs all simulations of Theorem 1. Takes a fraction of a second. */
export function checkTheorem1(seed = 0): Theorem1Checks {
  return {
    line: BIASES.map((bias, k) => ({
      bias, exact: expectedGain(wallModel(), [0], [bias]), closedForm: straightWallGain(ILLUSTRATION_WALLS, ILLUSTRATION_SHIFT, bias),
      simulated: simulatedGain(wallModel(), [0], [bias], { draws: DRAWS, seed: seed + k }),
    })),
    plane: checkPlane(seed),
    admissible: trialsOf((source) => randomTrial(source)),
    between: trialsOf((source) => {
      const bias = ILLUSTRATION_SHIFT + (ILLUSTRATION_WALLS.radius - 2 * ILLUSTRATION_SHIFT) * (0.01 + 0.99 * source.uniform());
      return { gain: expectedGain(wallModel(), [0], [bias]), bound: gainBound([ILLUSTRATION_WALLS], [bias]) };
    }),
    adversary: checkAdversary(),
    smooth: [0.05, 0.1, 0.3, 1].map((shift) => {
      const valley = smoothValley(0.1, 5, 0.1);
      const { bias, gain } = bestBias(valley, shift);
      return { shift, best: bias, approximation: smallShiftBias(valley, shift), gain };
    }),
  };

  function trialsOf(trial: (source: ReturnType<typeof generator>) => { readonly gain: number; readonly bound: number }): BoundTrials {
    const source = generator(seed, 'theorem-1/trials');
    const margins = Array.from({ length: TRIALS }, () => trial(source)).map(({ gain, bound }) => gain - bound);
    return { trials: TRIALS, violations: margins.filter((margin) => margin < -1e-12).length, smallestMargin: Math.min(...margins) };
  }
}

function checkPlane(seed: number): GainRow {
  const constants = [ILLUSTRATION_WALLS, { ...ILLUSTRATION_WALLS, slope: 0.2, ratio: 3 }];
  const model = { loss: separableLoss(constants.map(({ slope, ratio }) => piecewiseLinearValley(slope, ratio))), shifts: [1, 0.6] };
  const bias = [0.5, 0.3];
  return {
    bias: Math.hypot(...bias), exact: expectedGain(model, [0, 0], bias), closedForm: gainBound(constants, bias),
    simulated: simulatedGain(model, [0, 0], bias, { draws: DRAWS, seed: seed + BIASES.length }),
  };
}

/** −ξ at the solution and +ξ at the biased point: the gain of straight walls can be no lower. */
function checkAdversary(): Theorem1Checks['adversary'] {
  const [mismatch, bias] = [0.02, 0.5];
  const model = wallModel(([w]) => (w > bias / 2 ? mismatch : -mismatch));
  return { gain: expectedGain(model, [0], [bias]), bound: gainBound([ILLUSTRATION_WALLS], [bias], mismatch) };
}

/** Valleys of which only the bounds of the gradients are known, a wavy mismatch, a bias anywhere in the range. */
function randomTrial(source: ReturnType<typeof generator>): { readonly gain: number; readonly bound: number } {
  const dimensions = 1 + source.integer(4);
  const valleys = Array.from({ length: dimensions }, () =>
    randomGradientValley({ flat: [0.02, 0.1], sharp: [-1, -0.4], spacing: 0.2, points: 20, seed: source.integer(1e6) }),
  );
  const constants = valleys.map(() => ({ radius: 10, slope: 0.1, ratio: 4, zeta: 0 }));
  const shifts = valleys.map(() => 0.2 + source.uniform());
  const mismatch = 0.01 * source.uniform();
  const bias = constants.map((quadruple, i) => {
    const { above, upTo } = biasRange(quadruple, shifts[i], mismatch);
    return upTo - (upTo - above) * 0.99 * source.uniform();
  });
  const wave = (w: readonly number[]): number => mismatch * Math.sin(100 * w.reduce((sum, x) => sum + x, 0));
  return {
    gain: expectedGain(
      { loss: separableLoss(valleys), shifts, mismatch: wave },
      valleys.map(() => 0),
      bias,
    ),
    bound: gainBound(constants, bias, mismatch),
  };
}
