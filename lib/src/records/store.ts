import { join } from 'node:path';
import { RecordError, UsageError } from '../base/errors';
import { project } from '../base/project';
import { engineVersion } from '../engine/binding';
import { hasRecord, type Json, recorded, type Recorded, recordKey, type RecordOptions } from './records';

/** A measurement to look up in a {@link Store}. */
export interface StoredMeasurement extends Pick<RecordOptions, 'code'> {
  /** Name of the record within the store. */
  readonly name: string;
  /** Everything that the result depends on, see `recorded`. */
  readonly inputs: Json;
}

/** A store of results, each in a file of its own. */
export interface Store {
  /**
   * Returns the result from its record if there is one, otherwise computes and records it.
   *
   * @throws RecordError RECORD_NAME_INVALID, RECORD_CORRUPT, RECORD_NOT_PLAIN, RECORD_ABSENT if nothing may be computed
   */
  record<T>(measurement: StoredMeasurement, compute: () => Promise<T>): Promise<Recorded<T>>;
}

/** Options of {@link openStore}. */
export interface StoreOptions {
  /** Compute everything again, even if there is a record. */
  readonly fresh?: boolean;
  /** Refuse to compute a result that has no record. Excludes `fresh`. */
  readonly recordsOnly?: boolean;
}

/**
 * Opens a store for your own results, by default in the folder `runs/NAME` of the project or, if the library is installed as a
 * dependency, of the working directory. The project's shipped records are never touched.
 *
 * @param name letters, digits, dots, dashes and slashes; an absolute path is taken as it is
 * @throws UsageError STORE_NAME_INVALID, STORE_CONTRADICTORY
 */
export function openStore(name: string, { fresh = false, recordsOnly = false }: StoreOptions = {}): Store {
  if (!/^\/?\w[\w.-]*(\/\w[\w.-]*)*$/.test(name)) {
    throw new UsageError(
      'STORE_NAME_INVALID',
      `"${name}" cannot name a store.`,
      'Use letters, digits, dots, dashes and slashes, such as my-model.',
    );
  }
  if (fresh && recordsOnly) {
    throw new UsageError('STORE_CONTRADICTORY', 'A store cannot be both fresh and recordsOnly.', 'Leave one of them out.');
  }
  const folder = name.startsWith('/') ? name : join(project().runs, name);
  return storeBy(async ({ name: record, inputs, code }, compute) => {
    if (recordsOnly && !hasRecord(folder, recordKey(record, inputs))) {
      throw new RecordError(
        'RECORD_ABSENT',
        `There is no record ${record} for these settings in ${folder}.`,
        'Open the store without recordsOnly to compute it.',
      );
    }
    return recorded(record, inputs, compute, { folder, fresh, engine: engineVersion(), code });
  });
}

const stores = new WeakSet<object>();

/** Makes a store of the library's own, recognised by {@link isStore}. */
export function storeBy(record: Store['record']): Store {
  const store: Store = { record };
  stores.add(store);
  return store;
}

/** Whether the library made a store: another object's `record` need not return a record. */
export function isStore(value: object): boolean {
  return stores.has(value);
}
