/** The sum of absolute values; not finite if one of the values is not. */
export function absoluteSum(values: Float32Array): number {
  // Sums of floats do not overflow in double precision, and four sums at once are as fast as the memory.
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = values.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    a += Math.abs(values[i]);
    b += Math.abs(values[i + 1]);
    c += Math.abs(values[i + 2]);
    d += Math.abs(values[i + 3]);
  }
  for (let i = whole; i < values.length; i++) a += Math.abs(values[i]);
  return a + b + c + d;
}

/** The index of the first number that is NaN or infinite; −1 if there is none. */
export function firstNotFinite(values: Float32Array): number {
  return Number.isFinite(absoluteSum(values)) ? -1 : values.findIndex((value) => !Number.isFinite(value));
}

/** Whether a value is an array of numbers: plain, or typed and not of big integers. */
export function isNumberArray(given: unknown): given is ArrayLike<number> {
  if (Array.isArray(given)) return true;
  return (
    ArrayBuffer.isView(given) && !(given instanceof DataView) && !(given instanceof BigInt64Array) && !(given instanceof BigUint64Array)
  );
}

/** The index of the first element that is not a number, such as a string or null; −1 if there is none. */
export function firstNoNumber(given: ArrayLike<unknown>): number {
  if (ArrayBuffer.isView(given)) return -1;
  for (let i = 0; i < given.length; i++) if (typeof given[i] !== 'number') return i;
  return -1;
}

/** A wrong element as errors show it: strings in quotes, to tell them from numbers. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
