// Runs programs in a process of their own, which ends as this one is told to.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../lib/setup/project.mjs';

/** @param {readonly string[]} args of Node @param {string} [folder] to run in @returns {Promise<number>} the exit code */
export async function runNode(args, folder = root) {
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.removeAllListeners(signal);
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((done, fail) => child.once('error', fail).once('exit', (status) => done(status ?? 130)));
}

/** Runs a program of the folder `test`. @param {string} path within the project @param {readonly string[]} words @returns {Promise<number>} */
export async function runTypeScript(path, words) {
  return runNode(['--expose-gc', '--require', 'tsx/cjs', join(root, path), ...words]);
}
