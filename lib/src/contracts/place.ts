import { UsageError } from '../base/errors';

/** The place of a value in a call: function, argument, field. */
export interface Place {
  readonly call: string;
  /** The last name of the path, such as `batchSize`; it identifies the quantity. */
  readonly name: string;
  /** The path of the value, such as `settings.train.labels`. */
  readonly path: string;
  /** The value is part of an object that the library itself returned. */
  readonly given?: boolean;
}

/** An argument of a call. */
export function argument(call: string, name: string): Place {
  return { call, name, path: name };
}

/** A field of the object at a place. */
export function field(place: Place, name: string, given: boolean): Place {
  return { call: place.call, name, path: `${place.path}.${name}`, given };
}

/** An entry of the object at a place whose keys are the caller's, such as a table's column: its name tells nothing of its quantity. */
export function entry(place: Place, key: string, given: boolean): Place {
  return { ...field(place, key, given), name: '' };
}

/** An item of the list at a place; it is the same quantity as the list. */
export function item(place: Place, index: number): Place {
  return { ...place, path: `${place.path}[${index}]` };
}

/** The error for a value: "lossCurve: settings.batchSize is −1." and the remedy. */
export function refusal(place: Place, problem: string, remedy: string, code = 'ARGUMENT_INVALID'): UsageError {
  return new UsageError(code, `${place.call}: ${place.path} ${problem}.`, remedy);
}

/** A value as messages show it, in a few words. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return value.length > 40 ? `the text "${value.slice(0, 37)}…"` : `"${value}"`;
  if (typeof value === 'number' || typeof value === 'boolean') return Object.is(value, -0) ? '−0' : String(value);
  if (typeof value === 'bigint') return `the bigint ${String(value).slice(0, 40)}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  if (isThenable(value)) return 'a promise';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name} of ${(value as Uint8Array).length ?? value.byteLength}`;
  const name = (Object.getPrototypeOf(value) as object | null)?.constructor?.name;
  return name === undefined || name === 'Object' ? 'an object' : `a ${name}`;
}

/** Whether the caller forgot to await. */
export function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function';
}
