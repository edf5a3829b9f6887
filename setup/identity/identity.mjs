// The identity of the code behind a measurement: all declarations that its function reaches and that can change a number.
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path/posix';
import { moduleOf } from './declarations.mjs';

/**
 * The modules where a closure stops, and why their code cannot change a recorded number unnoticed.
 * @type {readonly {readonly modules: RegExp, readonly why: string}[]}
 */
export const OUTSIDE = [
  { modules: /^engine\//, why: 'runs TensorFlow; the tests of engine and networks hold every way of running to the same results' },
  { modules: /^networks\//, why: 'the networks and their runners, likewise; checkpoints are held to the scores that they were saved with' },
  { modules: /^contracts\//, why: 'refuses arguments or lets them through' },
  { modules: /^base\/(?!random$)/, why: 'reports, times, writes, reads and refuses' },
  { modules: /^datasets\/(cifar|synthetic)(-.*)?$/, why: 'gives images, which are in the inputs by the hash of their bytes' },
  { modules: /^datasets\/(datasets|provenance|shared-memory)$/, why: 'likewise' },
  { modules: /^datasets\/prefetch$/, why: 'prepares the same bytes ahead, in a thread; its tests hold them equal' },
  { modules: /^landscape\/kept-points$/, why: 'gives points back as they were measured, by the hash of all that they depend on' },
  { modules: /^training\/(checkpoint|open-checkpoint|state-file)$/, why: 'reads weights, which are in the inputs by their hash, and writes them' },
  { modules: /^paper\/study\/(networks|solutions|study|scale)$/, why: 'finds and opens weights and images, likewise; says how much is measured: each number is in the inputs' },
  { modules: /^paper\/lines\/sizes$/, why: 'how much is measured: each number is in the inputs' },
];

/** The modules that a user's own results may depend on; no function of the library names the part that they use. */
const INSTRUMENTS = /^(landscape\/.*|numbers\/(?!texts$).*|training\/(batch-norm|evaluation|fit|masked-average|swa|train))$/;

/** @typedef {import('./declarations.mjs').Declaration} Declaration */
/** @typedef {import('./declarations.mjs').Module} Module */
/** @typedef {import('./declarations.mjs').Source} Source */

/** A declaration and the module that it stands in. @typedef {{readonly module: string, readonly declaration: Declaration}} Place */

/** The same with what the names in it stand for. @typedef {Place & {readonly uses: ReadonlyMap<string, Place>}} Reached */

/**
 * The library's modules by name, such as `landscape/curve`, each parsed when it is first needed.
 * @typedef {(name: string) => Module} Library
 */

/** @param {(name: string) => string} sourceOf the TypeScript of a module @returns {Library} */
export function libraryOf(sourceOf) {
  /** @type {Map<string, Module>} */
  const known = new Map();
  return (name) => {
    const module = known.get(name) ?? moduleOf(sourceOf(name));
    known.set(name, module);
    return module;
  };
}

/** @param {string} module @returns {boolean} whether closures stop before it */
export function isOutside(module) {
  return OUTSIDE.some(({ modules }) => modules.test(module));
}

/**
 * All declarations of the library's instruments.
 * @param {Library} library
 * @param {readonly string[]} modules all names
 * @returns {Place[]}
 */
export function instruments(library, modules) {
  return modules.filter((module) => INSTRUMENTS.test(module) && !isOutside(module)).flatMap((module) => (
    [...library(module).declarations.values()].map((declaration) => ({ module, declaration }))
  ));
}

/**
 * The declaration that a name means in a module that declares or imports it.
 * @param {Library} library
 * @param {string} module
 * @param {string} name
 * @returns {Place}
 */
export function placeOf(library, module, name) {
  const place = meaning(library, module, name);
  if (place === undefined) throw new Error(`${name} in lib/src/${module}.ts is nothing whose code can be followed.`);
  return place;
}

/**
 * Everything that some declarations reach by name, including themselves.
 * @param {Library} library
 * @param {readonly Place[]} roots
 * @returns {Reached[]}
 */
export function closureOf(library, roots) {
  /** @type {Map<Declaration, Reached>} */
  const reached = new Map();
  const waiting = [...roots];
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const { module, declaration } = place;
    if (reached.has(declaration)) continue;
    const uses = usesOf(library, place);
    reached.set(declaration, { module, declaration, uses });
    // The top-level effects of a module belong to all of its declarations.
    waiting.push(...uses.values(), ...library(module).effects.map((effect) => ({ module, declaration: effect })));
  }
  return [...reached.values()];
}

/** @param {Library} library @param {Place} place @returns {Map<string, Place>} */
function usesOf(library, { module, declaration }) {
  const uses = new Map();
  for (const name of declaration.mentions) {
    const place = meaning(library, module, name);
    if (place && place.declaration !== declaration) uses.set(name, place);
  }
  return uses;
}

/**
 * @param {Library} library
 * @param {string} module
 * @param {string} name
 * @returns {Place | undefined} undefined for what is neither declared nor imported, and for what lies outside
 */
function meaning(library, module, name) {
  const { declarations, imports } = library(module);
  const declaration = declarations.get(name);
  if (declaration) return { module, declaration };
  const source = imports.get(name);
  return source && origin(library, module, source);
}

/** @param {Library} library @param {string} module that imports it @param {Source} source @returns {Place | undefined} */
function origin(library, module, { from, name }) {
  const target = join(dirname(module), from);
  if (!from.startsWith('.') || isOutside(target)) return undefined;
  if (name === '*' || name === 'default') throw new Error(`lib/src/${module}.ts imports ${from} as a whole, which cannot be followed.`);
  const { exports, passedOn, passedOnWhole } = library(target);
  const own = exports.get(name);
  if (own !== undefined) return meaning(library, target, own);
  const elsewhere = passedOn.get(name);
  const sources = elsewhere ? [elsewhere] : passedOnWhole.map((other) => ({ from: other, name }));
  return sources.map((source) => origin(library, target, source)).find((place) => place !== undefined);
}

/** @param {readonly Reached[]} closure @returns {string} 16 hexadecimal digits, which depend on no path and no order */
export function identityOf(closure) {
  // The target of each name counts too: two modules may have functions of the same name.
  const entries = closure.map(({ declaration, uses }) => (
    sha256(declaration.text, ...[...uses].map(([name, place]) => `${name} ${sha256(place.declaration.text)}`).sort())
  ));
  return sha256(...entries.sort()).slice(0, 16);
}

/** @param {...string} parts @returns {string} */
function sha256(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\n');
  return hash.digest('hex');
}
