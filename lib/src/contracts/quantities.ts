import { type Place, refusal, shown } from './place';

/** The numbers that a quantity may take. */
export interface Range {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
  /** Whether the range excludes `least` or `most` itself. */
  readonly openBelow?: boolean;
  readonly openAbove?: boolean;
  /** Code of the error. Default ARGUMENT_INVALID. */
  readonly code?: string;
}

const counted = (least: number, most: number, code?: string): Range => ({ least, most, whole: true, code });
const positive: Range = { least: 0, most: Number.MAX_VALUE, openBelow: true };
const notNegative: Range = { least: 0, most: Number.MAX_VALUE };
/** The largest number that float32 holds, rounded down. */
const LARGEST_FLOAT32 = 3.4e38;
const rate: Range = { least: 0, most: LARGEST_FLOAT32 };
const share: Range = { least: 0, most: 1 };

/**
 * The ranges of all quantities by name: in the library, a name means the same quantity everywhere. The upper bounds are far beyond
 * any use; they turn a slip into an error instead of hours of work or all memory.
 */
const QUANTITIES: Readonly<Record<string, Range>> = {
  seed: counted(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 'SEED_INVALID'),
  index: counted(0, 1e9),
  epochs: counted(1, 1e6, 'EPOCHS_INVALID'),
  epoch: counted(0, 1e9),
  batchSize: counted(1, 1e7, 'BATCH_SIZE_INVALID'),
  points: counted(2, 1e5, 'POINTS_INVALID'),
  replicates: counted(1, 1e6, 'REPLICATES_INVALID'),
  count: counted(1, 1e9, 'EXAMPLES_INVALID'),
  examples: counted(1, 1e7, 'EXAMPLES_INVALID'),
  trainExamples: counted(1, 1e7, 'EXAMPLES_INVALID'),
  firstExample: counted(0, 1e9, 'EXAMPLES_INVALID'),
  testExamples: counted(1, 1e7, 'EXAMPLES_INVALID'),
  snapshotEvery: counted(1, 1e6),
  testEvery: counted(1, 1e6),
  swaStart: counted(1, 1e6),
  blocks: counted(2, 1e5),
  shifts: counted(2, 1e5),
  columns: counted(1, 100),
  steps: counted(1, 1e8),
  directions: counted(0, 1e7),
  controlDirections: counted(1, 1e7),
  otherDirections: counted(1, 1e7),
  controls: counted(0, 1e7),
  subsets: counted(0, 1e6),
  trainingSets: counted(1, 1e6),
  runs: counted(1, 1e6),
  run: counted(0, 1e9),
  draws: counted(1, 1e6),
  growths: counted(0, 1e4),
  n: counted(0, 1e8),
  channels: counted(1, 1e7),
  classes: counted(2, 1e6, 'NETWORK_CLASSES'),
  successes: counted(0, Number.MAX_SAFE_INTEGER),
  trials: counted(0, Number.MAX_SAFE_INTEGER),
  size: counted(1, 1e9),
  learningRate: rate,
  peak: rate,
  finalFactor: rate,
  sharpSlope: { least: -Number.MAX_VALUE, most: Number.MAX_VALUE },
  noiseFloor: notNegative,
  momentum: { ...share, openAbove: true },
  weightDecay: rate,
  radius: positive,
  precision: positive,
  ratio: positive,
  rise: positive,
  level: positive,
  // Infinity: no multiple is required.
  multiple: { ...positive, most: Infinity },
  p: share,
  probability: share,
  failure: share,
  reachShare: share,
  accuracy: share,
  opacity: share,
};

/**
 * Quantities that users write by hand, in a recipe, a split or a certificate; in the library's results these names can mean other
 * things.
 */
const WRITTEN_BY_HAND = new Set([
  'epochs',
  'batchSize',
  'count',
  'size',
  'peak',
  'finalFactor',
  'momentum',
  'weightDecay',
  'learningRate',
  'swaStart',
  'testEvery',
  'trainExamples',
  'firstExample',
  'sharpSlope',
  'noiseFloor',
  'directions',
  'controlDirections',
  'otherDirections',
  'controls',
  'subsets',
  'trainingSets',
]);

