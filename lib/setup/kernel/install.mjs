// `valleys kernel install`: makes the TypeScript kernel known to the user's own Jupyter, for notebooks anywhere.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { SetupFailure } from '../command.mjs';
import { writeWhole } from '../project.mjs';
import { kernelSpec } from './spec.mjs';

/** The notebooks of the project name it so. */
const NAME = 'tslab';
/** By this we know a kernel of ours again, of whatever version. */
const OURS = { metadata: { installedBy: 'asymmetric-valleys' } };

/** @returns {string} the folder in which Jupyter looks for what the user has installed */
function jupyterFolder() {
  if (process.env.JUPYTER_DATA_DIR) return process.env.JUPYTER_DATA_DIR;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Jupyter');
  const named = process.env.XDG_DATA_HOME;
  return join(named && isAbsolute(named) ? named : join(homedir(), '.local', 'share'), 'jupyter');
}

/** @param {string} path of a `kernel.json` */
function isOurs(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).metadata?.installedBy === OURS.metadata.installedBy;
  } catch {
    return false;
  }
}

/**
 * Writes the kernel's specification. It names this Node and this library: after either has moved, it is to be written again.
 *
 * @returns {string} where it is
 * @throws {SetupFailure} if there is a kernel of that name that is not ours
 */
export function installKernel() {
  const path = join(jupyterFolder(), 'kernels', NAME, 'kernel.json');
  if (existsSync(path) && !isOurs(path)) {
    const remedy = `Remove it with "jupyter kernelspec remove ${NAME}", then run the same command again.`;
    throw new SetupFailure(`Jupyter has another kernel named ${NAME}: ${path}.`, remedy);
  }
  writeWhole(path, kernelSpec(OURS));
  return path;
}
