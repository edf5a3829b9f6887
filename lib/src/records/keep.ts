import { sha256 } from '../base/files';
import type { Runner } from '../networks/runner';
import { plainText } from './record-text';
import type { Json, Recorded } from './records';
import type { Store } from './store';

/** What a result at a runner's weights depends on. */
export interface InputsAt {
  /** The runner: its model, present weights and batch-norm statistics are inputs. */
  readonly at: Runner;
  /** Everything else, such as datasets, directions, distances and seeds; an array of numbers counts by its hash. */
  readonly [input: string]: unknown;
}

/** What any other result depends on, as JSON, such as a dataset's fingerprint, a model's `toJSON()`, seeds and epochs. */
export interface PlainInputs {
  readonly at?: undefined;
  readonly [input: string]: Json | undefined;
}

/**
 * Keeps a measurement at a runner's present weights: reads it from the record of the same model, weights, batch-norm statistics and
 * other inputs if there is one, otherwise computes and records it.
 *
 * @param name letters, digits, dots, dashes and slashes
 * @param inputs the runner as `at`, and everything else that the result depends on, such as `{ at: runner, ...dataset, direction }`
 * @param compute measures at the runner, and leaves it where it was; returns plain data: numbers, texts, lists, objects,
 * `Float32Array`s
 * @throws UsageError RUNNER_INVALID
 * @throws RecordError RECORD_NAME_INVALID, RECORD_CORRUPT, RECORD_NOT_PLAIN, RECORD_ABSENT in a store of `recordsOnly`
 */
export function keep<T>(store: Store, name: string, inputs: InputsAt, compute: () => Promise<T>): Promise<Recorded<T>>;
/**
 * Keeps a result that took long: reads it from its record if there is one, otherwise computes and records it.
 *
 * @param name letters, digits, dots, dashes and slashes
 * @param inputs everything that the result depends on. Other inputs make another record; a change of anything else goes unnoticed.
 * For a result at a runner's weights give `at: runner`
 * @param compute returns plain data: numbers, texts, lists, objects, `Float32Array`s
 * @throws RecordError RECORD_NAME_INVALID, RECORD_CORRUPT, RECORD_NOT_PLAIN, RECORD_ABSENT in a store of `recordsOnly`
 */
export function keep<T>(store: Store, name: string, inputs: PlainInputs, compute: () => Promise<T>): Promise<Recorded<T>>;
export async function keep<T>(store: Store, name: string, inputs: Partial<InputsAt>, compute: () => Promise<T>): Promise<Recorded<T>> {
  const { at, ...settings } = inputs;
  return store.record({ name, inputs: at === undefined ? (inputs as PlainInputs) : jsonAt(at, settings) }, compute);
}

/** A runner's model and weights, and what is measured at them, as JSON. */
function jsonAt(runner: Runner, settings: Readonly<Record<string, unknown>>): Json {
  const model = JSON.stringify(runner.model.toJSON(undefined, false));
  const solution = sha256(runner.getWeights(), runner.getStatistics()).slice(0, 16);
  return { model, solution, settings: described(settings) };
}

/** Stands before a number that is not finite, which JSON lacks, while the settings are a text. */
const MARK = '\0';

/** The same as JSON: an array of numbers becomes its hash; values that records lack, such as functions, are left out. */
function described(settings: Readonly<Record<string, unknown>>): Json {
  const marked = (part: unknown): unknown => (typeof part === 'number' && !Number.isFinite(part) ? `${MARK}${part}` : part);
  const text = plainText(settings, (_, part) => hashOfNumbers(part) ?? marked(part));
  const unmarked = (part: unknown): unknown => (typeof part === 'string' && part.startsWith(MARK) ? Number(part.slice(1)) : part);
  return JSON.parse(text, (_, part: unknown) => unmarked(part)) as Json;
}

function hashOfNumbers(value: unknown): string | undefined {
  const isList = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number');
  const numbers = isList ? Float64Array.from(value as number[]) : ArrayBuffer.isView(value) ? value : undefined;
  return numbers && sha256(numbers as NodeJS.ArrayBufferView).slice(0, 16);
}
