import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The library's own folder: `lib` in a clone of the project, elsewhere where npm has put it. `src` and `dist` lie equally deep in it. */
export const packageFolder = resolve(__dirname, '..', '..');

const above = resolve(packageFolder, '..');

/** The clone of the project that the library is part of; undefined where it is installed as a package. */
export const cloneFolder: string | undefined = existsSync(join(above, 'setup', 'setup.mjs')) ? above : undefined;

/** What to do where a part of the installation is missing: a sentence. */
export const SET_UP: string = cloneFolder === undefined ? 'Run "npx valleys setup".' : 'Run "npm run setup" in the project\'s folder.';
