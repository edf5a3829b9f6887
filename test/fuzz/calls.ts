import type { Fixtures } from './fixtures';
import type { Mutation } from './mutations';
import type { Av } from './package';

/** The exported functions; classes and constants are left out. */
export type FunctionName = { [Name in keyof Av]: Av[Name] extends (...args: never[]) => unknown ? Name : never }[keyof Av];

type Arguments<Name extends FunctionName> = Av[Name] extends (...args: infer All) => unknown ? Readonly<All> : never;
type Result<Name extends FunctionName> = Av[Name] extends (...args: never[]) => infer Given ? Awaited<Given> : never;

/** What a catalogue tells of a call besides its arguments. */
interface CallOptions<Given> {
  /** Uses a result that is a function or has methods, so that wrong numbers in it come to light; frees what it holds. */
  readonly use?: (result: Given) => unknown;
  /** The result changes from call to call: it is not compared. */
  readonly volatile?: boolean;
  /** It leaves the runner elsewhere than it was. */
  readonly moves?: boolean;
  /** Not a number is a legitimate input: figures leave a gap, curves tell where a loss is not finite. */
  readonly takesNaN?: boolean;
  /** NaN is what its documentation says of some arguments that are right. */
  readonly givesNaN?: boolean;
}

/** One valid call. */
export interface Call extends CallOptions<never> {
  /** Of the function; `runner.` before a runner's method. */
  readonly name: string;
  /** Fresh arguments for one call. */
  readonly args: (f: Fixtures) => readonly unknown[] | Promise<readonly unknown[]>;
  /** The valid call is not made beforehand: there is nothing to compare with. */
  readonly blind?: boolean;
  /** What is tried on the first argument instead of what suits its type. */
  readonly changes?: (f: Fixtures) => readonly Mutation[] | Promise<readonly Mutation[]>;
  /** Calls it; absent: the package's function of that name. */
  readonly invoke?: (f: Fixtures, args: readonly unknown[]) => unknown;
}

/** Valid calls of exported functions: the compiler checks their arguments. */
type Entries = {
  readonly [Name in FunctionName]?: readonly [args: (f: Fixtures) => Arguments<Name> | Promise<Arguments<Name>>,
    options?: CallOptions<Result<Name>>];
};

/** A list of calls out of a table by names. */
export function calls(entries: Entries): readonly Call[] {
  return Object.entries(entries).map(([name, [args, options]]) => ({ name, args, ...options }) as Call);
}
