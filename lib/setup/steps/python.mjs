// Step: the project's own Python, whose pip installs the rest.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SetupFailure, command } from '../command.mjs';
import { findPython } from '../needs.mjs';
import { intelMac, python, pythonFolder, recall, remember, sitePackages } from '../project.mjs';

const pipEnvironment = { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', PYTHONNOUSERSITE: '1' };

/** @param {string} log @param {readonly string[]} args */
export const pip = (log, args) => command(log, python, ['-m', 'pip', ...args], { env: pipEnvironment });

export const WHEELS = ['--only-binary', ':all:'];

/**
 * Installs a file of requirements: exactly the files whose hashes it lists. Wheels only, since a build from source downloads
 * packages without hashes; on Intel Macs, for which some packages no longer have wheels, from source as well.
 *
 * @param {string} log @param {string} file @param {readonly string[]} [options]
 */
export const install = (log, file, options = intelMac ? [] : WHEELS) =>
  pip(log, ['install', '--progress-bar', 'off', '--retries', '3', '--require-hashes', ...options, '-r', file]);

/** Notes on the content of `.venv`, kept inside it so that they vanish with it. */
export const stamps = join(pythonFolder, 'set-up');

/** @returns {boolean} whether `.venv` is complete, and still has the Python it was made with, which is also the requested one */
export function isPythonUsable() {
  const folder = sitePackages();
  if (folder === undefined || !existsSync(python)) return false;
  const chosen = process.env.VALLEYS_PYTHON;
  if (chosen && chosen !== recall('python', stamps).chosen) return false;
  const { stdout } = spawnSync(python, ['-S', '-E', '-c', 'import sys; print("python%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
  // An upgrade of the system's Python leaves packages behind that the new version does not see.
  if (stdout?.trim() !== basename(dirname(folder))) return false;
  return readdirSync(folder).some((name) => name.startsWith('pip-') && existsSync(join(folder, name, 'RECORD')));
}

/** Makes `.venv`, unless it is usable. */
export async function makePython() {
  if (isPythonUsable()) return;
  const found = findPython();
  if ('problem' in found) throw new SetupFailure(found.problem, '');
  rmSync(pythonFolder, { recursive: true, force: true });
  await command('python', found.program, ['-m', 'venv', pythonFolder]);
  remember('python', { chosen: process.env.VALLEYS_PYTHON, version: found.version }, stamps);
}

/** @type {import('../run-steps.mjs').Step} */
export const pythonStep = {
  title: 'Python environment for pip',
  gigabytes: 0.1,
  isDone: isPythonUsable,
  run: makePython,
};
