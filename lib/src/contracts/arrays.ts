import { checkNumbers, checkUnit } from './quantities';
import { isThenable, type Place, refusal, shown } from './place';

/** Arrays of integers, the smaller first. */
const INTEGERS = [Uint8Array, Uint16Array, Int32Array, Uint32Array] as const;

/**
 * Converts numbers to an array that the function takes, if no number changes by more than rounding to 32 bits.
 *
 * @param of names of the arrays that are taken as they are; `list` for a plain one, `any` for all
 * @throws UsageError
 */
export function numbersOf(place: Place, value: unknown, of: readonly string[]): ArrayLike<number> {
  const numbers = converted(place, inRow(place, value), of);
  checkNumbers(place, numbers);
  if (/^directions?$/.test(place.name) && place.path.includes('.') && of.includes('Float32Array')) checkUnit(place, numbers);
  return numbers;
}

/** Checks that a value is a flat array of numbers. */
function inRow(place: Place, value: unknown): ArrayLike<number> {
  if (isDetached(value)) throw refusal(place, 'was transferred to another thread', 'Copy it before you transfer it.');
  if (ArrayBuffer.isView(value) && !(value instanceof DataView) && !isBig(value)) return value as unknown as ArrayLike<number>;
  if (!Array.isArray(value)) {
    const remedy = isThenable(value)
      ? 'Await it first.'
      : hasData(value)
        ? 'From a tensor: await tensor.data().'
        : 'Give an array of numbers.';
    throw refusal(place, `is ${shown(value)}, not a flat array of numbers`, remedy, codeOf(place));
  }
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] !== 'number') throw refusal(place, `holds ${shown(value[i])} at index ${i}`, 'Give numbers only.', codeOf(place));
  }
  return value as number[];
}

function converted(place: Place, numbers: ArrayLike<number>, of: readonly string[]): ArrayLike<number> {
  const kind = Array.isArray(numbers) ? 'list' : numbers.constructor.name;
  if (of.includes('any') || of.includes(kind)) return numbers;
  if (kind === 'Uint8ClampedArray' && of.includes('Uint8Array')) {
    const { buffer, byteOffset, length } = numbers as Uint8ClampedArray;
    return new Uint8Array(buffer, byteOffset, length);
  }
  if (of.includes('list')) return Array.from(numbers);
  // Floats hold any given numbers; integers only whole numbers that are small enough.
  if (of.includes('Float32Array')) return floats(place, numbers);
  if (of.includes('Float64Array')) return Float64Array.from(numbers);
  return integers(place, numbers, of);
}

function floats(place: Place, numbers: ArrayLike<number>): Float32Array {
  const result = Float32Array.from(numbers);
  const isWhole = numbers instanceof Int32Array || numbers instanceof Uint32Array;
  for (let i = 0; i < result.length; i++) {
    const changed = isWhole ? result[i] !== numbers[i] : Number.isFinite(numbers[i]) !== Number.isFinite(result[i]);
    if (changed) throw refusal(place, `holds ${numbers[i]} at index ${i}`, 'Give numbers that fit into a 32-bit float.', codeOf(place));
  }
  return result;
}

function integers(place: Place, numbers: ArrayLike<number>, of: readonly string[]): ArrayLike<number> {
  const kinds = INTEGERS.filter(({ name }) => of.includes(name));
  let wrong = -1;
  for (const kind of kinds) {
    const result = kind.from(numbers);
    wrong = result.findIndex((value, i) => value !== numbers[i]);
    if (wrong < 0) return result;
  }
  throw refusal(
    place,
    `holds ${shown(numbers[wrong])} at index ${wrong}`,
    `Give whole numbers that fit into a ${kinds.at(-1)?.name}.`,
    codeOf(place),
  );
}

/** Whether an array's memory was transferred to another thread: its length is then 0. */
function isDetached(value: unknown): boolean {
  if (!ArrayBuffer.isView(value) || value.byteLength > 0) return false;
  try {
    return new Uint8Array(value.buffer, 0, 0).length > 0;
  } catch {
    return true;
  }
}

function isBig(value: unknown): boolean {
  return value instanceof BigInt64Array || value instanceof BigUint64Array;
}

function hasData(value: unknown): boolean {
  return typeof (value as { readonly data?: unknown } | null | undefined)?.data === 'function';
}

function codeOf({ name }: Place): string {
  return (
    { inputs: 'INPUTS_INVALID', labels: 'LABELS_INVALID', shape: 'SHAPE_INVALID', distances: 'DISTANCES_INVALID' }[name] ??
    'ARGUMENT_INVALID'
  );
}
