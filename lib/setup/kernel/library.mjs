// Import this before tslab: a notebook whose folder has no `asymmetric-valleys` gets the library of this kernel.
import Module, { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { isClone, packageFolder, root } from '../project.mjs';

const NAME = 'asymmetric-valleys';

/** @returns {boolean} whether cells find the library beside their notebook; tslab runs them in its folder */
function isBesideNotebook() {
  try {
    return createRequire(join(process.cwd(), 'cell.js')).resolve(NAME) !== '';
  } catch {
    return false;
  }
}

if (!isBesideNotebook()) {
  // Node searches this folder after all node_modules folders, and so do the processes that cells start.
  const folder = isClone ? join(root, 'node_modules') : dirname(packageFolder);
  process.env.NODE_PATH = [process.env.NODE_PATH, folder].filter(Boolean).join(delimiter);
  /** @type {any} */ (Module)._initPaths();

  const requireOfTslab = createRequire(createRequire(import.meta.url).resolve('tslab/dist/converter.js'));
  const path = requireOfTslab.resolve('@tslab/typescript-for-tslab');
  const ts = requireOfTslab(path);
  const paths = { [NAME]: [packageFolder], [`${NAME}/*`]: [join(packageFolder, '*')] };
  const createWatchCompilerHost = (/** @type {unknown} */ files, /** @type {object} */ options, /** @type {unknown[]} */ ...others) =>
    ts.createWatchCompilerHost(files, { ...options, paths }, ...others);
  requireOfTslab.cache[path].exports = { ...ts, createWatchCompilerHost };
}
