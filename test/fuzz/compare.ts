import { sha256 } from '../../lib/src/base/files';

/** Told of every number, and of every value that is missing, with a path in which places in lists are `*`. */
type Visit = (path: string, value: unknown) => void;

/** Times and dates differ from run to run. */
const VOLATILE = new Set(['seconds', 'date', 'provenance', 'residentBytes']);

/** Longer arrays, such as a dataset's images, count as one value. */
const LONG = 1e5;

/** Where a loss is marked as not finite, by itself or on a split, not a number beside it is what was promised. */
function tellsNotFinite(value: object): boolean {
  const { train, test } = value as Readonly<Record<string, unknown>>;
  return [value, train, test].some((place) => {
    const finite = (place as { readonly finite?: unknown } | null | undefined)?.finite;
    return finite === false || (Array.isArray(finite) && finite.includes(false));
  });
}

function visit(value: unknown, visitor: Visit, path = '', depth = 0): void {
  if (depth > 12 || typeof value === 'function') return;
  if (typeof value !== 'object' || value === null) return visitor(path, value);
  if (ArrayBuffer.isView(value) && value.byteLength > LONG) {
    return visitor(path, (value as Float32Array).includes(NaN) ? NaN : sha256(value as NodeJS.ArrayBufferView));
  }
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    for (const part of value as unknown as Iterable<unknown>) visit(part, visitor, `${path}.*`, depth + 1);
    return;
  }
  if (tellsNotFinite(value)) return;
  for (const [key, part] of Object.entries(value)) if (!VOLATILE.has(key)) visit(part, visitor, `${path}.${key}`, depth + 1);
}

/** Where a result has not a number, or nothing, although the valid call has a number everywhere there. */
export function lostNumber(result: unknown, valid: unknown): string | undefined {
  const whole = new Map<string, boolean>();
  visit(valid, (path, value) => whole.set(path, whole.get(path) !== false && typeof value === 'number' && !Number.isNaN(value)));
  let lost: string | undefined;
  visit(result, (path, value) => {
    if (whole.get(path) && (value === undefined || Number.isNaN(value))) lost ??= `${String(value)} at ${path || 'the result'}`;
  });
  return lost;
}

/** Where two results differ by more than rounding; undefined if nowhere. */
export function difference(a: unknown, b: unknown, tolerance: number): string | undefined {
  const listOf = (value: unknown): [string, unknown][] => {
    const list: [string, unknown][] = [];
    visit(value, (path, part) => list.push([path, part]));
    return list;
  };
  const [first, second] = [listOf(a), listOf(b)];
  if (first.length !== second.length) return `${first.length} values for ${second.length}`;
  for (const [i, [path, value]] of first.entries()) {
    const other = second[i][1];
    if (!isNear(value, other, tolerance)) return `${String(value)} for ${String(other)} at ${path || 'the result'}`;
  }
  return undefined;
}

function isNear(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return typeof a === 'symbol' || a === b;
  return Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * (1e-2 + Math.abs(a) + Math.abs(b));
}
