import type { LossCurve } from '../landscape/curve';
import type { WeightLayout } from '../networks/layout';
import type { Recipe } from '../training/recipes';
import { isStore } from '../records/store';
import { checkFilled } from './lengths';
import { checkAverages, checkParallel } from './parallel';
import { type Place, refusal } from './place';

/** Checks conditions between the fields of a type. Each field by itself has been checked. */
type Together = (place: Place, object: Readonly<Record<string, unknown>>) => void;

interface Examples {
  readonly inputs: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
  readonly shape: readonly number[];
}

interface Gradients {
  readonly flat: readonly [number, number];
  readonly sharp: readonly [number, number];
}

const TOGETHER: Readonly<Record<string, Together>> = {
  Recipe: (place, object) => checkRecipe(place, object as unknown as Recipe),
  Split: (place, object) => checkExamples(place, object as unknown as Examples, object.count as number, 'count'),
  Batch: (place, object) => checkExamples(place, object as unknown as Examples, object.size as number, 'size'),
  GradientBounds: (place, object) => checkGradients(place, object as unknown as Gradients),
  Trace: (place, { projections }) => {
    if ((projections as readonly unknown[]).length === 0)
      throw refusal(place, 'has no projections', 'Use a trace as it was measured.', 'SAMPLE_EMPTY');
  },
  Scale: (place, { directions }) => {
    if (directions === 0) throw refusal(place, 'has no directions', 'Give a scale of at least one direction of each kind.');
  },
  Study: (place, { fresh, recordsOnly }) => {
    if (fresh && recordsOnly)
      throw refusal(place, 'is both fresh and recordsOnly', 'Leave one of them out: openStudy({ …, fresh: true }).', 'STUDY_CONTRADICTORY');
  },
  Store: (place, object) => {
    if (!isStore(object)) throw refusal(place, 'is not a store of this library', 'Give what openStore(name) returns.', 'STORE_INVALID');
  },
  LossCurve: (place, object) => {
    checkPoints(place, object as unknown as LossCurve);
    checkLosses(place, object as unknown as LossCurve);
  },
  PreciseCurve: (place, object) => checkPoints(place, object as unknown as LossCurve),
  LossLine: (place, object) => checkLosses(place, object.curve as LossCurve),
  MeasuredAverages: (place, object) => checkAverages(place, object as unknown as Parameters<typeof checkAverages>[1]),
  WeightLayout: (place, object) => checkLayout(place, object as unknown as WeightLayout),
  LogisticData: (place, object) => checkLogistic(place, object as unknown as Pick<Examples, 'inputs' | 'labels'>),
  Normalisation: (place, object) => {
    const { mean, deviation } = object as { readonly mean: readonly number[]; readonly deviation: readonly number[] };
    if (mean.length !== deviation.length || mean.length === 0 || deviation.some((value) => !(value > 0))) {
      throw refusal(
        place,
        `has ${mean.length} means and the deviations ${deviation.slice(0, 4).join(', ')}`,
        'Give one mean and one deviation above 0 for each channel.',
        'NORMALISATION_INVALID',
      );
    }
  },
};

/** Results of the library whose numbers are counts and shares; none of these is ever NaN, unlike a mean of too few values. */
const COUNTED: ReadonlySet<string> = new Set(['ParameterCount']);

function checkCounted(place: Place, object: Readonly<Record<string, unknown>>): void {
  const wrong = Object.keys(object).find((key) => typeof object[key] === 'number' && !Number.isFinite(object[key]));
  if (wrong !== undefined) throw refusal(place, `has ${wrong} ${String(object[wrong])}`, 'Hand it in as it was counted.');
}

/** Checks conditions between the fields of an object. @param type its name @throws UsageError */
export function checkTogether(place: Place, type: string, object: object): void {
  if (COUNTED.has(type)) checkCounted(place, object as Readonly<Record<string, unknown>>);
  checkFilled(place, type, object as Readonly<Record<string, unknown>>);
  checkParallel(place, type, object as Readonly<Record<string, unknown>>);
  if (Object.hasOwn(TOGETHER, type)) TOGETHER[type](place, object as Readonly<Record<string, unknown>>);
}

/** Theorem 2's 0 < b₊ ≤ a₊ and b₋ ≤ a₋ < 0: with other bounds its formulas give numbers that mean nothing. */
function checkGradients(place: Place, { flat, sharp }: Gradients): void {
  const isRange = ([low, high]: readonly [number, number]): boolean => low <= high && Number.isFinite(low) && Number.isFinite(high);
  if (isRange(flat) && isRange(sharp) && flat[0] > 0 && sharp[1] < 0) return;
  const problem = `has gradients from ${flat.join(' to ')} on the flat side and from ${sharp.join(' to ')} on the sharp one`;
  const remedy = 'Give finite bounds: the smaller first, above 0 on the flat side, below 0 on the sharp one.';
  throw refusal(place, problem, remedy, 'VALLEY_INVALID');
}

