import { generator, permutation } from '../../lib/src/base/random';
import { mayCarryMore } from '../../lib/src/contracts/check';
import { type Expected, type ObjectType, readContracts } from '../../lib/src/contracts/contract';
import type { Fixtures } from './fixtures';
import { ABSENT, isPlain, type Mutation, mutationsOf } from './mutations';

type Path = readonly (string | number)[];

/** A call with one thing changed: the smallest case there is. */
export interface Case {
  /** `[1].train.inputs: NaN in it`. */
  readonly name: string;
  readonly mutation: Mutation;
  readonly path: Path;
  /** Whether what is changed is part of the question, not of what the library itself measured. */
  readonly asked: boolean;
  /** Valid arguments, but the call is made twice at once, or stopped at once or soon. */
  readonly how?: 'twice' | 'stopped' | 'stopped soon';
}

const NOTHING: Mutation = { name: 'valid', apply: (value) => value, same: true };

/** Cases of a long call as it is. */
function wholeCases(sites: readonly Site[]): Case[] {
  if (!sites.some(({ value }) => value instanceof AbortSignal)) return [];
  return (['twice', 'stopped', 'stopped soon'] as const).map((how) =>
    ({ name: `valid, ${how}`, mutation: NOTHING, path: [], asked: true, how }));
}

interface Site {
  readonly path: Path;
  readonly value: unknown;
  readonly asked: boolean;
}

const DEEPEST = 6;

/** Every place in the arguments where something can be changed; of a list the first, the middle and the last. */
function sitesOf(value: unknown, made: WeakSet<object>, path: Path = [], asked = true): Site[] {
  const own = asked && !(typeof value === 'object' && value !== null && made.has(value));
  const here = path.length > 0 ? [{ path, value, asked: own }] : [];
  if (path.length === DEEPEST) return here;
  const within = (key: string | number, part: unknown): Site[] => sitesOf(part, made, [...path, key], own);
  if (Array.isArray(value)) {
    const places = path.length === 0 ? value.keys() : new Set([0, value.length >> 1,
      value.length - 1].filter((i) => i >= 0 && i < value.length));
    return [...here, ...[...places].flatMap((i) => within(i, value[i]))];
  }
  return isPlain(value) ? [...here, ...Object.entries(value).flatMap(([key, part]) => within(key, part))] : here;
}

function nameOf(path: Path, { name }: Mutation): string {
  return `${path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${key}`)).join('')}: ${name}`;
}

const { functions, types } = readContracts();

/** What the contract of a call says of the objects at a path; more than one where several types are taken. */
function typesAt(call: string, [place, ...path]: Path): readonly ObjectType[] {
  const [own] = call.split(' (');
  const name = Object.keys(functions).find((each) => each === own || each.endsWith(`.${own}`));
  const parameter = functions[name ?? '']?.parameters[place as number];
  const into = (expected: Expected, key: string | number): readonly Expected[] => {
    switch (expected.kind) {
      case 'union': return expected.of.flatMap((part) => into(part, key));
      case 'list': return [expected.of];
      case 'tuple': return [expected.of[key as number]];
      case 'ref': return [types[expected.name].fields[key]?.type ?? types[expected.name].others ?? { kind: 'any' }];
      default: return [];
    }
  };
  const ends = path.reduce((all, key) => all.flatMap((each) => into(each, key)), parameter ? [parameter.type] : []);
  return ends.flatMap((end) => (end.kind === 'union' ? end.of : [end])).flatMap((end) => (end.kind === 'ref' ? [types[end.name]] : []));
}

/** What the library gave, or what is part of an argument, may carry more than is asked for; in a record every key is right. */
function mayCarry(call: string, path: Path, { name }: Mutation): boolean {
  if (!/unknown key|misspelt/.test(name)) return false;
  const asMore = /unknown key|given twice/.test(name);
  return typesAt(call, path).some((type) => type.others !== undefined || (asMore && mayCarryMore(type, path.length > 1)));
}

/** Inputs that are not bytes are floats, which no runner normalises. */
function isOfFloats(path: Path, value: unknown, { name }: Mutation): boolean {
  return path.at(-1) === 'inputs' && value instanceof Uint8Array && /^(plain array|Float64Array)$/.test(name);
}

/**
 * All cases of a call in a seeded order, in which those near the surface come first as often as the deep ones.
 *
 * @param changes of the first argument, instead of the usual ones of all
 */
export function casesOf(args: readonly unknown[], f: Fixtures, seed: number, name: string, changes?: readonly Mutation[]): readonly Case[] {
  const sites = sitesOf(args, f.made);
  const all = changes
    ? changes.map((mutation) => ({ name: mutation.name, mutation, path: [0], asked: true }))
    : sites.flatMap(({ path, value, asked }) => [...mutationsOf(value), ...f.substitutes(value)]
      .map((mutation) => (isOfFloats(path, value, mutation) ? { ...mutation, same: false } : mutation))
      .map((mutation) => ({ name: nameOf(path, mutation), mutation, path, asked: asked && !mayCarry(name, path, mutation) })));
  const order = permutation(generator(seed, `fuzz/${name}`), all.length);
  const shuffled = Array.from(order, (i) => all[i]);
  const shallow = [...wholeCases(sites), ...shuffled.filter(({ path }) => path.length < 3)];
  const deep = shuffled.filter(({ path }) => path.length >= 3);
  return Array.from({ length: Math.max(shallow.length, deep.length) }, (_, i) => [shallow[i], deep[i]]).flat().filter(Boolean);
}

/** The arguments with one thing changed; what lies beside the path is shared, nothing is written to. */
export function spoil(args: readonly unknown[], { path: [place, ...path], mutation }: Case): readonly unknown[] {
  if (place === undefined) return args;
  const value = replaced(args[place as number], path, (old) => mutation.apply(old as never));
  if (value === ABSENT) return Number(place) === args.length - 1
    ? args.slice(0, -1) : args.map((old, i) => (i === place ? undefined : old));
  return args.map((old, i) => (i === place ? value : old));
}

function replaced(whole: unknown, path: Path, change: (value: unknown) => unknown): unknown {
  if (path.length === 0) return change(whole);
  const [key, ...rest] = path;
  const value = replaced((whole as Record<string | number, unknown>)[key], rest, change);
  if (Array.isArray(whole)) return whole.map((old: unknown, i) => (i !== key ? old : value === ABSENT ? undefined : value));
  const copy: Record<string | number, unknown> = { ...(whole as object), [key]: value };
  if (value === ABSENT) delete copy[key];
  return copy;
}
