import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * The library's own folder: `lib` in a clone of the project, otherwise the folder where npm put it. `src` and `dist` lie equally
 * deep in it.
 */
export const packageFolder = resolve(__dirname, '..', '..');

const above = resolve(packageFolder, '..');

/** The clone of the project that contains the library; undefined if the library is installed as a package. */
export const cloneFolder: string | undefined = existsSync(join(above, 'setup', 'setup.mjs')) ? above : undefined;

/** The remedy when a part of the installation is missing: a sentence. */
export const SET_UP: string = cloneFolder === undefined ? 'Run "npx valleys setup".' : 'Run "npm run setup" in the project\'s folder.';
