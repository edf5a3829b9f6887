// Steps: the project's own Python with JupyterLab, and TensorFlow's shared library from its wheel.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SetupFailure, command } from '../command.mjs';
import { findPython } from '../needs.mjs';
import { hash, intelMac, isInstalled, python, pythonFolder, recall, remember, root, sitePackages, tensorflowPackage, tensorflowVersion } from '../project.mjs';

const pipEnvironment = { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', PYTHONNOUSERSITE: '1' };

/** @param {string} log @param {readonly string[]} args */
const pip = (log, args) => command(log, python, ['-m', 'pip', ...args], { env: pipEnvironment });

/**
 * Installs what a file of requirements lists: exactly those files whose hashes stand there. Wheels only, for what builds a package
 * from its source has no hashes; on Intel Macs, for which some have no wheels any more, from the source as well.
 *
 * @param {string} log @param {string} file @param {readonly string[]} [options]
 */
const install = (log, file, options = intelMac ? [] : WHEELS) =>
  pip(log, ['install', '--progress-bar', 'off', '--retries', '3', '--require-hashes', ...options, '-r', file]);

const WHEELS = ['--only-binary', ':all:'];

const requirementsFile = join(root, 'setup', 'requirements.txt');
const requirementsKey = () => hash(readFileSync(requirementsFile));

// What is in `.venv` is remembered there, so that it is forgotten with it.
const stamps = join(pythonFolder, 'set-up');

/** @returns {boolean} whether `.venv` is whole, still has the Python it was made with, and that is the one asked for */
function isPythonUsable() {
  const folder = sitePackages();
  if (folder === undefined || !existsSync(python)) return false;
  const chosen = process.env.VALLEYS_PYTHON;
  if (chosen && chosen !== recall('python', stamps).chosen) return false;
  const { stdout } = spawnSync(python, ['-S', '-E', '-c', 'import sys; print("python%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
  // An upgrade of the system's Python leaves packages behind that it does not see.
  if (stdout?.trim() !== basename(dirname(folder))) return false;
  return readdirSync(folder).some((name) => name.startsWith('pip-') && existsSync(join(folder, name, 'RECORD')));
}

/** @type {import('../setup.mjs').Step} */
export const jupyter = {
  title: 'Python environment .venv with JupyterLab and Plotly',
  gigabytes: 0.6,
  isDone: () => isPythonUsable() && recall('jupyter', stamps).key === requirementsKey(),
  async run() {
    if (!isPythonUsable()) {
      const found = findPython();
      if ('problem' in found) throw new SetupFailure(found.problem, '');
      rmSync(pythonFolder, { recursive: true, force: true });
      await command('python', found.program, ['-m', 'venv', pythonFolder]);
      remember('python', { chosen: process.env.VALLEYS_PYTHON, version: found.version }, stamps);
    }
    await install('jupyter', requirementsFile);
    remember('jupyter', { key: requirementsKey() }, stamps);
  },
};

const gpuRequirementsFile = join(root, 'setup', 'requirements-gpu.txt');

/** @param {boolean} gpu @returns {import('../setup.mjs').Step} */
export function tensorflow(gpu) {
  const name = tensorflowPackage(gpu);
  const gpuKey = gpu ? hash(readFileSync(gpuRequirementsFile)) : undefined;
  return {
    title: `TensorFlow ${tensorflowVersion} (${name}${gpu ? ' with CUDA, about 3 GB to download' : ', about 270 MB to download'})`,
    gigabytes: gpu ? 9 : 1.6,
    isDone: () => isInstalled(name, tensorflowVersion) && recall('gpu', stamps).key === gpuKey,
    async run() {
      if (!isInstalled(name, tensorflowVersion)) {
        // Both packages write the folder `tensorflow`: what is left of another, or of an interrupted one, goes first.
        await pip('tensorflow', ['uninstall', '--yes', 'tensorflow', 'tensorflow-cpu']);
        rmSync(join(sitePackages(), 'tensorflow'), { recursive: true, force: true });
        // Only its shared library and headers are used, so none of the Python packages that it names.
        await install('tensorflow', join(root, 'setup', `requirements-${name}.txt`), ['--no-deps', ...WHEELS]);
      }
      if (gpu) await install('tensorflow-gpu', gpuRequirementsFile, ['--no-deps', ...WHEELS]);
      remember('gpu', { key: gpuKey }, stamps);
    },
  };
}
