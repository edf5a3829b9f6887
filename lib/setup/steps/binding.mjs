// Step: TensorFlow.js's native part, compiled against the TensorFlow of `.venv`, and linked to it.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { SetupFailure, command } from '../command.mjs';
import { nodeHeaders } from '../needs.mjs';
import { bindingFolder, python, root, sitePackages, tensorflowVersion, troubleshooting } from '../project.mjs';

const mac = process.platform === 'darwin';
// Every version of Node from 15 on has N-API 8: one build serves all of them.
const NAPI_VERSION = '8';
const moduleFolder = join(bindingFolder, 'lib', `napi-v${NAPI_VERSION}`);
const moduleFile = join(moduleFolder, 'tfjs_binding.node');

/** @param {string} name @returns {string} such as libtensorflow_cc.so.2 */
const library = (name, major = '.2') => (mac ? `lib${name}${major}.dylib` : `lib${name}.so${major}`);

/** The links that building and loading the binding need, with their targets. @returns {Map<string, string>} */
function links() {
  const wheel = join(sitePackages() ?? '', 'tensorflow');
  const c = join(wheel, library('tensorflow_cc'));
  const framework = join(wheel, library('tensorflow_framework'));
  const dependencies = join(bindingFolder, 'deps');
  return new Map([
    [join(dependencies, 'include'), join(wheel, 'include')],
    // Names that the linker searches …
    [join(dependencies, 'lib', library('tensorflow', mac ? '.2' : '')), c],
    [join(dependencies, 'lib', library('tensorflow_framework', mac ? '.2' : '')), framework],
    // … and names by which the libraries load one another.
    [join(dependencies, 'lib', library('tensorflow_cc')), c],
    [join(dependencies, 'lib', library('tensorflow_framework')), framework],
    // TensorFlow searches CUDA beside its own folder.
    [join(dependencies, 'nvidia'), join(sitePackages() ?? '', 'nvidia')],
    ...solverLink(),
  ]);
}

/**
 * TensorFlow computes on a GPU only if it finds cuSOLVER too, but its search path lacks cuSOLVER's folder. The path contains
 * cuSPARSE's folder; linked there, cuSOLVER finds everything it needs.
 *
 * @returns {[string, string][]} none without CUDA's libraries
 */
function solverLink() {
  const folder = (/** @type {string} */ name) => join(sitePackages() ?? '', 'nvidia', name, 'lib');
  const solver = join(folder('cusolver'), 'libcusolver.so.11');
  return existsSync(solver) ? [[join(folder('cusparse'), 'libcusolver.so.11'), solver]] : [];
}

// Relative within one folder, so that the folder can be moved.
/** @param {string} link @param {string} target */
const targetOf = (link, target) => (link.startsWith(root) ? relative(dirname(link), target) : target);

/** @param {string} path @returns {string | undefined} where a link points; undefined if it is none */
function linkTarget(path) {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}

const isLinked = () => [...links()].every(([link, target]) => linkTarget(link) === targetOf(link, target));

function makeLinks() {
  for (const [link, target] of links()) {
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { recursive: true, force: true });
    symlinkSync(targetOf(link, target), link);
  }
}

/** @returns {string} the TensorFlow that the binding has loaded in a process of its own, or why it cannot */
export function loadedTensorflow() {
  if (!existsSync(moduleFile)) return 'it is not built';
  const script = `process.stdout.write(require(${JSON.stringify(moduleFile)}).TF_Version)`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  return status === 0 ? stdout : (stderr.split('\n').find((line) => /Error/.test(line)) ?? stderr.trim());
}

const isLoadable = () => loadedTensorflow() === tensorflowVersion;

/** @type {import('../setup.mjs').Step} */
export const binding = {
  title: "TensorFlow.js's native binding (compiled)",
  gigabytes: 0.1,
  isDone: () => isLinked() && isLoadable(),
  async run() {
    makeLinks();
    if (isLoadable()) return;
    rmSync(moduleFile, { force: true });
    await build();
    const loaded = loadedTensorflow();
    if (loaded !== tensorflowVersion) throw new SetupFailure(`The binding was built, but does not load (${loaded}).`, troubleshooting);
  },
};

async function build() {
  const headers = nodeHeaders();
  const gyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
  const settings = { module_name: 'tfjs_binding', module_path: moduleFolder, napi_version: NAPI_VERSION, napi_build_version: NAPI_VERSION, python };
  const args = Object.entries(headers ? { ...settings, nodedir: headers } : settings).map(([name, value]) => `--${name}=${value}`);
  await command('binding', process.execPath, [gyp, 'rebuild', ...args], { cwd: bindingFolder });
  rmSync(join(bindingFolder, 'build'), { recursive: true, force: true });
  if (mac) await letFindLibraries();
}

/** The wheel's libraries have other names than the build file expects, so the binding is given their folder. */
async function letFindLibraries() {
  await command('binding-path', 'install_name_tool', ['-add_rpath', '@loader_path/../../deps/lib', moduleFile]);
  // A changed file must be signed again, or Apple's processors refuse it.
  await command('binding-sign', 'codesign', ['--force', '--sign', '-', moduleFile]);
}
