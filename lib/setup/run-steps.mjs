// Runs the steps of a set-up and skips those already done, so an interrupted set-up continues where it stopped.
import { SetupFailure } from './command.mjs';
import { lock } from './lock.mjs';
import { checkNeeds, nodeProblem } from './needs.mjs';
import { recall, remember } from './project.mjs';

/**
 * One part of the set-up.
 * @typedef {object} Step
 * @property {string} title the installed part
 * @property {number} gigabytes disk space needed, temporary files included
 * @property {() => boolean} isDone whether the part is installed and in order
 * @property {() => Promise<void>} run installs it; may run again after an interruption
 */

/**
 * Runs the steps that are not done.
 *
 * @param {(gpu: boolean) => readonly Step[]} stepsFor TensorFlow with CUDA or without
 * @param {{gpu?: boolean, quiet?: boolean}} [options] `gpu`: TensorFlow with CUDA or without (default: as the last time, at first
 * without); `quiet`: print nothing if nothing is to be done
 * @returns {Promise<void>}
 * @throws {SetupFailure} if something is missing or a step fails
 */
export async function runSteps(stepsFor, { gpu = recall('choice').gpu === true, quiet = false } = {}) {
  const started = performance.now();
  const problem = nodeProblem();
  if (problem) throw new SetupFailure(problem, '');
  if (gpu && !(process.platform === 'linux' && process.arch === 'x64')) {
    throw new SetupFailure('TensorFlow computes on NVIDIA GPUs only on Linux x86-64.', 'Leave --gpu out, or give --cpu.', 2);
  }
  const steps = stepsFor(gpu);
  if (!steps.every((step) => step.isDone())) await runAll(steps);
  else if (!quiet) say(`Set-up is complete (checked in ${seconds(started)}).`);
  if (recall('choice').gpu !== gpu) remember('choice', { gpu });
}

/** @param {readonly Step[]} steps */
async function runAll(steps) {
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

/** Shows how long the running step has taken. @type {NodeJS.Timeout | undefined} */
let ticker;

/** Ends the line of the running step. */
export function stopTicker() {
  clearInterval(ticker);
}

/** @param {Step} step @param {string} number */
async function runStep(step, number) {
  if (step.isDone()) return say(`  ${number} ${step.title}: done already`);
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
    stopTicker();
  }
  process.stdout.write(`${process.stdout.isTTY ? `\r${line} … ` : ''}${seconds(started)}\n`);
}

/** @param {string} text */
const say = (text) => void process.stdout.write(`${text}\n`);

/** @param {number} started @returns {string} */
const seconds = (started) => `${((performance.now() - started) / 1000).toFixed(1)} s`;
