import { UsageError } from '../base/errors';
import type { Types } from './check';
import type { Expected } from './contract';

/**
 * Refuses a result that contains an undocumented NaN: valid arguments can still give NaN together, if they are too extreme or too
 * few.
 *
 * @throws UsageError RESULT_NOT_A_NUMBER
 */
export function checkResult(types: Types, call: string, result: unknown, expected: Expected): void {
  const path = placeOfNaN(types, result, expected);
  if (path === undefined) return;
  const remedy = 'Check the arguments for values that are not numbers, too large, or too few.';
  throw new UsageError(
    'RESULT_NOT_A_NUMBER',
    `${call}: ${path === '' ? 'the result' : `${path.replace(/^\./, '')} of the result`} is not a number.`,
    remedy,
  );
}

/** The path of the first NaN, such as `.average.value`; undefined if there is none. */
function placeOfNaN(types: Types, value: unknown, expected: Expected): string | undefined {
  if (expected.kind === 'number') return Number.isNaN(value) ? '' : undefined;
  if (expected.kind === 'array') return inRow(value);
  if (expected.kind === 'ref' && typeof value === 'object' && value !== null) {
    const fields = Object.entries(types[expected.name].fields);
    return firstOf(fields, ([key, { type }]) => prefixed(`.${key}`, placeOfNaN(types, (value as Record<string, unknown>)[key], type)));
  }
  if (expected.kind === 'union') return firstOf(expected.of, (of) => placeOfNaN(types, value, of));
  if (expected.kind === 'tuple' && Array.isArray(value))
    return firstOf(expected.of, (of, i) => prefixed(`[${i}]`, placeOfNaN(types, (value as readonly unknown[])[i], of)));
  return undefined;
}

/** Iterates come in millions, and `includes` finds NaN fast. */
function inRow(values: unknown): string | undefined {
  if (!Array.isArray(values) && !(values instanceof Float64Array)) return undefined;
  return (values as number[]).includes(NaN) ? `[${(values as number[]).findIndex(Number.isNaN)}]` : undefined;
}

function prefixed(prefix: string, path: string | undefined): string | undefined {
  return path === undefined ? undefined : `${prefix}${path}`;
}

function firstOf<T>(items: readonly T[], placeIn: (item: T, index: number) => string | undefined): string | undefined {
  for (const [i, item] of items.entries()) {
    const found = placeIn(item, i);
    if (found !== undefined) return found;
  }
  return undefined;
}
