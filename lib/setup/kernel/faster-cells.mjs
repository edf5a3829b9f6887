// Import this before tslab: the same TypeScript in half the time for each cell.
//
// For each cell, tslab builds a program twice with TypeScript's incremental builder. To know the effects of a change, that builder
// determines anew for every declaration file (TensorFlow.js has six hundred) which other files it names. A cell affects no file but
// itself, so the plain builder gives the same results. One difference: of types with global names only Node's are known. By itself
// tslab includes everything in node_modules/@types, such as a browser's `document`, which no kernel has.
import { createRequire } from 'node:module';

const requireOfTslab = createRequire(createRequire(import.meta.url).resolve('tslab/dist/converter.js'));
const path = requireOfTslab.resolve('@tslab/typescript-for-tslab');
const ts = requireOfTslab(path);

/** @param {readonly unknown[]} program what a builder takes @returns {object} a builder */
function createBuilder(...program) {
  const builder = ts.createAbstractBuilder(...program);
  // tslab reads the names that a cell declares as soon as it has the builder; a checker must exist for that.
  const checker = builder.getProgram().getTypeChecker();
  return Object.assign(builder, { getAllDependencies: (/** @type {object} */ cell) => sourcesOf(cell, checker) });
}

/**
 * The sources that tslab compiles together: a cell, and the files of TypeScript or JavaScript that it imports, directly or not.
 *
 * @param {object} cell a source file @param {object} checker of the program @returns {string[]} paths
 */
function sourcesOf(cell, checker) {
  const sources = new Set([cell]);
  for (const { imports } of sources) {
    for (const name of imports) {
      const imported = checker.getSymbolAtLocation(name)?.valueDeclaration?.getSourceFile();
      if (imported && !imported.isDeclarationFile) sources.add(imported);
    }
  }
  return [...sources].map(({ fileName }) => fileName);
}

const createWatchCompilerHost = (files, options, system, _builder, ...reporters) =>
  ts.createWatchCompilerHost(files, { ...options, types: ['node'] }, system, createBuilder, ...reporters);

requireOfTslab.cache[path].exports = { ...ts, createWatchCompilerHost };
