// ES modules in cells: tslab compiles an `import` to `require`, which cannot load modules that await at their top level, and in
// Node before 20.19 no ES modules at all. They are loaded before the cell begins.
import { existsSync, readFileSync } from 'node:fs';
import Module, { createRequire, isBuiltin } from 'node:module';
import { dirname, extname, join, relative, sep } from 'node:path';

/** The path from which cells resolve names: tslab runs them in the folder of the notebook. */
const cell = join(process.cwd(), 'cell.js');
const { resolve } = createRequire(cell);

// A CommonJS module in that folder: Node resolves the names in `import()` from there.
const importer = Object.assign(new Module(cell), { filename: cell, paths: /** @type {any} */ (Module)._nodeModulePaths(dirname(cell)) });
/** @type {any} */ (importer)._compile('module.exports = (specifier) => import(specifier);', cell);

/** @type {(specifier: string) => Promise<object>} */
export const importEsModule = importer.exports;

/** The value of `require` for each loaded module. @type {Map<string, object>} */
const loaded = new Map();

/** @param {readonly string[]} specifiers */
export async function loadEsModules(specifiers) {
  for (const specifier of specifiers) loaded.set(specifier, asRequired(await importEsModule(specifier)));
}

/** @param {NodeJS.Require} require tslab's own */
export function requireOfCells(require) {
  return new Proxy(require, {
    apply: (target, self, names) => (names.length === 1 && loaded.get(names[0])) || Reflect.apply(target, self, names),
  });
}

/**
 * Turns a namespace into an object marked as an ES module: compiled imports take a `default` from there.
 *
 * @param {any} namespace @returns {object}
 */
function asRequired(namespace) {
  return new Proxy({}, {
    get: (_, name) => (name === '__esModule' ? true : namespace[name]),
    has: (_, name) => name === '__esModule' || name in namespace,
    ownKeys: () => Reflect.ownKeys(namespace),
    getOwnPropertyDescriptor: (_, name) => (name in namespace ? { value: namespace[name], enumerable: typeof name === 'string', configurable: true } : undefined),
  });
}

/** @param {unknown} specifier @returns {boolean} whether Node takes it for an ES module; what tslab compiles itself is none */
export function isEsModule(specifier) {
  if (typeof specifier !== 'string' || isBuiltin(specifier)) return false;
  try {
    const file = resolve(specifier);
    if (extname(file) === '.mjs') return true;
    const isOurs = !relative(dirname(cell), file).startsWith('..') && !file.includes(`${sep}node_modules${sep}`);
    return extname(file) === '.js' && !isOurs && typeOf(dirname(file)) === 'module';
  } catch (error) {
    // The package has an entry for `import`, and none for `require`.
    return error instanceof Error && 'code' in error && error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  }
}

/** The `type` in the nearest package.json. @type {Map<string, string | undefined>} */
const types = new Map();

/** @param {string} folder @returns {string | undefined} */
function typeOf(folder) {
  if (types.has(folder)) return types.get(folder);
  const path = join(folder, 'package.json');
  const parent = dirname(folder);
  const type = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).type : parent === folder ? undefined : typeOf(parent);
  types.set(folder, type);
  return type;
}
