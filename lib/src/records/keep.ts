import type { Json, Recorded } from './records';
import type { Store } from './store';

/**
 * Keeps a result that took long: reads it from its record if there is one, otherwise computes and records it.
 *
 * @param name letters, digits, dots, dashes and slashes
 * @param inputs everything that the result depends on, such as a dataset's fingerprint, a model's `toJSON()`, seeds and epochs.
 * Other inputs make another record; a change of anything else goes unnoticed
 * @param compute returns plain data: numbers, texts, lists, objects, `Float32Array`s
 * @throws RecordError RECORD_NAME_INVALID, RECORD_CORRUPT, RECORD_NOT_PLAIN, RECORD_ABSENT in a store of `recordsOnly`
 */
export async function keep<T>(store: Store, name: string, inputs: Json, compute: () => Promise<T>): Promise<Recorded<T>> {
  return store.record({ name, inputs }, compute);
}
