import { sha256 } from '../base/files';
import type { Runner } from '../networks/runner';
import { keep } from './keep';
import { plainText } from './record-text';
import type { Json, Recorded } from './records';
import type { Store } from './store';

/**
 * Keeps a measurement at the runner's present weights: reads it from the record of the same model, weights, batch-norm statistics
 * and settings if there is one, otherwise computes and records it.
 *
 * @param name of the record: letters, digits, dots, dashes and slashes
 * @param settings everything else that the result depends on, such as datasets, directions, distances and seeds; arrays of numbers
 * are identified by their hash
 * @param compute measures at the runner, and leaves it where it was; returns plain data, see `keep`
 * @throws RecordError as `keep`
 */
export async function keepAt<T>(
  store: Store,
  name: string,
  runner: Runner,
  settings: Readonly<Record<string, unknown>>,
  compute: () => Promise<T>,
): Promise<Recorded<T>> {
  const model = JSON.stringify(runner.model.toJSON(undefined, false));
  const solution = sha256(runner.getWeights(), runner.getStatistics()).slice(0, 16);
  return keep(store, name, { model, solution, settings: described(settings) }, compute);
}

/** The same as JSON: an array of numbers becomes its hash; values that JSON lacks are left out. */
function described(settings: Readonly<Record<string, unknown>>): Json {
  const text = plainText(
    settings,
    (_, part) => hashOfNumbers(part) ?? (typeof part === 'number' && !Number.isFinite(part) ? String(part) : part),
  );
  return JSON.parse(text) as Json;
}

function hashOfNumbers(value: unknown): string | undefined {
  const isList = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number');
  const numbers = isList ? Float64Array.from(value as number[]) : ArrayBuffer.isView(value) ? value : undefined;
  return numbers && sha256(numbers as NodeJS.ArrayBufferView).slice(0, 16);
}
