// Run by `npm pack` in lib/: puts beside the library what its package carries and the folder does not hold; afterwards, with
// `--clean`, takes it away.
//
// The package brings TensorFlow.js's native package along instead of having npm fetch it: its install script would download a
// TensorFlow of 2022, and no dependent can tell npm not to run it. The copy has no such script; `valleys setup` does the work.
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SetupFailure } from '../lib/setup/command.mjs';
import { bindingFolder, packageFolder } from '../lib/setup/project.mjs';
import { runScript } from '../lib/setup/script.mjs';

const copy = join(packageFolder, 'node_modules', '@tensorflow', 'tfjs-node');
const license = join(packageFolder, 'LICENSE');
/** What the native package is made of: its JavaScript, and the sources of its binding. */
const PARTS = ['README.md', 'binding', 'binding.gyp', 'dist'];
/** What set-up has made in it. The package does not carry that; but a program that starts during `npm pack` takes the copy for the package. */
const MADE = ['deps', 'lib'];
/** What its JavaScript requires; npm does not fetch what a package needs that is brought along, so the library has to name these as well. */
const DEPENDENCIES = ['@mapbox/node-pre-gyp', '@tensorflow/tfjs', 'google-protobuf', 'progress'];

/** @param {string} path */
const isOfTests = (path) => /_tests?(\.d)?\.(js|ts)$/.test(path);

function put() {
  if (!existsSync(join(packageFolder, 'dist', 'paper', 'index.js'))) throw new SetupFailure('The library is not compiled.', 'Run "npm run setup" in the project\'s folder.');
  takeAway();
  mkdirSync(copy, { recursive: true });
  for (const part of PARTS) cpSync(join(bindingFolder, part), join(copy, part), { recursive: true, filter: (path) => !isOfTests(path) });
  for (const part of MADE) symlinkSync(join(bindingFolder, part), join(copy, part));
  const { name, version, main, types, license: terms, repository, binary, dependencies } = packageIn(bindingFolder);
  const unnamed = DEPENDENCIES.find((each) => !(each in packageIn(packageFolder).dependencies));
  if (unnamed) throw new SetupFailure(`lib/package.json does not name ${unnamed}, which TensorFlow.js needs.`, `Add "${unnamed}": "${dependencies[unnamed]}".`);
  const changed = {
    name, version, description: 'TensorFlow.js for Node, without its install script and its tests; otherwise unchanged', license: terms, repository, main, types, binary,
    // Else npm takes the presence of a binding.gyp for an install script.
    gypfile: false,
    files: PARTS,
    dependencies: Object.fromEntries(DEPENDENCIES.map((each) => [each, dependencies[each]])),
  };
  writeFileSync(join(copy, 'package.json'), `${JSON.stringify(changed, null, 2)}\n`);
  copyFileSync(join(packageFolder, '..', basename(license)), license);
}

/** @param {string} folder */
const packageIn = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

function takeAway() {
  rmSync(copy, { recursive: true, force: true });
  const scope = dirname(copy);
  if (existsSync(scope) && readdirSync(scope).length === 0) rmdirSync(scope);
  rmSync(license, { force: true });
}

runScript(import.meta.url, async () => (process.argv.includes('--clean') ? takeAway() : put()));
