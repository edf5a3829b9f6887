import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The type that a value must have, as the build reads it from the declarations (`setup/contracts.mjs`). */
export type Expected =
  | { readonly kind: 'any' | 'nothing' | 'boolean' | 'number' | 'text' }
  /** `gives`: the result to check, a number or a promise of one. */
  | { readonly kind: 'function'; readonly gives?: 'number' | 'promise' }
  | { readonly kind: 'choice'; readonly values: readonly (string | number | boolean | null)[] }
  /** A flat array of numbers; `of` names the arrays that are taken as they are, `list` a plain one, `any` every array-like. */
  | { readonly kind: 'array'; readonly of: readonly string[] }
  /** `like`: accepts any array-like, not only a plain list. */
  | { readonly kind: 'list'; readonly of: Expected; readonly like?: boolean }
  | { readonly kind: 'tuple' | 'union'; readonly of: readonly Expected[] }
  /** A class, recognised by its methods and fields. */
  | { readonly kind: 'opaque'; readonly name: string }
  | { readonly kind: 'ref'; readonly name: string };

/** A field of an object, or a parameter of a function. */
export interface Field {
  readonly type: Expected;
  readonly optional?: boolean;
}

/** The fields of an object. */
export interface ObjectType {
  readonly fields: Readonly<Record<string, Field>>;
  /** The type of all other keys; absent: no other keys are allowed. */
  readonly others?: Expected;
  /** The library itself returns such objects: they may have further fields, and numbers that are not finite. */
  readonly given?: boolean;
  /** Only some fields are required; whole objects have more. */
  readonly part?: boolean;
}

/** A parameter of a public function. */
export interface Parameter extends Field {
  readonly name: string;
  /** The parameter stands for all further arguments. */
  readonly rest?: boolean;
}

/** The arguments of a public function. */
export interface Contract {
  readonly parameters: readonly Parameter[];
  /** The function returns a promise; a wrong argument rejects it. */
  readonly async?: boolean;
  /** The type of a result made of numbers, none of which may be NaN; absent: the result is not checked. */
  readonly result?: Expected;
}

/** All contracts of the package. */
export interface Contracts {
  readonly functions: Readonly<Record<string, Contract>>;
  readonly types: Readonly<Record<string, ObjectType>>;
}

let known: Contracts | undefined;

/** Reads the contracts that the build wrote beside the compiled library, once for both entries. */
export function readContracts(): Contracts {
  return known ??= JSON.parse(readFileSync(join(__dirname, '..', '..', 'dist', 'contracts.json'), 'utf8')) as Contracts;
}
