import type { Json, Recorded } from './records';
import type { Store } from './store';

/**
 * Keeps what took long: a result of one's own from its record if there is one, otherwise computed and recorded.
 *
 * @param name letters, digits, dots, dashes and slashes
 * @param inputs everything that the result depends on, such as a dataset's fingerprint, a model's `toJSON()`, seeds and epochs:
 * other inputs are another record. What is not in here can change without anyone noticing
 * @param compute gives plain data: numbers, texts, lists, objects, `Float32Array`s
 * @throws RecordError RECORD_NAME_INVALID, RECORD_CORRUPT, RECORD_NOT_PLAIN, RECORD_ABSENT in a store of `recordsOnly`
 */
export async function keep<T>(store: Store, name: string, inputs: Json, compute: () => Promise<T>): Promise<Recorded<T>> {
  return store.record({ name, inputs }, compute);
}
