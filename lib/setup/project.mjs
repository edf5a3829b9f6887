// Paths and pinned versions. Plain Node, no packages: this runs before `npm ci`.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, fchmodSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The library: `lib` in a clone of the project, otherwise npm's folder for it. */
export const packageFolder = dirname(dirname(fileURLToPath(import.meta.url)));
const clone = dirname(packageFolder);
/** Whether the library lies in a clone of the project. */
export const isClone = existsSync(join(clone, 'setup', 'setup.mjs'));

/** @returns {string} the user's folder for what programs can bring again: all that install the library share one TensorFlow */
function cacheFolder() {
  const named = process.env.XDG_CACHE_HOME;
  const usual = process.platform === 'darwin' ? join('Library', 'Caches') : '.cache';
  return join(named && isAbsolute(named) ? named : join(homedir(), usual), 'asymmetric-valleys');
}

/** The folder for set-up's files: the clone, or a folder of the user's. */
export const root = isClone ? clone : cacheFolder();
/** Set-up's state: stamps, logs, JupyterLab's state. Safe to delete. */
export const stateFolder = join(root, '.setup');
export const logFolder = join(stateFolder, 'log');
/** The project's own Python: TensorFlow's shared library, and in a clone JupyterLab. */
export const pythonFolder = join(root, '.venv');
export const python = join(pythonFolder, 'bin', 'python');
const TENSORFLOW_JS = '@tensorflow/tfjs-node';
/** The npm package whose native part is built here, a binding of TensorFlow's C library. In a clone it may not exist yet. */
export const bindingFolder = isClone
  ? join(root, 'node_modules', TENSORFLOW_JS)
  : dirname(createRequire(import.meta.url).resolve(`${TENSORFLOW_JS}/package.json`));

/** The command that runs the set-up here. */
export const setUpCommand = isClone ? 'npm run setup' : 'npx valleys setup';
/** The reference to further help in messages. */
export const troubleshooting = `See "Troubleshooting" in ${isClone ? 'environment.md' : "the project's environment.md"}.`;

export const intelMac = process.platform === 'darwin' && process.arch === 'x64';

/**
 * The last version with wheels for the platform: those for Intel Macs ended with 2.16. The hashes of its wheels are in
 * `requirements-tensorflow*.txt`.
 */
export const tensorflowVersion = intelMac ? '2.16.2' : '2.21.0';

/** Versions of Python with wheels of this version of TensorFlow, as [major, minor], oldest and newest. */
export const pythonVersions = { oldest: [3, 10], newest: intelMac ? [3, 12] : [3, 13] };

/** Supported versions of Node, as in `engines` of package.json. */
export const nodeVersions = [
  { major: 20, minor: 11 },
  { major: 22, minor: 0 },
  { major: 24, minor: 0 },
];

/** @param {boolean} gpu @returns {string} the package that brings TensorFlow's shared library */
export function tensorflowPackage(gpu) {
  // On Linux x86-64 the package `tensorflow` contains the CUDA kernels; elsewhere it is the CPU package.
  return process.platform === 'linux' && process.arch === 'x64' && !gpu ? 'tensorflow-cpu' : 'tensorflow';
}

/** @returns {string | undefined} where pip puts packages, if there is a `.venv` */
export function sitePackages() {
  const library = join(pythonFolder, 'lib');
  if (!existsSync(library)) return undefined;
  const version = readdirSync(library).find((name) => /^python3\.\d+$/.test(name));
  return version && join(library, version, 'site-packages');
}

/** @param {string} name @param {string} version @returns {boolean} whether pip has finished installing the package */
export function isInstalled(name, version) {
  const folder = sitePackages();
  // pip writes RECORD last, so an interrupted installation has none.
  return folder !== undefined && existsSync(join(folder, `${name.replaceAll('-', '_')}-${version}.dist-info`, 'RECORD'));
}

/**
 * Opens an empty log that only its owner can read: output may contain addresses with passwords, and JupyterLab's token.
 *
 * @param {string} name @returns {{path: string, file: number}}
 */
export function openLog(name) {
  mkdirSync(logFolder, { recursive: true, mode: 0o700 });
  // A folder from an earlier version may be open to others.
  chmodSync(logFolder, 0o700);
  const path = join(logFolder, `${name}.log`);
  const file = openSync(path, 'w', 0o600);
  fchmodSync(file, 0o600);
  return { path, file };
}

/** @param {...(string | Buffer)} parts @returns {string} */
export function hash(...parts) {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part).update('\0');
  return digest.digest('hex').slice(0, 16);
}

/** @param {string} name @param {string} [folder] @returns {Record<string, unknown>} what was remembered; empty if nothing */
export function recall(name, folder = stateFolder) {
  try {
    return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  } catch {
    return {};
  }
}

/** @param {string} name @param {Record<string, unknown>} value @param {string} [folder] */
export function remember(name, value, folder = stateFolder) {
  writeWhole(join(folder, `${name}.json`), `${JSON.stringify(value)}\n`);
}

/** Writes a file as a whole or not at all. @param {string} path @param {string | Uint8Array} content */
export function writeWhole(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.partial`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}
