// `npm test`: set-up, lint, types, then every test with Node's own runner, whose summary comes last.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupFailure } from '../lib/setup/command.mjs';
import { root } from '../lib/setup/project.mjs';
import { chosenDevice, deviceOptions, runScript } from '../lib/setup/script.mjs';
import { runNode } from './child.mjs';
import { setUp } from './setup.mjs';
import { testGroups, writeGroups } from './test-groups.mjs';

const HELP = `npm test [-- FILTER…] [-- --seed N] [-- --gpu | --cpu]

Sets up what is missing, checks style and types, and runs the tests: units, notebooks at smoke scale, a browser.
  FILTER   run only the test files whose path contains one of the words, such as landscape or browser; without lint
  --seed N seed of the random inputs of all properties (default: the same each time)
`;

const SEED = '2019';

/** @returns {string[]} paths of all test files within the project */
function testFiles() {
  const files = readdirSync(join(root, 'test'), { recursive: true });
  return files.filter((path) => /\.test\.(ts|mjs)$/.test(path)).map((path) => join('test', path)).sort();
}

/** @param {readonly string[]} filters @returns {string[]} */
function chooseFiles(filters) {
  const files = testFiles();
  const chosen = filters.length ? files.filter((file) => filters.some((filter) => file.includes(filter))) : files;
  if (chosen.length === 0) throw new SetupFailure(`No test file has ${filters.join(' or ')} in its path.`, 'See the folder test.', 2);
  return chosen;
}

/** @param {string} title @param {readonly string[]} args @returns {Promise<number>} the exit code */
async function titled(title, args) {
  process.stdout.write(`\n${title}\n`);
  return runNode(args);
}

const bin = (/** @type {string[]} */ ...parts) => join(root, 'node_modules', ...parts);

runScript(import.meta.url, async () => {
  const { values, positionals } = parseArgs({ options: { ...deviceOptions, seed: { type: 'string', default: SEED }, help: { type: 'boolean', short: 'h' } }, allowPositionals: true });
  if (values.help) return void process.stdout.write(HELP);
  const seed = Number(values.seed);
  if (!Number.isInteger(seed)) throw new SetupFailure(`--seed ${values.seed} is no whole number.`, 'Give one, such as 7.', 2);
  const files = chooseFiles(positionals);
  await setUp({ gpu: chosenDevice(values) });
  if (positionals.length === 0) {
    const lint = await titled('Style (eslint)', [bin('eslint', 'bin', 'eslint.js'), '--max-warnings', '0', '.']);
    if (lint !== 0) return lint;
    const types = await titled('Types (tsc)', [bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'test']);
    if (types !== 0) return types;
  }
  // At most two at once: every test file that loads TensorFlow takes several cores and half a gigabyte.
  const concurrency = Math.min(2, availableParallelism());
  const runner = ['--require', 'tsx/cjs', '--test', `--test-concurrency=${concurrency}`, '--test-timeout=2400000', '--test-reporter=spec'];
  return titled(`Tests (${files.length} files)`, [...runner, ...writeGroups(testGroups(files), seed)]);
});
