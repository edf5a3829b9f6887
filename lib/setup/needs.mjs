// Checks the machine before anything is downloaded, and gives the command that installs what is missing.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, realpathSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupFailure } from './command.mjs';
import { isClone, nodeVersions, pythonVersions, root } from './project.mjs';

/** The command that meets each need, by kind of system. */
const INSTALL = {
  node: {
    debian: 'curl -fsSL https://deb.nodesource.com/setup_22.x | sudo -E bash - && sudo apt-get install -y nodejs',
    fedora: 'sudo dnf install -y nodejs22',
    macos: 'brew install node@22 && brew link --overwrite node@22',
  },
  python: {
    debian: 'sudo apt-get install -y python3 python3-venv',
    fedora: 'sudo dnf install -y python3.12',
    macos: 'brew install python@3.12',
  },
  compiler: {
    debian: 'sudo apt-get install -y build-essential',
    fedora: 'sudo dnf install -y gcc-c++ make',
    macos: 'xcode-select --install',
  },
};

const SYSTEMS = { debian: 'Debian/Ubuntu', fedora: 'Fedora', macos: 'macOS' };

/** @returns {keyof typeof SYSTEMS | undefined} */
function system() {
  if (process.platform === 'darwin') return 'macos';
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    if (/^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release)) return 'debian';
    if (/^ID(_LIKE)?=.*(fedora|rhel)/m.test(release)) return 'fedora';
  } catch {
    // Another system: show all three commands.
  }
  return undefined;
}

/** @param {keyof typeof INSTALL} need @returns {string} the command for this system, or for all if it is another */
function remedy(need) {
  const here = system();
  const lines = here ? [INSTALL[need][here]] : Object.entries(INSTALL[need]).map(([name, line]) => `${SYSTEMS[name]}: ${line}`);
  return `Install it: ${lines.join('   ')}`;
}

/** @returns {string | undefined} what is wrong with this Node, with the remedy */
export function nodeProblem() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (process.platform === 'win32') return 'Windows is not supported. Use the Windows Subsystem for Linux (wsl --install).';
  if (nodeVersions.some((version) => major === version.major && minor >= version.minor)) return undefined;
  return `Node ${process.versions.node} is not supported: 20 (from 20.11 on), 22 or 24 is needed. ${remedy('node')}`;
}

/** @param {string} program @param {readonly string[]} args @returns {string | undefined} its output; undefined if it fails */
function ask(program, args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 30_000 });
  return status === 0 ? stdout.trim() : undefined;
}

const PYTHON_QUESTION = 'import sys; print("%d.%d.%d" % sys.version_info[:3])\ntry:\n  import venv, ensurepip; print("venv")\nexcept ImportError: print("")';

/**
 * The interpreter for making `.venv`: the one named by VALLEYS_PYTHON, or the first suitable one on the path.
 *
 * @returns {{program: string, version: string} | {problem: string}}
 */
export function findPython() {
  const { oldest, newest } = pythonVersions;
  const range = `${oldest.join('.')} to ${newest.join('.')}`;
  const chosen = process.env.VALLEYS_PYTHON;
  const minors = Array.from({ length: newest[1] - oldest[1] + 1 }, (_, i) => newest[1] - i);
  const programs = chosen ? [chosen] : ['python3', ...minors.map((minor) => `python3.${minor}`), 'python'];
  const found = [];
  for (const program of programs) {
    const [version, venv] = ask(program, ['-c', PYTHON_QUESTION])?.split('\n') ?? [];
    if (!version) continue;
    const [major, minor] = version.split('.').map(Number);
    if (major !== 3 || minor < oldest[1] || minor > newest[1]) found.push(`${program} is ${version}`);
    else if (venv !== 'venv') found.push(`${program} ${version} lacks venv or ensurepip`);
    else return { program, version };
  }
  const what = chosen ? `VALLEYS_PYTHON names ${chosen}, but Python` : 'Python';
  return { problem: `${what} ${range} with venv is needed${found.length ? ` (${found.join('; ')})` : ''}. ${remedy('python')}` };
}

/** @returns {{compiler: string} | {problem: string}} */
function findCompiler() {
  const programs = process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'];
  const compiler = programs.find((program) => ask(program, ['--version']) !== undefined);
  if (!compiler) return { problem: `A C++ compiler is needed. ${remedy('compiler')}` };
  if (ask(process.env.MAKE ?? 'make', ['--version']) === undefined) return { problem: `make is needed. ${remedy('compiler')}` };
  return { compiler };
}

/** @returns {string | undefined} the prefix under which Node's headers lie; undefined if node-gyp must fetch them */
export function nodeHeaders() {
  const own = [process.env.npm_config_nodedir, dirname(dirname(process.execPath)), dirname(dirname(realpathSync(process.execPath)))];
  // Only N-API is used, which is the same in all versions, so another Node's headers serve as well.
  const prefixes = [...own, '/usr', '/usr/local', '/opt/homebrew'];
  return prefixes.find((prefix) => prefix && existsSync(join(prefix, 'include', 'node', 'node_api.h')));
}

/**
 * Checks everything before anything is downloaded.
 *
 * @param {number} gigabytes free space needed for the remaining steps
 * @returns {string} the findings, one line
 * @throws {SetupFailure} with everything that is missing
 */
export function checkNeeds(gigabytes) {
  const found = findPython();
  const compiler = findCompiler();
  const problems = [found, compiler].flatMap((answer) => ('problem' in answer ? [answer.problem] : []));
  const disk = statfsSync(root);
  const free = (disk.bavail * disk.bsize) / 1e9;
  if (free < gigabytes) problems.push(`The disk has ${free.toFixed(1)} GB free, but ${gigabytes.toFixed(1)} GB are needed. Free some space.`);
  try {
    accessSync(root, constants.W_OK);
  } catch {
    const elsewhere = isClone ? 'clone the project elsewhere' : 'name another folder in XDG_CACHE_HOME';
    problems.push(`You cannot write to ${root}. Change its owner or mode, or ${elsewhere}.`);
  }
  if (problems.length) throw new SetupFailure('Something is missing; nothing was downloaded.\n', problems.map((problem) => `  - ${problem}`).join('\n'));
  const headers = nodeHeaders() ? 'with headers' : 'headers to be fetched';
  return `Node ${process.versions.node} (${headers}), Python ${found.version}, ${compiler.compiler}, ${free.toFixed(0)} GB free`;
}
