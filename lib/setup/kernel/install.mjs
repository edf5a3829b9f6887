// `valleys kernel install`: installs the TypeScript kernel in the user's own Jupyter, for notebooks anywhere.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { SetupFailure } from '../command.mjs';
import { writeWhole } from '../project.mjs';
import { kernelSpec } from './spec.mjs';

/** The kernel's name in the project's notebooks. */
const NAME = 'tslab';
/** Identifies kernels that this library installed, in any version. */
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
 * Writes the kernel's specification, which names this Node and this library: write it again after either has moved.
 *
 * @returns {string} its path
 * @throws {SetupFailure} if a kernel of that name exists that this library did not install
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
