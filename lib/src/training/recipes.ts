import { UsageError } from '../base/errors';
import { suggestion } from '../base/nearest';

/**
 * Learning rate as a function of the zero-based epoch index e, with t = e / `span`: `peak` while t ≤ 0.5, then linearly down to
 * `peak · finalFactor` at t = 0.9, constant after that (the authors' code).
 */
export interface Schedule {
  readonly peak: number;
  readonly finalFactor: number;
  /** Number of epochs at t = 1: the first averaged epoch with SWA, all epochs without. */
  readonly span: number;
}

/** Everything that determines a training except the network, the dataset and the seed. */
export interface Recipe {
  readonly name: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly schedule: Schedule;
  readonly momentum: number;
  /** λ, added to the gradient of every weight, batch norm and biases included. */
  readonly weightDecay: number;
  /** Pad by 4, crop at random, mirror at random. */
  readonly augment: boolean;
  /** Number of training images; absent: all from `firstExample` on. */
  readonly trainExamples?: number;
  /** Index of the first training image, counted from 0. Default 0. */
  readonly firstExample?: number;
  /** Average the weights after every epoch from this epoch number (counted from 1) on. */
  readonly swaStart?: number;
  /** The recipe whose last iterate is the start, with fresh momentum; absent: start from the initialisation. */
  readonly startsFrom?: string;
  /** SGD continued from the SWA solution with fresh momentum, at a small constant rate. */
  readonly afterSwa?: { readonly epochs: number; readonly learningRate: number };
  /** Test after every so many epochs, and after the last. The epochs after SWA are always tested. */
  readonly testEvery: number;
}

const PAPER = { batchSize: 128, momentum: 0.9, weightDecay: 3e-4, augment: true } as const;

/** η of epoch index `epoch`, counted from 0. */
export function learningRate(schedule: Schedule, epoch: number): number {
  const t = epoch / schedule.span;
  const { peak, finalFactor } = schedule;
  if (t <= 0.5) return peak;
  if (t <= 0.9) return peak * (1 - (1 - finalFactor) * ((t - 0.5) / 0.4));
  return peak * finalFactor;
}

/** The phases of a recipe with SWA, in epochs; other lengths keep the proportions. */
interface SwaPhases {
  readonly epochs: number;
  readonly swaStart: number;
  readonly afterEpochs: number;
}

const PAPER_PHASES: SwaPhases = { epochs: 225, swaStart: 126, afterEpochs: 50 };
const LAPTOP_PHASES: SwaPhases = { epochs: 64, swaStart: 37, afterEpochs: 13 };

/** SGD with SWA over `epochs` epochs, the rate ending at half its peak; then SGD from the average. */
function swaRecipe(name: string, epochs: number, phases: SwaPhases): Recipe {
  const swaStart = Math.max(1, Math.round((epochs * phases.swaStart) / phases.epochs));
  const afterEpochs = Math.max(1, Math.round((epochs * phases.afterEpochs) / phases.epochs));
  return {
    ...PAPER,
    name,
    epochs,
    schedule: { peak: 0.1, finalFactor: 0.5, span: swaStart },
    swaStart,
    afterSwa: { epochs: afterEpochs, learningRate: 0.001 },
    testEvery: 1,
  };
}

/** SGD alone; the rate ends at a hundredth of its peak. */
function plainRecipe(name: string, epochs: number): Recipe {
  return { ...PAPER, name, epochs, schedule: { peak: 0.1, finalFactor: 0.01, span: epochs }, testEvery: 1 };
}

/**
 * SGD continued from the large-batch solution at a constant rate (paper, section 6.2), with small batches or, as the control, with
 * the same.
 */
function continuedRecipe(name: string, epochs: number, batchSize: number, startsFrom: string): Recipe {
  return { ...PAPER, name, epochs, batchSize, schedule: { peak: CONTINUED_RATE, finalFactor: 1, span: epochs }, startsFrom, testEvery: 1 };
}

/** η of the second phase; the paper does not state it, so it was fixed before any result was seen. */
const CONTINUED_RATE = 0.01;
const LAPTOP_EXAMPLES = 10_000;
const SMOKE = { trainExamples: 512, batchSize: 64 } as const;

/** The laptop recipe on each further ten thousand of CIFAR-10's 50,000 images: training sets without a common image. */
function laptopSets(sets: readonly number[]): Record<string, NamedRecipe> {
  return Object.fromEntries(sets.map((set) => {
    const name = `laptop-set-${set}`;
    const images = { trainExamples: LAPTOP_EXAMPLES, firstExample: (set - 1) * LAPTOP_EXAMPLES };
    const build = (epochs: number): Recipe => ({ ...swaRecipe(name, epochs, LAPTOP_PHASES), ...images, testEvery: 4 });
    return [
      name,
      {
        epochs: LAPTOP_PHASES.epochs,
        about: `laptop on images ${images.firstExample + 1} to ${images.firstExample + LAPTOP_EXAMPLES}`,
        build,
      },
    ];
  }));
}

