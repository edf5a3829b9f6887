import { UsageError } from '../base/errors';
import type { tf } from '../engine/tensorflow';
import type { Runner } from './runner';
import { batchNormLayers } from './variables';

/** A batch-norm layer, and the number of values per channel that one example gives it. */
interface Narrowest {
  readonly layer: string;
  readonly values: number;
}

const narrowest = new WeakMap<object, Narrowest | undefined>();

/**
 * Refuses to take batch norm's statistics from a single value per channel, as a batch of one example gives after a dense layer: the
 * variance would always be 0. Images have one value per position.
 *
 * @throws UsageError BATCH_NORM_ONE_VALUE
 */
export function checkValuesPerChannel(model: tf.LayersModel | undefined, size: number): void {
  const found = size === 1 ? narrowestOf(model) : undefined;
  if (found?.values !== 1) return;
  const problem = `Batch norm "${found.layer}" gets one number per channel from a batch of one example: its variance would be 0.`;
  throw new UsageError('BATCH_NORM_ONE_VALUE', problem, 'Use batches of at least two examples, or the running statistics.');
}

/**
 * The same check before the first of many batches; the last batch may be smaller.
 *
 * @throws UsageError BATCH_NORM_ONE_VALUE
 */
export function checkBatchSizes({ model }: Runner, count: number, batchSize: number): void {
  const last = count % batchSize === 0 ? Math.min(batchSize, count) : count % batchSize;
  const found = last === 1 ? narrowestOf(model) : undefined;
  if (found?.values !== 1) return;
  const which = batchSize === 1 || count === 1 ? 'a batch' : `the last batch of ${count} examples in batches of ${batchSize}`;
  const remedy = count === 1 ? 'Give at least two examples.' : `Choose another batch size, such as ${otherSize(count, batchSize)}.`;
  throw new UsageError(
    'BATCH_NORM_ONE_VALUE',
    `Batch norm "${found.layer}" would get one number per channel from ${which}, whose variance is 0.`,
    remedy,
  );
}

/** The next larger batch size that leaves no single example over. */
function otherSize(count: number, batchSize: number): number {
  let size = Math.min(Math.max(batchSize, 1), count - 1) + 1;
  while (count % size === 1) size++;
  return size;
}

function narrowestOf(model: tf.LayersModel | undefined): Narrowest | undefined {
  // A user's own runner may have no model.
  if (model === undefined) return undefined;
  if (!narrowest.has(model)) {
    const all = batchNormLayers(model).map((layer) => ({ layer: layer.name, values: valuesOf(layer) }));
    narrowest.set(model, all.sort((a, b) => a.values - b.values)[0]);
  }
  return narrowest.get(model);
}

/** Values per channel and example; an axis of open length counts as more than one. */
function valuesOf(layer: tf.layers.Layer): number {
  const { shape } = layer.getInputAt(0) as tf.SymbolicTensor;
  const { axis } = layer.getConfig() as { readonly axis: number | readonly number[] };
  const channels = (typeof axis === 'number' ? [axis] : axis).map((each) => (each < 0 ? each + shape.length : each));
  return shape.reduce((product: number, length, i) => (i === 0 || channels.includes(i) ? product : product * (length ?? 2)), 1);
}
