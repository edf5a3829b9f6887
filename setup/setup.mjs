// Prepares a fresh clone, once: `npm run setup [-- --gpu | --cpu]`. environment.md explains what is installed and why. The parts
// that the library also needs elsewhere are in lib/setup.
import { parseArgs } from 'node:util';
import { runSteps } from '../lib/setup/run-steps.mjs';
import { chosenDevice, deviceOptions, runScript } from '../lib/setup/script.mjs';
import { binding } from '../lib/setup/steps/binding.mjs';
import { tensorflow } from '../lib/setup/steps/tensorflow.mjs';
import { figures } from './steps/figures.mjs';
import { jupyter } from './steps/jupyter.mjs';
import { kernel } from './steps/kernel.mjs';
import { library } from './steps/library.mjs';
import { packages } from './steps/packages.mjs';

/**
 * Installs everything that the notebooks need.
 *
 * @param {{gpu?: boolean, quiet?: boolean}} [options] `gpu`: TensorFlow with CUDA or without (default: as the last time, at first
 * without); `quiet`: print nothing if nothing is to be done
 * @returns {Promise<void>}
 * @throws {import('../lib/setup/command.mjs').SetupFailure} if something is missing or a step fails
 */
export async function setUp(options) {
  await runSteps((gpu) => [packages, jupyter, tensorflow(gpu), binding, library, kernel, figures], options);
}

const HELP = `npm run setup [-- --gpu | --cpu]

Prepares a fresh clone: npm packages, .venv with JupyterLab, TensorFlow, its native binding, the library, the kernel.
  --gpu   TensorFlow with CUDA, for NVIDIA GPUs (Linux x86-64)
  --cpu   TensorFlow for the CPU (the default; the choice is remembered)

VALLEYS_PYTHON names the Python to use (default: the first one from 3.10 to 3.13 on the path).
`;

runScript(import.meta.url, async () => {
  const { values } = parseArgs({ options: { ...deviceOptions, help: { type: 'boolean', short: 'h' } } });
  if (values.help) return void process.stdout.write(HELP);
  await setUp({ gpu: chosenDevice(values) });
});
