// Somebody else's folder into which the library's package is installed, for tests.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bindingFolder, root } from '../../lib/setup/project.mjs';

/** @param {readonly string[]} words @param {string} folder @returns {Promise<{ status: number | null, stdout: string, stderr: string }>} */
export function npm(words, folder) {
  const cli = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
  const env = { ...process.env, npm_config_loglevel: 'error' };
  const child = spawn(cli ? process.execPath : 'npm', cli ? [cli, ...words] : words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  return new Promise((done, fail) => child.once('error', fail).once('close', (status) => done({ status, stdout, stderr })));
}

/** @param {string} program @param {readonly string[]} words @param {string} [folder] */
function succeed(program, words, folder) {
  const { status, stderr, error } = spawnSync(program, words, { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, error?.message ?? stderr);
}

/**
 * What `npm pack` makes in `lib`. It is made in a copy of the folder: other tests load the library meanwhile.
 *
 * @param {string} folder where to work @returns {Promise<string>} the tarball
 */
export async function pack(folder) {
  const copy = join(folder, 'clone');
  const leftOut = ['node_modules', 'src'].map((name) => join(root, 'lib', name));
  const isPacked = (/** @type {string} */ path) => !leftOut.includes(path);
  for (const part of ['lib', 'setup', 'LICENSE']) cpSync(join(root, part), join(copy, part), { recursive: true, filter: isPacked });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const { status, stdout, stderr } = await npm(['pack', '--silent', '--pack-destination', folder], join(copy, 'lib'));
  assert.equal(status, 0, stderr);
  return join(folder, stdout.trim());
}

/**
 * Installs the package as npm does, but takes what it depends on from the project: npm would need half a minute to unpack it again.
 *
 * @param {string} folder empty @param {string} tarball
 */
export function install(folder, tarball) {
  const modules = join(folder, 'node_modules');
  const library = join(modules, 'asymmetric-valleys');
  mkdirSync(library, { recursive: true });
  succeed('tar', ['-xzf', tarball, '--strip-components', '1', '-C', library]);
  link(join(root, 'node_modules'), modules);
  link(join(root, 'lib', 'node_modules'), join(library, 'node_modules'));
}

/** Links the packages of one folder into another, but for those that the tarball brings. @param {string} from @param {string} to */
function link(from, to) {
  for (const name of readdirSync(from)) {
    if (name.startsWith('.') || name === 'asymmetric-valleys') continue;
    if (name === '@tensorflow') {
      mkdirSync(join(to, name), { recursive: true });
      for (const one of readdirSync(join(from, name))) if (one !== 'tfjs-node') symlinkSync(join(from, name, one), join(to, name, one));
    } else symlinkSync(join(from, name), join(to, name));
  }
}

/** Puts the binding that the project has built into the package, so that its set-up need not compile it again. @param {string} folder */
export function lendBinding(folder) {
  const own = join(folder, 'node_modules', 'asymmetric-valleys', 'node_modules', '@tensorflow', 'tfjs-node', 'lib');
  cpSync(join(bindingFolder, 'lib'), own, { recursive: true });
}

/** A folder of caches that has the project's TensorFlow in it. @param {string} folder @returns {string} */
export function lendTensorflow(folder) {
  const home = join(folder, 'caches', 'asymmetric-valleys');
  mkdirSync(home, { recursive: true });
  symlinkSync(join(root, '.venv'), join(home, '.venv'));
  return dirname(home);
}

/** @param {import('node:test').TestContext | typeof import('node:test')} t */
export function temporaryFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'valleys-stranger-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a program of the stranger's. @param {string} folder @param {string} name of its file @param {string} text */
export function runProgram(folder, name, text) {
  writeFileSync(join(folder, name), text);
  return spawnSync(process.execPath, [name], { cwd: folder, encoding: 'utf8' });
}

/** Runs `npx valleys` there. @param {string} folder @param {readonly string[]} words @param {NodeJS.ProcessEnv} [env] */
export function valleys(folder, words, env) {
  const bin = join(folder, 'node_modules', 'asymmetric-valleys', 'bin', 'valleys.js');
  return spawnSync(process.execPath, [bin, ...words], { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } });
}