interface NamedRecipe {
  readonly epochs: number;
  readonly about: string;
  readonly build: (epochs: number) => Recipe;
}

const RECIPES: Readonly<Record<string, NamedRecipe>> = {
  smoke: {
    epochs: 12,
    about: '12 epochs on 512 images, to try things out in seconds',
    build: (epochs) => ({ ...swaRecipe('smoke', epochs, LAPTOP_PHASES), ...SMOKE }),
  },
  'smoke-large-batch': {
    epochs: 12,
    about: 'plain SGD on 512 images, batch 64',
    build: (epochs) => ({ ...plainRecipe('smoke-large-batch', epochs), ...SMOKE }),
  },
  'smoke-small-batch': {
    epochs: 5,
    about: 'from smoke-large-batch, batch 16',
    build: (epochs) => ({ ...continuedRecipe('smoke-small-batch', epochs, 16, 'smoke-large-batch'), trainExamples: SMOKE.trainExamples }),
  },
  'smoke-same-batch': {
    epochs: 5,
    about: 'its control: from smoke-large-batch, batch 64 still',
    build: (epochs) => ({ ...continuedRecipe('smoke-same-batch', epochs, 64, 'smoke-large-batch'), trainExamples: SMOKE.trainExamples }),
  },
  laptop: {
    epochs: LAPTOP_PHASES.epochs,
    about: '10,000 images, SWA, then SGD from it: overfits as the paper requires, in a quarter of an hour or so',
    build: (epochs) => ({ ...swaRecipe('laptop', epochs, LAPTOP_PHASES), trainExamples: LAPTOP_EXAMPLES, testEvery: 4 }),
  },
  'laptop-large-batch': {
    epochs: LAPTOP_PHASES.epochs,
    about: '10,000 images, plain SGD, batch 128',
    build: (epochs) => ({ ...plainRecipe('laptop-large-batch', epochs), trainExamples: LAPTOP_EXAMPLES, testEvery: 4 }),
  },
  'laptop-small-batch': {
    epochs: 26,
    about: 'from laptop-large-batch, batch 32',
    build: (epochs) => ({ ...continuedRecipe('laptop-small-batch', epochs, 32, 'laptop-large-batch'), trainExamples: LAPTOP_EXAMPLES }),
  },
  'laptop-same-batch': {
    epochs: 26,
    about: 'its control: from laptop-large-batch, batch 128 still',
    build: (epochs) => ({ ...continuedRecipe('laptop-same-batch', epochs, 128, 'laptop-large-batch'), trainExamples: LAPTOP_EXAMPLES }),
  },
  ...laptopSets([2, 3, 4, 5]),
  'laptop-full': {
    epochs: 75,
    about: 'all images, plain SGD',
    build: (epochs) => ({ ...plainRecipe('laptop-full', epochs), testEvery: 2 }),
  },
  paper: {
    epochs: PAPER_PHASES.epochs,
    about: 'the paper: all images, SWA from epoch 126 of 225, then 50 epochs of SGD',
    build: (epochs) => swaRecipe('paper', epochs, PAPER_PHASES),
  },
  'paper-plain': {
    epochs: PAPER_PHASES.epochs,
    about: 'the paper without averaging',
    build: (epochs) => plainRecipe('paper-plain', epochs),
  },
  'paper-large-batch': {
    epochs: 200,
    about: 'section 6.2, first phase: plain SGD, batch 128',
    build: (epochs) => plainRecipe('paper-large-batch', epochs),
  },
  'paper-small-batch': {
    epochs: 80,
    about: 'section 6.2, second phase: from paper-large-batch, batch 32',
    build: (epochs) => continuedRecipe('paper-small-batch', epochs, 32, 'paper-large-batch'),
  },
  'paper-same-batch': {
    epochs: 80,
    about: 'its control: from paper-large-batch, batch 128 still',
    build: (epochs) => continuedRecipe('paper-same-batch', epochs, 128, 'paper-large-batch'),
  },
};

/** The names that {@link recipe} accepts; {@link recipeAbout} has a line on each. */
export const recipeNames: readonly string[] = Object.keys(RECIPES);

/** One line on a recipe. */
export function recipeAbout(name: string): string {
  return lookUp(name).about;
}

/**
 * A training recipe by name. With another number of epochs its phases keep the paper's fractions.
 *
 * @throws UsageError RECIPE_UNKNOWN, EPOCHS_INVALID
 */
export function recipe(name: string, epochs?: number): Recipe {
  const found = lookUp(name);
  if (epochs !== undefined && !(Number.isInteger(epochs) && epochs >= 1)) {
    throw new UsageError('EPOCHS_INVALID', `The number of epochs is ${epochs}.`, 'Give a whole number of at least 1.');
  }
  return found.build(epochs ?? found.epochs);
}

function lookUp(name: string): NamedRecipe {
  if (Object.hasOwn(RECIPES, name)) return RECIPES[name];
  throw new UsageError(
    'RECIPE_UNKNOWN',
    `There is no recipe "${name}".${suggestion(name, recipeNames)}`,
    `Use one of: ${recipeNames.join(', ')}.`,
  );
}
