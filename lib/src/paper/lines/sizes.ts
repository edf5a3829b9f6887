import type { ScaleName } from '../study/scale';

/** How much is measured in sections 6.1 and 6.2, besides what the scale says. Training and test examples are the first ones. */
export interface LineSizes {
  /** α goes from −2 to 3 in this step, 1/P of the authors' code. */
  readonly step: number;
  /** The same on the line of which the test loss is calibrated at every point. */
  readonly calibrationStep: number;
  readonly trainExamples: number;
  readonly testExamples: number;
  /** Training examples, augmented, from which batch norm is re-estimated at every point. */
  readonly batchNormExamples: number;
  /** Distances of a curve along u_inter ± u_rand (Figure 9). */
  readonly mixedPoints: number;
  /** Directions along which the offsets of a pair are compared, each on another tensor; training examples (batch norm: as many). */
  readonly offsetDirections: number;
  readonly offsetExamples: number;
  /** Examples of the gradients, and directions onto which they are projected. */
  readonly gradientExamples: number;
  readonly gradientDirections: number;
  /** Directions along which slopes on plain images are measured. */
  readonly slopeDirections: number;
}

const SIZES: Readonly<Record<ScaleName, LineSizes>> = {
  smoke: {
    step: 0.5, calibrationStep: 0.5, trainExamples: 100, testExamples: 100, batchNormExamples: 100,
    mixedPoints: 9, offsetDirections: 3, offsetExamples: 100, gradientExamples: 100, gradientDirections: 20, slopeDirections: 2,
  },
  laptop: {
    step: 0.1, calibrationStep: 0.5, trainExamples: 1500, testExamples: 1500, batchNormExamples: 1000,
    mixedPoints: 11, offsetDirections: 25, offsetExamples: 300, gradientExamples: 3000, gradientDirections: 1000, slopeDirections: 2,
  },
  paper: {
    step: 0.025, calibrationStep: 0.1, trainExamples: 10_000, testExamples: 10_000, batchNormExamples: 50_000,
    mixedPoints: 41, offsetDirections: 50, offsetExamples: 10_000, gradientExamples: 50_000, gradientDirections: 5000, slopeDirections: 20,
  },
};

/** The sizes at a scale. */
export function lineSizes({ name }: { readonly name: ScaleName }): LineSizes {
  return SIZES[name];
}
