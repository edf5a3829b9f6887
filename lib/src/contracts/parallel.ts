import { type Place, refusal } from './place';

/** Lists that go on together, item by item, by the type that holds them. */
const PARALLEL: Readonly<Record<string, readonly string[]>> = {
  Evaluation: ['losses', 'correct'],
  SplitCurve: ['loss', 'accuracy', 'finite', 'standardErrorToOrigin'],
  PreciseSplitCurve: ['loss', 'accuracy', 'standardErrorToOrigin', 'examples'],
  MeasuredSplit: ['loss', 'accuracy', 'standardErrorToOrigin'],
  EstimatedCurve: ['value', 'low', 'high'],
  ShiftGap: ['shifts', 'gaps', 'residuals'],
  MeasuredGain: ['biases', 'bound'],
  SolutionCurve: ['distances', 'loss'],
  LogisticRun: ['distances', 'loss'],
  MeasuredAverage: ['distance', 'testLoss', 'testAccuracy'],
};

/** The names of all types with such lists. */
export const parallelTypes: readonly string[] = Object.keys(PARALLEL);

/** Checks that lists which go on together are as long as one another. @throws UsageError LENGTHS_DIFFER */
export function checkParallel(place: Place, type: string, object: Readonly<Record<string, unknown>>): void {
  if (!Object.hasOwn(PARALLEL, type)) return;
  const given = PARALLEL[type].filter((key) => object[key] !== undefined);
  const lengths = given.map((key) => (object[key] as ArrayLike<unknown>).length);
  const other = lengths.findIndex((length) => length !== lengths[0]);
  if (other < 0) return;
  const problem = `has ${lengths[0]} values of ${given[0]} and ${lengths[other]} of ${given[other]}`;
  throw refusal(place, problem, 'Hand it in as it was measured.', 'LENGTHS_DIFFER');
}

interface Averages {
  readonly epochs: readonly number[];
  readonly lastEpochs: readonly number[];
  readonly lines: readonly { readonly testAccuracy: readonly number[] }[];
}

/** Checks that averages of a training have a value at each of their epochs. @throws UsageError LENGTHS_DIFFER */
export function checkAverages(place: Place, { epochs, lastEpochs, lines }: Averages): void {
  const uneven = lines.find(({ testAccuracy }) => testAccuracy.length !== epochs.length);
  const fits = uneven === undefined && lastEpochs.length > 0 && lastEpochs.every((epoch) => epochs.includes(epoch));
  if (fits) return;
  const problem = uneven
    ? `has ${epochs.length} epochs and a line of ${uneven.testAccuracy.length}`
    : 'has last epochs that are none of its epochs';
  throw refusal(place, problem, 'Hand it in as it was measured.', 'LENGTHS_DIFFER');
}
