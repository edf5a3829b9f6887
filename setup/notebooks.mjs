// `npm run notebooks`: executes notebooks without a browser; a cell that fails, fails the run.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupFailure } from '../lib/setup/command.mjs';
import { python, root } from '../lib/setup/project.mjs';
import { chosenDevice, deviceOptions, runScript } from '../lib/setup/script.mjs';
import { jupyterEnvironment } from './jupyter.mjs';
import { setUp } from './setup.mjs';

const SCALES = ['smoke', 'laptop', 'paper'];
/** The scale of the committed notebooks. */
const COMMITTED_SCALE = 'laptop';

const HELP = `npm run notebooks [-- NAME…] [-- options]

Executes the notebooks in notebooks/ (all, or those with names that begin with NAME, such as 03) and writes their outputs.
  --scale smoke|laptop|paper   size of the experiments (default: laptop)
  --output-folder DIR          write there (default: in place at scale laptop, else runs/notebooks/SCALE)
  --in-place                   write in place at any scale
  --timeout SECONDS            longest time for one cell (default: no limit)
  --gpu, --cpu                 TensorFlow with or without CUDA; the choice is remembered
`;

const options = /** @type {const} */ ({
  ...deviceOptions,
  scale: { type: 'string', default: COMMITTED_SCALE },
  'output-folder': { type: 'string' },
  'in-place': { type: 'boolean', default: false },
  timeout: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
});

/** @param {readonly string[]} names @returns {string[]} paths, in order */
export function findNotebooks(names) {
  const files = readdirSync(join(root, 'notebooks')).filter((file) => file.endsWith('.ipynb')).sort();
  const chosen = names.flatMap((name) => {
    const wanted = name.replace(/^notebooks\//, '').trim();
    const found = wanted === '' ? [] : files.filter((file) => file.startsWith(wanted));
    if (found.length === 0) throw new SetupFailure(wanted === '' ? 'An empty name names no notebook.' : `There is no notebook ${name}.`, `There are: ${files.join(', ')}.`, 2);
    return found;
  });
  return (names.length ? [...new Set(chosen)] : files).map((file) => join(root, 'notebooks', file));
}

/** @param {string} scale @param {{'in-place': boolean, 'output-folder'?: string}} values @returns {string | undefined} undefined: in place */
function outputFolder(scale, values) {
  if (values['output-folder'] !== undefined) return resolve(values['output-folder']);
  return values['in-place'] || scale === COMMITTED_SCALE ? undefined : join(root, 'runs', 'notebooks', scale);
}

/**
 * Runs execute_notebooks.py; it ends its kernels in good order when this process is told to stop.
 * @param {readonly string[]} args @param {string} scale @returns {Promise<number>} the exit code
 */
async function execute(args, scale) {
  const script = join(root, 'setup', 'execute_notebooks.py');
  const child = spawn(python, [script, '--project', root, ...args], { cwd: root, stdio: 'inherit', env: { ...jupyterEnvironment(), VALLEYS_SCALE: scale } });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.removeAllListeners(signal);
    process.on(signal, () => child.kill('SIGTERM'));
  }
  return new Promise((done, fail) => child.once('error', fail).once('exit', (status) => done(status ?? 1)));
}

runScript(import.meta.url, async () => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) return void process.stdout.write(HELP);
  if (!SCALES.includes(values.scale)) throw new SetupFailure(`There is no scale ${values.scale}.`, `There are: ${SCALES.join(', ')}.`, 2);
  if (values.timeout !== undefined && !(Number(values.timeout) > 0)) throw new SetupFailure(`--timeout ${values.timeout} is not a number of seconds.`, 'Give a positive number.', 2);
  const notebooks = findNotebooks(positionals);
  const folder = outputFolder(values.scale, values);
  await setUp({ gpu: chosenDevice(values), quiet: true });
  const args = [...(folder ? ['--output-folder', folder] : []), ...(values.timeout ? ['--timeout', values.timeout] : []), ...notebooks];
  return execute(args, values.scale);
});
