import type { RunOptions } from '../base/progress';
import { argument, type Place, refusal } from './place';
import { checked } from './check';
import type { Contract, Contracts, Expected, Parameter } from './contract';
import { checkResult } from './results';

type Callable = (...values: unknown[]) => unknown;

/** Run options for a call that comes without any: progress and stopping. */
export type DefaultRun = (title: string) => RunOptions | undefined;

/**
 * Returns the same functions, each of which checks its arguments first; every call from outside goes through them. Inside the
 * library, modules call one another directly.
 *
 * @param face the package's exports
 * @param defaultRun progress and stop button of a notebook's cell, undefined elsewhere
 */
export function guarded<Face extends object>(face: Face, contracts: Contracts, defaultRun: DefaultRun): Partial<Face> {
  return guardedIn('', face, contracts, defaultRun) as Partial<Face>;
}

/** @param prefix of the names in a namespace, such as `section4.` */
function guardedIn(prefix: string, face: object, contracts: Contracts, defaultRun: DefaultRun): object {
  const entries = Object.entries(face).flatMap(([key, value]: [string, unknown]): (readonly [string, unknown])[] => {
    const name = prefix + key;
    if (typeof value === 'function')
      return Object.hasOwn(contracts.functions, name) ? [[key, guardedCall(name, value as Callable, contracts, defaultRun)]] : [];
    return isNamespace(name, value, contracts) ? [[key, { ...value, ...guardedIn(`${name}.`, value, contracts, defaultRun) }]] : [];
  });
  return Object.fromEntries(entries);
}

/** Whether an export is a namespace: a module of functions with contracts. */
function isNamespace(name: string, value: unknown, { functions }: Contracts): value is object {
  return typeof value === 'object' && value !== null && Object.keys(functions).some((each) => each.startsWith(`${name}.`));
}

function guardedCall(name: string, inner: Callable, { functions, types }: Contracts, defaultRun: DefaultRun): Callable {
  const contract = functions[name];
  const own = name.slice(name.lastIndexOf('.') + 1);
  const title = own.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const runAt = contract.parameters.findIndex(({ type }) => isRun(type, types));
  const studyAt = contract.parameters.findIndex(({ type }) => type.kind === 'ref' && isRun(types[type.name].fields.run?.type, types));
  const argumentsOf = (values: readonly unknown[]): unknown[] => {
    // First the caller's own arguments: beside the cell's options, a misspelt one would look like a mere addition.
    const taken = checkedArguments(name, contract, values, types);
    if (runAt >= 0) taken[runAt] = withRun(taken[runAt], () => defaultRun(title));
    else if (studyAt >= 0) taken[studyAt] = withStudyRun(taken[studyAt], () => defaultRun(title));
    return taken;
  };
  const { result } = contract;
  const look = <T>(given: T): T => {
    if (result) checkResult(types, name, given, result);
    return given;
  };
  const call: Callable = contract.async
    ? async (...values) => {
        const taken = argumentsOf(values);
        // The kernel's stop button may break off a cell before its first `await`, with no chance to restore anything.
        await Promise.resolve();
        return look(await inner(...taken));
      }
    : (...values) => look(inner(...argumentsOf(values)));
  return Object.defineProperties(call, { name: { value: own }, length: { value: inner.length } });
}

/** Whether a type is RunOptions: how to report progress and how to stop. */
function isRun(type: Expected | undefined, types: Contracts['types']): boolean {
  return type?.kind === 'ref' && ['signal', 'onProgress'].every((key) => Object.hasOwn(types[type.name].fields, key));
}

/** The caller's run options, or else the cell's. */
function withRun(given: unknown, ofCell: () => RunOptions | undefined): unknown {
  if (!isAbsentOrObject(given) || given?.signal !== undefined) return given;
  const run = ofCell();
  return run === undefined ? given : { ...run, ...given };
}

/** A study serves many cells, so it asks for the options anew in each. */
function withStudyRun(given: unknown, ofCell: () => RunOptions | undefined): unknown {
  if (!isAbsentOrObject(given) || given?.run !== undefined || ofCell() === undefined) return given;
  const run: RunOptions = {
    get signal() { return ofCell()?.signal; },
    get onProgress() { return ofCell()?.onProgress; },
  };
  return { ...given, run };
}

function isAbsentOrObject(value: unknown): value is { readonly signal?: unknown; readonly run?: unknown } | undefined {
  return value === undefined || (typeof value === 'object' && value !== null);
}

function checkedArguments(name: string, { parameters }: Contract, values: readonly unknown[], types: Contracts['types']): unknown[] {
  const rest = parameters.at(-1)?.rest === true;
  const taken = parameters
    .filter(({ rest: isRest }) => !isRest)
    .map((parameter, i) => taking(argument(name, parameter.name), parameter, values[i]));
  const more = rest
    ? values
        .slice(taken.length)
        .map((value, i) => taking(argument(name, `${parameters.at(-1)?.name}[${i}]`), parameters.at(-1) as Parameter, value))
    : [];
  return [...taken, ...more];

  function taking(place: Place, { type, optional }: Parameter, value: unknown): unknown {
    if (value === undefined && optional) return undefined;
    if (value === undefined && type.kind !== 'any' && type.kind !== 'nothing')
      throw refusal(place, 'is missing', `Call ${name}(${parameters.map(nameOf).join(', ')}).`, 'ARGUMENT_MISSING');
    return checked(types, place, value, type);
  }
}

function nameOf({ name, optional }: Parameter): string {
  return optional ? `${name}?` : name;
}
