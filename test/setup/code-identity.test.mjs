import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import ts from 'typescript';
import { moduleOf } from '../../setup/identity/declarations.mjs';
import { closureOf, identityOf, libraryOf, placeOf } from '../../setup/identity/identity.mjs';
import { identitiesOf, moduleNames, rootsOf, sourcesIn } from '../../setup/identity/manifest.mjs';
import { root } from '../../lib/setup/project.mjs';

/** A measurement with everything that an identity must not see, and everything that it must. */
const MEASURE = `
import { generator } from '../base/random';
import { breathe } from '../base/progress';
import { mean } from '../numbers/mean';
import { UsageError } from '../base/errors';

const START = 0.25;

/** What is measured. */
export interface Options { readonly start?: number }

export function measure(values: readonly number[], { start = START }: Options = {}): number {
  if (values.length < 2) throw new UsageError('TOO_FEW', 'Two values at least.', 'Give more.');
  run.onProgress?.({ label: 'measuring', done: 1 });
  const source = generator(1, 'measure');
  return mean(values) * start + source.uniform();
}

export function unrelated(values: number[]): number {
  return values.length + 1;
}
`;
const MEAN = `
export function mean(values: readonly number[]): number {
  return -sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function average(values: readonly number[]): number {
  return sum(values) / values.length;
}
`;
const RANDOM = `export function generator(seed: number, name: string): { uniform(): number } {
  return { uniform: () => (seed * 16_807) % 2 };
}`;
const PROGRESS = 'export const breathe = 1;';

const SOURCES = { 'study/measure': MEASURE, 'numbers/mean': MEAN, 'base/random': RANDOM, 'base/progress': PROGRESS, 'base/errors': 'export class UsageError {}' };

/** @param {Record<string, string>} sources @param {string} [module] */
function identity(sources, module = 'study/measure') {
  const library = libraryOf((name) => sources[name] ?? assert.fail(`${name} is not there`));
  return identityOf(closureOf(library, [placeOf(library, module, 'measure')]));
}

/** @param {string} module @param {string | RegExp} from @param {string} to */
function changed(module, from, to) {
  const source = SOURCES[module].replace(from, to);
  assert.notEqual(source, SOURCES[module], `${from} is not there`);
  return { ...SOURCES, [module]: source };
}

const BLIND = {
  'a comment': changed('study/measure', 'const source', '// A stream of its own.\n  const source'),
  'a doc comment': changed('numbers/mean', 'export function mean', '/** Their mean. */\nexport function mean'),
  'a space and a line': changed('numbers/mean', 'total + value', 'total\n    +   value'),
  'a trailing comma': changed('study/measure', "generator(1, 'measure')", "generator(\n    1,\n    'measure',\n  )"),
  quotes: changed('study/measure', "'measure')", '"measure")'),
  'digits in groups': changed('base/random', '16_807', '16807'),
  'a type': changed('study/measure', 'values: readonly number[], {', 'values: Float32Array | undefined, {'),
  'a cast': changed('study/measure', 'mean(values)', 'mean(values as Float32Array)'),
  'a cast in parentheses': changed('numbers/mean', '/ values.length', '/ (values as Float32Array).length'),
  'an assertion': changed('study/measure', 'mean(values)', 'mean(values!)'),
  'a type parameter': changed('numbers/mean', 'function sum(', 'function sum<T extends number>('),
  'another interface': changed('study/measure', 'interface Options {', 'interface Options { readonly more?: string;'),
  'the words of an error': changed('study/measure', 'Two values at least.', 'At least two values.'),
  'the words of progress': changed('study/measure', "label: 'measuring'", "label: 'measured', details: [String(values)]"),
  'an import that is not used': changed('study/measure', 'import { breathe', "import { median } from '../numbers/median';\nimport { breathe"),
  'the order of imports': changed('study/measure', /(import.*)\n(import.*)/, '$2\n$1'),
  'the order of declarations': changed('numbers/mean', /(export function mean[^}]*})\n\n(function sum[^}]*}[^}]*})/, '$2\n\n$1'),
  'what is exported': changed('numbers/mean', 'function sum', 'export function sum'),
  'another function of the module': changed('study/measure', 'values.length + 1', 'values.length - 1'),
  'a module outside': changed('base/progress', '= 1', '= 2'),
};

