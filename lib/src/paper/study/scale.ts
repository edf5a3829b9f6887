import { UsageError } from '../../base/errors';
import type { OwnNetwork } from '../../networks/networks';

/** How large an experiment is: `smoke` seconds, for tests; `laptop` the default; `paper` the paper's own. */
export type ScaleName = 'smoke' | 'laptop' | 'paper';

/**
 * What a study looks at a network for.
 *
 * - `main`: what every section looks at first, and most claims rest on.
 * - `shallow`: PreResNet-8 or what stands for it (sections 6.2, 6.3, 7).
 * - `shallow-without-norm`: its copy without any norm (section 7).
 * - `shallow-variant`: copies of it that came after the paper, such as with group norm in place of batch norm (section 7).
 * - `appendix`: networks of other kinds (Appendices A, C, G and I, in sections 3, 4, 6.1 and 7).
 */
export type NetworkRole = 'main' | 'shallow' | 'shallow-without-norm' | 'shallow-variant' | 'appendix';

/** A network of a scale, in one role; at smoke scale one network has several, each in a row. */
export interface NetworkRow {
  /** Of one's own network: letters, digits, dots and dashes, and none of the project's names. */
  readonly name: string;
  readonly role: NetworkRole;
  /** Seeds of its trainings by the scale's own recipe. */
  readonly seeds: readonly number[];
  /** Of one's own network. Another process does not know it: it is trained and measured in this one only. */
  readonly build?: OwnNetwork['build'];
}

/** Everything that a notebook's scale decides. */
export interface Scale {
  readonly name: ScaleName;
  readonly dataset: string;
  /** Its networks, each with what it is looked at for and the seeds of its trainings. */
  readonly networks: readonly NetworkRow[];
  /** Recipe of the solutions that the sections compare. */
  readonly recipe: string;
  /** Recipe of the solution that is trained on all images. */
  readonly fullRecipe: string;
  /** Recipes of section 6.2: large batch, from there small batch, and the control with an unchanged batch size. */
  readonly largeBatchRecipe: string;
  readonly smallBatchRecipe: string;
  readonly sameBatchRecipe: string;
  /** Training and test examples on which a curve is measured: the first so many, the same at every point. */
  readonly trainExamples: number;
  readonly testExamples: number;
  /** Training examples from which batch norm is re-estimated at a point. */
  readonly batchNormExamples: number;
  /** Examples of the curves along directions at the study's own network, on which sections 3 and 4 rest. */
  readonly directionExamples: { readonly train: number; readonly test: number };
  /** The same of its first (0, 1) direction, which Figures 2 and 3 show. */
  readonly figureExamples: { readonly train: number; readonly test: number };
  /** Examples of the curves of neighbours (section 4). */
  readonly neighbourExamples: { readonly train: number; readonly test: number; readonly batchNorm: number };
  /** Independent training sets of the logistic regression (section 4). */
  readonly trainingSets: number;
  /** Distances of a curve. */
  readonly points: number;
  /** Directions of each kind in the statistics, and of the kinds that only serve as controls. */
  readonly directions: number;
  readonly controlDirections: number;
  /** Random rays of section 6.3. */
  readonly rays: RayScale;
  /** Curves along groups of weights (section 7). */
  readonly groups: GroupScale;
  /** Averages of a part of the weights (section 7). */
  readonly averages: AverageScale;
}

/** Section 7 measures many curves, each on fewer images and at fewer distances. */
export interface GroupScale {
  readonly trainExamples: number;
  readonly testExamples: number;
  readonly batchNormExamples: number;
  readonly points: number;
  /** (0, 1) directions of each of the two main groups at the main network, over all its seeds together. */
  readonly directions: number;
  /** Directions of each group at each seed of another network, and of symmetric ones. */
  readonly otherDirections: number;
  /** Directions of each control. */
  readonly controlDirections: number;
}

/** How section 7 evaluates averages of a part of the weights. */
export interface AverageScale {
  readonly testExamples: number;
  readonly batchNormExamples: number;
  /** Every so many epochs of averaging, and every epoch of their last third. */
  readonly every: number;
  /** Random subsets. */
  readonly subsets: number;
}

/** How apparent widths are measured: training loss only, from a solution outward. */
export interface RayScale {
  /** Rays from each solution, and where they only serve as a control. */
  readonly count: number;
  readonly controls: number;
  /** Distances of a ray, the solution itself not counted. */
  readonly points: number;
  /** Training examples, the first so many; a multiple of the 10 blocks that are resampled. */
  readonly examples: number;
  /** Points α of the line from SWA (0) to SGD (1) at which the width is measured. */
  readonly positions: readonly number[];
}

const LINE = [-2, -1, 0, 0.5, 1, 2, 3] as const;

/** PreResNet-8 and its copies, which are the same at every scale. */
function shallowRows(seeds: readonly number[]): readonly NetworkRow[] {
  return [
    { name: 'preresnet-8', role: 'shallow', seeds },
    { name: 'preresnet-8-no-bn', role: 'shallow-without-norm', seeds },
    { name: 'preresnet-8-symmetric-gamma', role: 'shallow-variant', seeds },
    { name: 'preresnet-8-group-norm', role: 'shallow-variant', seeds },
  ];
}

