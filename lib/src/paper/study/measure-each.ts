import { RecordError } from '../../base/errors';

/**
 * Records that are missing and that this process leaves to others ({@link Study.computes}). What needs them is to be asked
 * for again when they are there.
 */
export class RecordsAwaited extends RecordError {
  /** Their keys, see `recordKey`. */
  readonly keys: readonly string[];

  constructor(keys: readonly string[]) {
    const others = keys.length > 1 ? ` and ${keys.length - 1} others` : '';
    super('RECORD_AWAITED', `Record ${keys[0]}${others} is left to another process.`, 'Ask again when it is there.');
    this.keys = keys;
  }
}

/**
 * Measures one item after the other. A record that is left to another process does not keep the items after it from being
 * measured: what is awaited is told at the end, all of it together.
 *
 * @throws RecordsAwaited when all items were visited; any other error at once
 */
export async function measureEach<Item, Result>(items: Iterable<Item>, measure: (item: Item) => Promise<Result>): Promise<Result[]> {
  const measured: Result[] = [];
  const awaited: string[] = [];
  for (const item of items) {
    try {
      measured.push(await measure(item));
    } catch (error) {
      if (!(error instanceof RecordsAwaited)) throw error;
      awaited.push(...error.keys);
    }
  }
  if (awaited.length > 0) throw new RecordsAwaited([...new Set(awaited)]);
  return measured;
}

/** {@link measureEach} for measurements of several kinds: one after the other, whatever one of them awaits. */
export async function measureTogether<Results extends readonly unknown[]>(
  ...measures: { readonly [K in keyof Results]: () => Promise<Results[K]> }
): Promise<Results> {
  return (await measureEach<() => Promise<unknown>, unknown>(measures, (measure) => measure())) as unknown as Results;
}