const AWAKE = {
  'an operator': changed('study/measure', '* start', '/ start'),
  'an operator of one operand': changed('numbers/mean', '-sum', '+sum'),
  'an operator in what a function of another module calls': changed('numbers/mean', 'total + value', 'total - value'),
  'an operator of random numbers': changed('base/random', '% 2', '* 2'),
  'a comparison before an error': changed('study/measure', '< 2', '<= 2'),
  'a constant': changed('study/measure', 'START = 0.25', 'START = 0.5'),
  'a text': changed('study/measure', "generator(1, 'measure')", "generator(1, 'measured')"),
  'the order of arguments': changed('numbers/mean', '(total, value)', '(value, total)'),
  parentheses: changed('study/measure', 'mean(values) * start + source.uniform()', 'mean(values) * (start + source.uniform())'),
  'parentheses around a cast': changed('study/measure', 'start + source.uniform()', '(start + source.uniform() as number)'),
  'the function that a name stands for': changed('study/measure', '{ mean }', '{ average as mean }'),
  'what a module does when it is loaded': changed('numbers/mean', 'export function mean', 'Math.random = () => 0;\n\nexport function mean'),
};

for (const [what, sources] of Object.entries(BLIND)) {
  test(`the identity of code is blind to ${what}`, () => assert.equal(identity(sources), identity(SOURCES)));
}

for (const [what, sources] of Object.entries(AWAKE)) {
  test(`the identity of code is awake to ${what}`, () => assert.notEqual(identity(sources), identity(SOURCES)));
}

test('the identity of code is blind to moves, and to what passes a function on', () => {
  const moved = MEASURE.replaceAll("'../", "'../../").replace('../../numbers/mean', '../statistics');
  assert.equal(identity({ ...SOURCES, 'paper/section-4/measure': moved, 'paper/statistics': MEAN }, 'paper/section-4/measure'), identity(SOURCES));
  const passedOn = { ...SOURCES, 'numbers/mean': "export * from './types';\nexport * from './sums';", 'numbers/types': '', 'numbers/sums': MEAN };
  assert.equal(identity(passedOn), identity(SOURCES));
  assert.equal(identity({ ...passedOn, 'numbers/mean': "export { mean } from './sums';" }), identity(SOURCES));
});

test('a name that two functions have stands for the one that is imported', () => {
  const two = (/** @type {string} */ from) => ({
    'study/measure': `import { mean } from '${from}';\nimport { both } from '../all';\nexport const measure = () => mean() + both();`,
    'first/mean': 'export function mean() { return 1; }', 'second/mean': 'export function mean() { return 2; }',
    all: "import { mean as one } from './first/mean';\nimport { mean as other } from './second/mean';\nexport const both = () => one() + other();",
  });
  assert.notEqual(identity(two('../first/mean')), identity(two('../second/mean')));
});

test('what cannot be followed is refused', () => {
  const whole = { 'study/measure': "import * as numbers from '../numbers/mean';\nexport const measure = () => numbers.mean([1]);", 'numbers/mean': MEAN };
  assert.throws(() => identity(whole), /imports \.\.\/numbers\/mean as a whole/);
  assert.throws(() => identity({ 'study/measure': 'export const other = 1;' }), /measure in lib\/src\/study\/measure\.ts/);
});

const SOURCE = join(root, 'lib', 'src');
const sourceOf = sourcesIn(SOURCE);
const library = libraryOf(sourceOf);
const measurements = rootsOf(moduleNames(SOURCE), sourceOf).map(({ key, module, name }) => ({ key, places: [placeOf(library, module, name)] }));

test('every measurement has the identity that was built', () => {
  assert.ok(measurements.length >= 30);
  assert.deepEqual(JSON.parse(readFileSync(join(root, 'lib', 'dist', 'code-identity.json'), 'utf8')), identitiesOf(SOURCE), 'Run: npm run build');
});

