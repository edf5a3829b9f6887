import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a value has to be, as the build reads it from the declared types (`setup/contracts.mjs`). */
export type Expected =
  | { readonly kind: 'any' | 'nothing' | 'boolean' | 'number' | 'text' }
  /** `gives`: what it gives is checked: a number, or a promise of one. */
  | { readonly kind: 'function'; readonly gives?: 'number' | 'promise' }
  | { readonly kind: 'choice'; readonly values: readonly (string | number | boolean | null)[] }
  /** Numbers in a row; `of` names the arrays that are taken as they are, `list` a plain one, `any` whatever has numbers and a length. */
  | { readonly kind: 'array'; readonly of: readonly string[] }
  /** `like`: not only a plain list, but whatever has items and a length. */
  | { readonly kind: 'list'; readonly of: Expected; readonly like?: boolean }
  | { readonly kind: 'tuple' | 'union'; readonly of: readonly Expected[] }
  /** A class that is known by what it can do. */
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
  /** What all other keys hold; absent: there are no others. */
  readonly others?: Expected;
  /** The library itself gives such objects: they may carry more than their type says, and numbers that are not finite. */
  readonly given?: boolean;
  /** Only some fields are asked for; whole objects have more. */
  readonly part?: boolean;
}

/** A parameter of a public function. */
export interface Parameter extends Field {
  readonly name: string;
  /** It stands for all arguments that follow. */
  readonly rest?: boolean;
}

/** What a public function takes. */
export interface Contract {
  readonly parameters: readonly Parameter[];
  /** It returns a promise: what is wrong with an argument rejects it. */
  readonly async?: boolean;
  /** Made of numbers alone, of which none may be NaN; absent: the result is not looked at. */
  readonly result?: Expected;
}

/** All contracts of the package. */
export interface Contracts {
  readonly functions: Readonly<Record<string, Contract>>;
  readonly types: Readonly<Record<string, ObjectType>>;
}

let known: Contracts | undefined;

/** What the build wrote beside the compiled library, read once for both doors. */
export function readContracts(): Contracts {
  return known ??= JSON.parse(readFileSync(join(__dirname, '..', '..', 'dist', 'contracts.json'), 'utf8')) as Contracts;
}