/** Refuses a recipe that training could follow to the end without doing what the recipe says. */
function checkRecipe(place: Place, { epochs, swaStart, afterSwa, schedule }: Recipe): void {
  const problem = !(schedule.span > 0)
    ? `has a schedule over ${schedule.span} epochs`
    : swaStart !== undefined && swaStart > epochs
      ? `averages from epoch ${swaStart} of ${epochs} on`
      : afterSwa !== undefined && swaStart === undefined
        ? 'has epochs after SWA but none of SWA'
        : undefined;
  if (problem !== undefined) throw refusal(place, problem, 'Start from recipe(name, epochs) and change what you need.', 'RECIPE_INVALID');
}

/** Checks that a curve's origin is one of its points, and that both splits have a loss at each of them. */
function checkPoints(place: Place, { distances, origin, train, test }: Pick<LossCurve, 'distances' | 'origin' | 'train' | 'test'>): void {
  const remedy = 'Hand it in as it was measured.';
  if (!Number.isInteger(origin) || origin < 0 || origin >= distances.length)
    throw refusal(place, `has the origin ${origin} among ${distances.length} distances`, remedy, 'CURVE_INVALID');
  const other = [train, test].find(({ loss }) => loss.length !== distances.length);
  if (other !== undefined)
    throw refusal(place, `has ${other.loss.length} losses at ${distances.length} distances`, remedy, 'LENGTHS_DIFFER');
}

/** Checks that a curve with per-example losses has one for each example at every distance. */
function checkLosses(place: Place, { distances, losses }: LossCurve): void {
  if (losses === undefined) return;
  for (const split of ['train', 'test'] as const) {
    const kept = losses[split];
    if (kept.length === distances.length && kept.every(({ length }) => length === kept[0].length && length > 0)) continue;
    const remedy = 'Give a curve as it was measured, with keepLosses: true.';
    throw refusal(
      place,
      `has losses at ${kept.length} points for ${distances.length} distances, or of different examples`,
      remedy,
      'LOSSES_INVALID',
    );
  }
}

/** Checks that the tensors follow each other without a gap. */
function checkLayout(place: Place, { entries, size }: WeightLayout): void {
  let end = 0;
  for (const entry of entries) {
    const fits = entry.offset === end && entry.size === entry.shape.reduce((product, length) => product * length, 1) && hasAxes(entry);
    if (!fits)
      throw refusal(
        place,
        `has "${entry.name}" with ${entry.size} numbers from ${entry.offset} on`,
        'Take runner.layout as it is.',
        'LAYOUT_INVALID',
      );
    end += entry.size;
  }
  if (end !== size) throw refusal(place, `has the size ${size}, its entries ${end}`, 'Take runner.layout as it is.', 'LAYOUT_INVALID');
}

/** Whether adjacent axes of the tensor number its filters. */
function hasAxes({ shape, filterAxes = [] }: WeightLayout['entries'][number]): boolean {
  return filterAxes.every((axis, i) => axis === filterAxes[0] + i && shape[axis] !== undefined);
}

/** Checks inputs of one number each, in two classes. */
function checkLogistic(place: Place, { inputs, labels }: Pick<Examples, 'inputs' | 'labels'>): void {
  if (inputs.length !== labels.length || inputs.length === 0) {
    throw refusal(
      place,
      `has ${inputs.length} inputs and ${labels.length} labels`,
      'Give at least one input, and one label for each.',
      'LABELS_INVALID',
    );
  }
  const wrong = Array.from(labels).findIndex((label) => label !== 0 && label !== 1);
  if (wrong >= 0) throw refusal(place, `has the label ${labels[wrong]} at index ${wrong}`, 'Labels are 0 or 1.', 'LABELS_INVALID');
}

/** Checks examples and their labels. */
function checkExamples(place: Place, { inputs, labels, shape }: Examples, count: number, counted: string): void {
  if (shape.length === 0 || !shape.every((length) => Number.isInteger(length) && length >= 1)) {
    throw refusal(
      place,
      `has the shape [${shape.slice(0, 8).join(', ')}]`,
      'Give the shape of one example, whole numbers of at least 1, such as [28, 28, 1].',
      'SHAPE_INVALID',
    );
  }
  if (labels.length !== count) {
    const oneHot = labels.length % count === 0 && labels.length > count ? ' Labels are class numbers, not one-hot rows.' : '';
    throw refusal(
      place,
      `has ${labels.length} labels and ${counted} ${count}`,
      `Give one label for each example.${oneHot}`,
      'LABELS_INVALID',
    );
  }
  const size = shape.reduce((product, length) => product * length, 1);
  if (inputs.length !== count * size) {
    const problem = `has ${inputs.length} input values for ${count} examples of the shape [${shape.join(', ')}]`;
    throw refusal(place, problem, `Give ${count * size} values. A shape includes the channels, such as [28, 28, 1].`, 'INPUTS_INVALID');
  }
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] < 0)
      throw refusal(
        place,
        `has the label ${labels[i]} at index ${i}`,
        'Labels are class numbers from 0 on; leave unlabelled examples out.',
        'LABELS_INVALID',
      );
  }
}