for (const { key, places } of measurements) {
  test(`the identity of ${key} is awake to every module that it reaches`, () => {
    const closure = closureOf(library, places);
    const before = identityOf(closure);
    for (const module of new Set(closure.map((reached) => reached.module))) {
      const texts = new Set(closure.filter((reached) => reached.module === module).map(({ declaration }) => declaration.text));
      const source = altered(sourceOf(module), texts);
      assert.ok(source, `nothing of ${module} computes: why is it reached?`);
      const other = moduleOf(source);
      const copy = (/** @type {string} */ name) => (name === module ? other : library(name));
      const roots = places.map((place) => placeOf(copy, place.module, /** @type {string} */ (nameOf(place))));
      assert.notEqual(identityOf(closureOf(copy, roots)), before, `changed: ${module}`);
    }
  });
}

test('nothing that only shows or tells is part of any identity', () => {
  const reached = new Set(measurements.flatMap(({ places }) => closureOf(library, places).map(({ module }) => module)));
  const shown = [...reached].filter((module) => /^(figures|notebook|cli|bench)\/|(figures|tables|texts|provenance|report|claims)$/.test(module));
  assert.deepEqual(shown, []);
  // What is imported while it runs could not be followed.
  for (const { places } of measurements) for (const { declaration } of closureOf(library, places)) assert.doesNotMatch(declaration.text, /\bimport \(/);
});

/** @param {import('../../setup/identity/identity.mjs').Place} place */
function nameOf({ module, declaration }) {
  return [...library(module).declarations].find(([, other]) => other === declaration)?.[0];
}

const OTHER = { '+': '-', '-': '+', '*': '/', '/': '*', '**': '*', '%': '*', '<': '<=', '<=': '<', '>': '>=', '>=': '>', '===': '!==', '!==': '===', '&&': '||', '||': '&&', '??': '||', '+=': '-=', '-=': '+=' };

/** Statements of a module with their printed texts. @type {Map<string, {statement: ts.Statement, texts: string[]}[]>} */
const parsed = new Map();

/** @param {string} source */
function statementsOf(source) {
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.ESNext, true);
  const textsOf = (/** @type {ts.Statement} */ statement) => [...moduleOf(statement.getText(file)).declarations.values()].map(({ text }) => text);
  const known = parsed.get(source) ?? file.statements.map((statement) => ({ statement, texts: textsOf(statement) }));
  parsed.set(source, known);
  return known;
}

/**
 * The module with one operator changed in one of the declarations of these texts; one constant, or a name, where there is no operator.
 *
 * @param {string} source @param {ReadonlySet<string>} reached
 */
function altered(source, reached) {
  const statements = statementsOf(source).filter(({ texts }) => texts.some((text) => reached.has(text))).map(({ statement }) => statement);
  for (const find of [operatorIn, constantIn, memberIn]) {
    for (const statement of statements) {
      const place = find(statement);
      if (place) return source.slice(0, place.from) + place.text + source.slice(place.to);
    }
  }
  return undefined;
}

/** @param {ts.Node} node @returns {{from: number, to: number, text: string} | undefined} */
function operatorIn(node) {
  if (isFree(node)) return undefined;
  if (ts.isBinaryExpression(node)) {
    const text = OTHER[node.operatorToken.getText()];
    if (text) return { from: node.operatorToken.getStart(), to: node.operatorToken.end, text };
  }
  return ts.forEachChild(node, operatorIn);
}

/** @param {ts.Node} node @returns {{from: number, to: number, text: string} | undefined} */
function constantIn(node) {
  if (isFree(node)) return undefined;
  if (ts.isNumericLiteral(node)) return { from: node.getStart(), to: node.end, text: `${Number(node.text) + 1}` };
  if (ts.isStringLiteral(node)) return { from: node.getStart(), to: node.end, text: "'another'" };
  return ts.forEachChild(node, constantIn);
}

/** @param {ts.Node} node @returns {{from: number, to: number, text: string} | undefined} */
function memberIn(node) {
  if (isFree(node)) return undefined;
  if (ts.isPropertyAssignment(node) || ts.isPropertyAccessExpression(node)) return { from: node.name.getStart(), to: node.name.end, text: 'another' };
  return ts.forEachChild(node, memberIn);
}

/** Whether what stands here is free to change: types, errors, progress. @param {ts.Node} node */
function isFree(node) {
  return ts.isTypeNode(node) || ts.isThrowStatement(node) || (ts.isCallExpression(node) && /\b(onProgress|labelled)$/.test(node.expression.getText()));
}