/** Arrays whose numbers cannot be below 0. */
const NOT_NEGATIVE = /^standardError/;
/** A network's losses are float32 numbers, or not finite; a larger number cannot be a loss, and its square is infinite. */
const LOSSES = new Set(['loss', 'losses']);
/** Vectors and lists that must be finite even if the library returned them: a solution, a direction, inputs. */
const FINITE = new Set([
  'weights', 'average', 'statistics', 'momentum', 'direction', 'directions', 'inputs', 'distances', 'positions', 'shape', 'vector',
  'gradient', 'mean', 'deviation',
]);

/** Checks one number. @throws UsageError */
export function checkNumber(place: Place, value: number): void {
  const known = Object.hasOwn(QUANTITIES, place.name) && (!place.given || WRITTEN_BY_HAND.has(place.name));
  const range = known ? QUANTITIES[place.name] : undefined;
  if (range === undefined) {
    if (!place.given && !Number.isFinite(value)) throw refusal(place, `is ${value}`, 'Give a finite number.');
    return;
  }
  const { least, most, whole, openBelow, openAbove, code } = range;
  const inside = value >= least && value <= most && !(openBelow && value === least) && !(openAbove && value === most);
  if (inside && (!whole || Number.isInteger(value))) return;
  throw refusal(place, `is ${shown(value)}`, `Give ${rangeText(range)}.`, code);
}

/** `a whole number from 1 to 100`, `a number above 0` */
function rangeText({ least, most, whole, openBelow, openAbove }: Range): string {
  const what = whole ? 'a whole number' : 'a number';
  const below = openBelow ? `above ${least}` : `of at least ${least}`;
  if (most >= Number.MAX_VALUE) return `${what} ${below}`;
  if (least === -Number.MAX_SAFE_INTEGER) return 'a safe whole number';
  if (openAbove) return `${what} ${below} and below ${most}`;
  return openBelow ? `${what} ${below} and at most ${most}` : `${what} from ${least} to ${most}`;
}

/** Checks an array of numbers of the right type. @throws UsageError */
export function checkNumbers(place: Place, values: ArrayLike<number>): void {
  const finite = FINITE.has(place.name) || (!place.given && !place.path.includes('.'));
  const notNegative = NOT_NEGATIVE.test(place.name);
  const bounded = LOSSES.has(place.name);
  if (!finite && !notNegative && !bounded) return;
  for (let i = 0; i < values.length; i++) {
    if (finite && !Number.isFinite(values[i]))
      throw refusal(place, `holds ${values[i]} at index ${i}`, 'Its numbers must be finite: check their source.', codeOf(place));
    if (notNegative && values[i] < 0) throw refusal(place, `holds ${values[i]} at index ${i}`, 'A standard error is at least 0.');
    if (bounded && Number.isFinite(values[i]) && Math.abs(values[i]) > LARGEST_FLOAT32) {
      throw refusal(
        place,
        `holds ${values[i]} at index ${i}`,
        'Float32 has no such loss: give Infinity where it overflows.',
        'LOSSES_INVALID',
      );
    }
  }
}

/**
 * Checks that a direction has length 1: otherwise distances are not in the paper's unit, and along a longer direction a curve looks
 * narrower.
 *
 * @throws UsageError DIRECTION_NOT_UNIT
 */
export function checkUnit(place: Place, direction: ArrayLike<number>): void {
  let square = 0;
  for (let i = 0; i < direction.length; i++) square += direction[i] ** 2;
  const length = Math.sqrt(square);
  if (Math.abs(length - 1) <= UNIT_TOLERANCE) return;
  const remedy = length > 0 ? 'Give it the length 1: normalised(direction).' : 'Draw one with drawDirection.';
  throw refusal(place, `has the length ${Number(length.toPrecision(4))}`, remedy, 'DIRECTION_NOT_UNIT');
}

/** Rounding to 32 bits changes a length by less. */
const UNIT_TOLERANCE = 1e-3;

function codeOf({ name }: Place): string {
  return (
    { inputs: 'INPUTS_INVALID', distances: 'DISTANCES_INVALID', direction: 'DIRECTION_NOT_FINITE', weights: 'WEIGHTS_NOT_FINITE' }[name] ??
    'ARGUMENT_INVALID'
  );
}
