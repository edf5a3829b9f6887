// Prepares a fresh clone, once: `npm run setup [-- --gpu | --cpu]`. What is good already is left alone, so an
// interrupted set-up goes on where it stopped. environment.md tells what is installed and why.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SetupFailure, causeOf, endCommands } from './command.mjs';
import { lock } from './lock.mjs';
import { checkNeeds, nodeProblem } from './needs.mjs';
import { recall, remember } from './project.mjs';
import { binding } from './steps/binding.mjs';
import { figures } from './steps/figures.mjs';
import { kernel } from './steps/kernel.mjs';
import { library } from './steps/library.mjs';
import { packages } from './steps/packages.mjs';
import { jupyter, tensorflow } from './steps/python.mjs';

/**
 * One part of the set-up.
 * @typedef {object} Step
 * @property {string} title what it brings
 * @property {number} gigabytes disk space that it takes, with what it needs on the way
 * @property {() => boolean} isDone whether what it brings is there and good
 * @property {() => Promise<void>} run brings it; may be run again after an interruption
 */

/**
 * Brings everything that the notebooks need.
 *
 * @param {{gpu?: boolean, quiet?: boolean}} [options] `gpu`: TensorFlow with CUDA or without (default: as the last
 *   time, at first without); `quiet`: nothing is printed where nothing is to be done
 * @returns {Promise<void>}
 * @throws {SetupFailure} if something is missing or a step fails
 */
export async function setUp({ gpu = recall('choice').gpu === true, quiet = false } = {}) {
  const started = performance.now();
  const problem = nodeProblem();
  if (problem) throw new SetupFailure(problem, '');
  if (gpu && !(process.platform === 'linux' && process.arch === 'x64')) {
    throw new SetupFailure('TensorFlow computes on NVIDIA GPUs only on Linux x86-64.', 'Leave --gpu out, or give --cpu.', 2);
  }
  const steps = [packages, jupyter, tensorflow(gpu), binding, library, kernel, figures];
  if (!steps.every((step) => step.isDone())) await runSteps(steps);
  else if (!quiet) say(`Set-up is complete (checked in ${seconds(started)}).`);
  if (recall('choice').gpu !== gpu) remember('choice', { gpu });
}

/** @param {readonly Step[]} steps */
async function runSteps(steps) {
  const unlock = await lock((what) => process.stderr.write(`${what}\n`));
  try {
    const started = performance.now();
    const gigabytes = steps.reduce((sum, step) => sum + (step.isDone() ? 0 : step.gigabytes), 0);
    say('Setting up; this is done once.');
    say(`  found: ${checkNeeds(gigabytes)}`);
    for (const [index, step] of steps.entries()) await runStep(step, `${index + 1}/${steps.length}`);
    say(`Set up in ${seconds(started)}.`);
  } finally {
    unlock();
  }
}

/** Shows how long a step has been running. @type {NodeJS.Timeout | undefined} */
let ticker;

/** @param {Step} step @param {string} number */
async function runStep(step, number) {
  if (step.isDone()) return say(`  ${number} ${step.title}: is there`);
  const started = performance.now();
  const line = `  ${number} ${step.title}`;
  ticker = process.stdout.isTTY ? setInterval(() => process.stdout.write(`\r${line} … ${seconds(started)} `), 1000) : undefined;
  process.stdout.write(`${line} … `);
  try {
    await step.run();
  } catch (error) {
    process.stdout.write('failed\n');
    throw error;
  } finally {
    clearInterval(ticker);
  }
  process.stdout.write(`${process.stdout.isTTY ? `\r${line} … ` : ''}${seconds(started)}\n`);
}

/** @param {string} text */
const say = (text) => void process.stdout.write(`${text}\n`);

/** As of a program that SIGPIPE ended. */
const BROKEN_PIPE = 141;

/** @param {number} started @returns {string} */
const seconds = (started) => `${((performance.now() - started) / 1000).toFixed(1)} s`;

/**
 * Runs a script of this folder: Ctrl-C ends what it started, and a failure is one clear line and an exit code.
 *
 * @param {string} url of the script's module; nothing happens when it was imported by another
 * @param {() => Promise<number | void>} main returns the exit code (default 0)
 */
export function runScript(url, main) {
  if (!process.argv[1] || realpathSync(process.argv[1]) !== fileURLToPath(url)) return;
  const interrupt = async () => {
    clearInterval(ticker);
    process.stdout.write('\nStopping …\n');
    await endCommands();
    process.stdout.write('Interrupted. Run the same command again: it goes on where it stopped.\n');
    process.exit(130);
  };
  // Whoever read the output has gone, as after `| head -1`: programs end then, silently.
  process.stdout.on('error', async (cause) => {
    if (cause.code !== 'EPIPE') throw cause;
    await endCommands();
    process.exit(BROKEN_PIPE);
  });
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  main().then(
    (code) => void (process.exitCode = code ?? 0),
    (error) => void (process.exitCode = report(error)),
  );
}

/** @param {unknown} error @returns {number} the exit code */
function report(error) {
  if (error instanceof SetupFailure) {
    process.stderr.write(`\n${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    process.stderr.write(`${error.message} (--help shows the options)\n`);
    return 2;
  }
  const cause = causeOf(String(error));
  process.stderr.write(cause ? `\n${cause.problem} ${cause.remedy}\n  ${error}\n` : `\nUnexpected error, please report it.\n${error?.stack ?? error}\n`);
  return 1;
}

/** The options that choose the TensorFlow, for the scripts that set up first. */
export const deviceOptions = /** @type {const} */ ({ gpu: { type: 'boolean' }, cpu: { type: 'boolean' } });

/** @param {{gpu?: boolean, cpu?: boolean}} values @returns {boolean | undefined} */
export function chosenDevice({ gpu, cpu }) {
  if (gpu && cpu) throw new SetupFailure('--gpu and --cpu exclude each other.', 'Give one of them.', 2);
  return gpu ? true : cpu ? false : undefined;
}

const HELP = `npm run setup [-- --gpu | --cpu]

Prepares a fresh clone: npm packages, .venv with JupyterLab, TensorFlow, its native binding, the library, the kernel.
  --gpu   TensorFlow with CUDA, for NVIDIA GPUs (Linux x86-64)
  --cpu   TensorFlow for the processor (the default; the choice is remembered)

VALLEYS_PYTHON names the Python to use (default: the first of 3.10 to 3.13 on the path).
`;

runScript(import.meta.url, async () => {
  const { values } = parseArgs({ options: { ...deviceOptions, help: { type: 'boolean', short: 'h' } } });
  if (values.help) return void process.stdout.write(HELP);
  await setUp({ gpu: chosenDevice(values) });
});