/** The recipes whose names begin with the scale's. */
function recipesOf(name: ScaleName): Pick<Scale, 'largeBatchRecipe' | 'smallBatchRecipe' | 'sameBatchRecipe'> {
  return { largeBatchRecipe: `${name}-large-batch`, smallBatchRecipe: `${name}-small-batch`, sameBatchRecipe: `${name}-same-batch` };
}

const SCALES: Readonly<Record<ScaleName, Scale>> = {
  smoke: {
    name: 'smoke',
    dataset: 'synthetic',
    networks: [
      { name: 'preresnet-8', role: 'main', seeds: [1] },
      ...shallowRows([1]),
      // Small ones stand in for networks of other kinds.
      { name: 'preresnet-8-symmetric-gamma', role: 'appendix', seeds: [1] },
      { name: 'preresnet-8-group-norm', role: 'appendix', seeds: [1] },
    ],
    ...recipesOf('smoke'),
    recipe: 'smoke',
    fullRecipe: 'smoke',
    trainExamples: 100,
    testExamples: 100,
    batchNormExamples: 100,
    directionExamples: { train: 100, test: 100 },
    figureExamples: { train: 100, test: 100 },
    neighbourExamples: { train: 100, test: 100, batchNorm: 100 },
    trainingSets: 30,
    points: 9,
    directions: 3,
    controlDirections: 2,
    rays: { count: 2, controls: 2, points: 3, examples: 100, positions: [0, 1, 2] },
    groups: {
      trainExamples: 50,
      testExamples: 10,
      batchNormExamples: 50,
      points: 7,
      directions: 2,
      otherDirections: 2,
      controlDirections: 1,
    },
    averages: { testExamples: 100, batchNormExamples: 50, every: 2, subsets: 2 },
  },
  laptop: {
    name: 'laptop',
    dataset: 'cifar10',
    networks: [
      { name: 'preresnet-20', role: 'main', seeds: [1, 2, 3, 4] },
      ...shallowRows([1, 2, 3]),
      { name: 'preresnet-29', role: 'appendix', seeds: [1] },
      { name: 'densenet-bc-40', role: 'appendix', seeds: [1] },
    ],
    ...recipesOf('laptop'),
    recipe: 'laptop',
    fullRecipe: 'laptop-full',
    trainExamples: 1000,
    testExamples: 500,
    batchNormExamples: 1000,
    directionExamples: { train: 2000, test: 2000 },
    figureExamples: { train: 5000, test: 5000 },
    neighbourExamples: { train: 500, test: 1000, batchNorm: 500 },
    trainingSets: 400,
    points: 17,
    directions: 20,
    controlDirections: 10,
    rays: { count: 10, controls: 5, points: 6, examples: 500, positions: LINE },
    groups: {
      trainExamples: 500,
      testExamples: 100,
      batchNormExamples: 1000,
      points: 13,
      directions: 20,
      otherDirections: 3,
      controlDirections: 1,
    },
    averages: { testExamples: 2000, batchNormExamples: 1000, every: 5, subsets: 5 },
  },
  paper: {
    name: 'paper',
    dataset: 'cifar10',
    networks: [
      { name: 'preresnet-110', role: 'main', seeds: [1, 2, 3, 4, 5] },
      ...shallowRows([1, 2, 3, 4, 5]),
      { name: 'preresnet-164', role: 'appendix', seeds: [1, 2, 3, 4, 5] },
      { name: 'densenet-bc-100', role: 'appendix', seeds: [1, 2, 3, 4, 5] },
    ],
    ...recipesOf('paper'),
    recipe: 'paper',
    fullRecipe: 'paper-plain',
    trainExamples: 10_000,
    testExamples: 10_000,
    batchNormExamples: 50_000,
    directionExamples: { train: 10_000, test: 10_000 },
    figureExamples: { train: 10_000, test: 10_000 },
    neighbourExamples: { train: 10_000, test: 10_000, batchNorm: 50_000 },
    trainingSets: 1000,
    points: 41,
    directions: 20,
    controlDirections: 10,
    rays: { count: 20, controls: 10, points: 12, examples: 10_000, positions: LINE },
    groups: {
      trainExamples: 10_000,
      testExamples: 1000,
      batchNormExamples: 50_000,
      points: 41,
      directions: 20,
      otherDirections: 10,
      controlDirections: 5,
    },
    averages: { testExamples: 10_000, batchNormExamples: 50_000, every: 5, subsets: 5 },
  },
};

/**
 * The scale of a notebook: the one named, unless the environment variable VALLEYS_SCALE names another (that is how
 * `npm run notebooks -- --scale smoke` reaches every notebook); empty, it names none.
 *
 * @throws UsageError SCALE_UNKNOWN
 */
export function chooseScale(name: ScaleName): Scale {
  const chosen = process.env.VALLEYS_SCALE || name;
  if (!Object.hasOwn(SCALES, chosen)) {
    throw new UsageError('SCALE_UNKNOWN', `There is no scale "${chosen}".`, `Use one of: ${Object.keys(SCALES).join(', ')}.`);
  }
  return SCALES[chosen as ScaleName];
}
