// Run by `npm pack` in lib/: adds the files that the package needs beside the library; afterwards, with `--clean`, removes them.
//
// The package contains TensorFlow.js's native package instead of having npm fetch it: its install script would download a
// TensorFlow of 2022, and no dependent can stop npm from running it. The copy has no such script; `valleys setup` does the work.
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupFailure } from '../lib/setup/command.mjs';
import { bindingFolder, packageFolder } from '../lib/setup/project.mjs';
import { runScript } from '../lib/setup/script.mjs';

const copy = join(packageFolder, 'node_modules', '@tensorflow', 'tfjs-node');
const license = join(packageFolder, 'LICENSE');
/** The parts of the native package: its JavaScript, and the sources of its binding. */
const PARTS = ['README.md', 'binding', 'binding.gyp', 'dist'];
/** The files that set-up made in it. The tarball omits them; a program that starts during `npm pack` finds the copy and needs them. */
const MADE = ['deps', 'lib'];
/** Packages that its JavaScript requires. npm does not fetch the dependencies of a bundled package, so the library lists them too. */
const DEPENDENCIES = ['@mapbox/node-pre-gyp', '@tensorflow/tfjs', 'google-protobuf', 'progress'];

/** @param {string} path */
const isOfTests = (path) => /_tests?(\.d)?\.(js|ts)$/.test(path);

function put() {
  if (!fs.existsSync(join(packageFolder, 'dist', 'paper', 'index.js'))) throw new SetupFailure('The library is not compiled.', 'Run "npm run setup".');
  takeAway();
  fs.mkdirSync(copy, { recursive: true });
  for (const part of PARTS) fs.cpSync(join(bindingFolder, part), join(copy, part), { recursive: true, filter: (path) => !isOfTests(path) });
  for (const part of MADE) fs.symlinkSync(join(bindingFolder, part), join(copy, part));
  fs.writeFileSync(join(copy, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  fs.copyFileSync(join(packageFolder, '..', 'LICENSE'), license);
}

/** The copy's package.json. */
function manifest() {
  const { name, version, license: terms, repository, main, types, binary, dependencies } = packageIn(bindingFolder);
  const unnamed = DEPENDENCIES.find((each) => !(each in packageIn(packageFolder).dependencies));
  if (unnamed) throw new SetupFailure(`lib/package.json lacks ${unnamed}, which TensorFlow.js needs.`, `Add ${unnamed} ${dependencies[unnamed]}.`);
  return {
    name, version, license: terms, repository, main, types, binary,
    description: 'TensorFlow.js for Node, without its install script and its tests; otherwise unchanged',
    // Otherwise npm treats the presence of a binding.gyp as an install script.
    gypfile: false,
    files: PARTS,
    dependencies: Object.fromEntries(DEPENDENCIES.map((each) => [each, dependencies[each]])),
  };
}

/** @param {string} folder */
const packageIn = (folder) => JSON.parse(fs.readFileSync(join(folder, 'package.json'), 'utf8'));

function takeAway() {
  fs.rmSync(copy, { recursive: true, force: true });
  const scope = dirname(copy);
  if (fs.existsSync(scope) && fs.readdirSync(scope).length === 0) fs.rmdirSync(scope);
  fs.rmSync(license, { force: true });
}

runScript(import.meta.url, async () => (process.argv.includes('--clean') ? takeAway() : put()));
