// Runs a program of the folder `test` in a process of its own.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../lib/setup/project.mjs';

/** @param {string} path within the project @param {readonly string[]} words @returns {Promise<number>} its exit code */
export async function runTypeScript(path, words) {
  const child = spawn(process.execPath, ['--expose-gc', '--require', 'tsx/cjs', join(root, path), ...words], { cwd: root, stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.removeAllListeners(signal);
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((done, fail) => child.once('error', fail).once('exit', (status) => done(status ?? 130)));
}
