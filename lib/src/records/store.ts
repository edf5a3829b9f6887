import { join } from 'node:path';
import { RecordError, UsageError } from '../base/errors';
import { project } from '../base/project';
import { engineVersion } from '../engine/binding';
import { hasRecord, type Json, recorded, type Recorded, recordKey, type RecordOptions } from './records';

/** What a {@link Store} is asked for. */
export interface StoredMeasurement extends Pick<RecordOptions, 'code'> {
  /** Of the record within the store. */
  readonly name: string;
  /** Everything that the result depends on, see `recorded`. */
  readonly inputs: Json;
}

/** Where results are kept: each once, in a file of its own. */
export interface Store {
  /**
   * The result from its record if there is one, otherwise computed and recorded.
   *
   * @throws RecordError RECORD_NAME_INVALID, RECORD_CORRUPT, RECORD_NOT_PLAIN, RECORD_ABSENT where nothing is to be computed
   */
  record<T>(measurement: StoredMeasurement, compute: () => Promise<T>): Promise<Recorded<T>>;
}

/** How {@link openStore} opens. */
export interface StoreOptions {
  /** Compute everything again, even where there is a record. */
  readonly fresh?: boolean;
  /** Refuse what has no record instead of computing it. Excludes `fresh`. */
  readonly recordsOnly?: boolean;
}

/**
 * Opens a store for results of one's own, by default in the folder `runs/NAME` of the project or, where the library is installed as
 * a dependency, of the working directory. Records that the project ships are never touched.
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
        `There is no record ${record} of these settings in ${folder}.`,
        'Open the store without recordsOnly to compute it.',
      );
    }
    return recorded(record, inputs, compute, { folder, fresh, engine: engineVersion(), code });
  });
}

const stores = new WeakSet<object>();

/** A store of the library's own, which {@link isStore} knows. */
export function storeBy(record: Store['record']): Store {
  const store: Store = { record };
  stores.add(store);
  return store;
}

/** Whether an object is a store that the library made: what another `record` gives need not be a record. */
export function isStore(value: object): boolean {
  return stores.has(value);
}
