// Import this before tslab: cells may then use everything that TypeScript allows at the top level of a module.
//
// By itself tslab loses a variable of an earlier cell in a shorthand property, treats a cell with `for await` as one that awaits
// nothing, and loads every module with `require`, which refuses a module that awaits at its top level.
import { createRequire } from 'node:module';
import { importEsModule, isEsModule, loadEsModules, requireOfCells } from './es-modules.mjs';

const requireOfTslab = createRequire(createRequire(import.meta.url).resolve('tslab/dist/converter.js'));
const path = requireOfTslab.resolve('@tslab/typescript-for-tslab');
const ts = requireOfTslab(path);
const { factory } = ts;
/** The file in which tslab keeps the declarations of earlier cells. */
const EARLIER = '__prev__.d.ts';
const CANNOT_FIND_MODULE = 2307;

requireOfTslab.cache[path].exports = { ...ts, createWatchCompilerHost, getPreEmitDiagnosticsOfFiles };

/** @param {...unknown} args @returns {object} */
function createWatchCompilerHost(...args) {
  const host = ts.createWatchCompilerHost(...args);
  const { createProgram } = host;
  return Object.assign(host, { createProgram: (/** @type {unknown[]} */ ...program) => withTransformer(createProgram(...program)) });
}

/** @param {any} builder @returns {any} that rewrites cells before TypeScript compiles them */
function withTransformer(builder) {
  const emit = builder.emit.bind(builder);
  const rewrite = (/** @type {any} */ context) => rewriter(builder.getProgram().getTypeChecker(), context);
  builder.emit = (/** @type {any} */ file, /** @type {any} */ write, /** @type {any} */ token, /** @type {any} */ only, /** @type {any} */ transformers) =>
    emit(file, write, token, only, { ...transformers, before: [rewrite, ...(transformers?.before ?? [])] });
  return builder;
}

/**
 * Rewrites `{ x }` with an earlier cell's variable as `{ x: exports.x }`, also in assignments, and `import('m')` of an ES module as
 * a call that imports it as an ES module.
 *
 * @param {any} checker @param {any} context
 */
function rewriter(checker, context) {
  const isEarlier = (/** @type {any} */ shorthand) =>
    checker.getShorthandAssignmentValueSymbol(shorthand)?.declarations?.some((/** @type {any} */ declaration) => declaration.getSourceFile().fileName.endsWith(EARLIER));
  const visit = (/** @type {any} */ node) => {
    if (ts.isShorthandPropertyAssignment(node) && isEarlier(node)) return written(ts.visitEachChild(node, visit, context));
    if (ts.isImportCall(node)) return importCall(ts.visitEachChild(node, visit, context));
    return ts.visitEachChild(node, visit, context);
  };
  return (/** @type {any} */ file) => ts.visitNode(file, visit);
}

/** @param {any} shorthand @returns {any} the same with its value named, and its default where it is assigned to */
function written({ name: { text }, objectAssignmentInitializer }) {
  const value = factory.createPropertyAccessExpression(factory.createIdentifier('exports'), text);
  return factory.createPropertyAssignment(text, objectAssignmentInitializer ? factory.createAssignment(value, objectAssignmentInitializer) : value);
}

/** @param {any} call @returns {any} */
function importCall(call) {
  const [specifier] = call.arguments;
  const own = (/** @type {string} */ name, /** @type {any} */ argument) =>
    factory.createCallExpression(factory.createPropertyAccessExpression(factory.createIdentifier('__tslab__'), name), undefined, [argument]);
  if (ts.isStringLiteralLike(specifier)) return isEsModule(specifier.text) ? own('importEsModule', specifier) : call;
  const name = factory.createUniqueName('specifier');
  const choice = factory.createConditionalExpression(
    own('isEsModule', name), undefined, own('importEsModule', name), undefined, factory.createCallExpression(call.expression, undefined, [name]));
  const choose = factory.createArrowFunction(undefined, undefined, [factory.createParameterDeclaration(undefined, undefined, name)], undefined, undefined, choice);
  return factory.createCallExpression(factory.createParenthesizedExpression(choose), undefined, [specifier]);
}

/**
 * tslab's TypeScript finds no package that consists of ES modules only. Node finds it; its types stay unknown.
 *
 * @param {any} program @param {any} files
 */
function getPreEmitDiagnosticsOfFiles(program, files) {
  const isFound = (/** @type {any} */ { code, file, start, length }) =>
    code === CANNOT_FIND_MODULE && file && isEsModule(file.text.slice(start + 1, start + length - 1));
  return ts.getPreEmitDiagnosticsOfFiles(program, files).filter((/** @type {any} */ diagnostic) => !isFound(diagnostic));
}

const converters = requireOfTslab('./converter.js');
const { createConverter } = converters;
converters.createConverter = (/** @type {unknown[]} */ ...args) => {
  const converter = createConverter(...args);
  return { ...converter, convert: (/** @type {unknown[]} */ ...cell) => completed(converter.convert(...cell)) };
};

/** @param {any} converted @returns {any} the same, with the modules to load first */
function completed(converted) {
  const { output } = converted;
  if (!output || !/\bawait\b|\brequire\(/.test(output)) return converted;
  const { awaits, specifiers } = topLevelOf(ts.createSourceFile('cell.js', output, ts.ScriptTarget.Latest));
  const modules = specifiers.filter(isEsModule);
  if (modules.length === 0) return { ...converted, hasToplevelAwait: converted.hasToplevelAwait || awaits };
  // On the first line, so that line numbers in errors stay correct.
  return { ...converted, output: `await __tslab__.loadEsModules(${JSON.stringify(modules)}); ${output}`, hasToplevelAwait: true };
}

/** @param {any} file @returns {{ awaits: boolean, specifiers: string[] }} whether it has a `for await` outside functions, and the modules that it requires */
function topLevelOf(file) {
  let awaits = false;
  const specifiers = /** @type {string[]} */ ([]);
  const visit = (/** @type {any} */ node, /** @type {boolean} */ isTop) => {
    if (isTop && ts.isForOfStatement(node) && node.awaitModifier) awaits = true;
    const required = ts.isCallExpression(node) && node.expression.text === 'require' && node.arguments[0];
    if (required && ts.isStringLiteralLike(required)) specifiers.push(required.text);
    ts.forEachChild(node, (/** @type {any} */ child) => visit(child, isTop && !ts.isFunctionLike(child) && !ts.isClassLike(child)));
  };
  visit(file, true);
  return { awaits, specifiers };
}

const executors = requireOfTslab('./executor.js');
const { createExecutor } = executors;
executors.createExecutor = (/** @type {unknown[]} */ ...args) => {
  const executor = createExecutor(...args);
  const cells = /** @type {any} */ (globalThis).__tslab__;
  Object.assign(cells, { importEsModule, isEsModule, loadEsModules, require: requireOfCells(cells.require) });
  return executor;
};
