// `npm start`: sets up what is missing, then opens JupyterLab on the first notebook.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SetupFailure } from '../lib/setup/command.mjs';
import { logFolder, openLog, python, root } from '../lib/setup/project.mjs';
import { chosenDevice, deviceOptions, runScript } from '../lib/setup/script.mjs';
import { jupyterEnvironment } from './jupyter.mjs';
import { setUp } from './setup.mjs';

const FIRST_NOTEBOOK = 'notebooks/00-start-here.ipynb';
const FIRST_PORT = 8888;

const HELP = `npm start [-- options]

Sets up what is missing (once), then opens JupyterLab on ${FIRST_NOTEBOOK}.
  --notebook F   open another file, such as notebooks/03-asymmetric-valleys.ipynb
  --no-browser   do not open a browser; open the printed address yourself
  --port N       the port to listen on (default: ${FIRST_PORT}, or the next free one)
  --gpu, --cpu   TensorFlow with or without CUDA; the choice is remembered

JupyterLab listens on this machine only and asks for the token in the printed address. Ctrl-C ends it.
`;

const options = /** @type {const} */ ({
  ...deviceOptions,
  notebook: { type: 'string', default: FIRST_NOTEBOOK },
  'no-browser': { type: 'boolean', default: false },
  port: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
});

/** @param {number} port @returns {Promise<boolean>} */
const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** @param {string | undefined} text @returns {number | undefined} */
function parsePort(text) {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new SetupFailure(`--port ${text} is not a port.`, 'Give a number from 1024 to 65535.', 2);
  return port;
}

/** @param {number | undefined} wanted @returns {Promise<number>} */
async function choosePort(wanted) {
  if (wanted !== undefined) {
    if (!(await isFree(wanted))) throw new SetupFailure(`Port ${wanted} is in use.`, 'Give another one, or leave --port out.');
    return wanted;
  }
  for (let port = FIRST_PORT; port < FIRST_PORT + 100; port++) if (await isFree(port)) return port;
  throw new SetupFailure(`No port from ${FIRST_PORT} on is free.`, 'Give one with --port.');
}

/** @param {number} port @param {boolean} browser @param {string} notebook @param {string} token */
function startServer(port, browser, notebook, token) {
  const { file: log } = openLog('jupyterlab');
  const settings = [
    `--ServerApp.root_dir=${root}`,
    '--ServerApp.ip=localhost',
    `--ServerApp.port=${port}`,
    '--ServerApp.port_retries=0',
    `--LabApp.open_browser=${browser ? 'True' : 'False'}`,
    `--LabApp.default_url=/lab/tree/${notebook}`,
    '--LabApp.news_url=None',
    '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
    '--LabApp.extension_manager=readonly',
    '--MultiKernelManager.default_kernel_name=tslab',
  ];
  if (process.getuid?.() === 0) settings.push('--allow-root');
  // A process group of its own: Ctrl-C reaches only this script, which then ends the server in good order.
  // The token goes through the environment, where other users cannot read it.
  const env = { ...jupyterEnvironment(), JUPYTER_TOKEN: token };
  const server = spawn(python, ['-m', 'jupyterlab', ...settings], { cwd: root, env, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  return server;
}

/** @param {number} port @param {string} token @param {() => boolean} hasEnded @returns {Promise<boolean>} false if it ended instead */
async function waitUntilUp(port, token, hasEnded) {
  const address = `http://localhost:${port}/api/status?token=${token}`;
  while (!hasEnded()) {
    const up = await fetch(address).then((answer) => answer.ok, () => false);
    if (up) return true;
    await sleep(100);
  }
  return false;
}

/** @param {import('node:child_process').ChildProcess} server @param {Promise<number | null>} ended @returns {Promise<string>} the signal that asked for the end, or '' */
async function waitForEnd(server, ended) {
  const asked = new Promise((resolve) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.removeAllListeners(signal);
      process.on(signal, () => resolve(signal));
    }
  });
  const signal = await Promise.race([ended.then(() => ''), asked]);
  if (!signal) return '';
  process.stdout.write('\nEnding JupyterLab and its kernels …\n');
  server.kill('SIGTERM');
  const patience = setTimeout(() => server.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(patience);
  return signal;
}

runScript(import.meta.url, async () => {
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(HELP);
  const wantedPort = parsePort(values.port);
  if (!existsSync(join(root, values.notebook))) throw new SetupFailure(`There is no ${values.notebook}.`, 'Give a path within the project.', 2);
  await setUp({ gpu: chosenDevice(values) });
  const port = await choosePort(wantedPort);
  const token = randomBytes(24).toString('hex');
  const server = startServer(port, !values['no-browser'], values.notebook, token);
  let hasEnded = false;
  const ended = new Promise((resolve) => server.once('exit', resolve).once('error', resolve)).then((status) => {
    hasEnded = true;
    return typeof status === 'number' ? status : null;
  });
  const waiting = waitForEnd(server, ended);
  if (await waitUntilUp(port, token, () => hasEnded)) {
    process.stdout.write(`\nJupyterLab is running. Ctrl-C here ends it.\n\n  http://localhost:${port}/lab/tree/${values.notebook}?token=${token}\n\n`);
  }
  if (await waiting) return 0;
  const log = readFileSync(join(logFolder, 'jupyterlab.log'), 'utf8').trimEnd().split('\n').slice(-10).join('\n  ');
  throw new SetupFailure(`JupyterLab ended unexpectedly:\n\n  ${log}\n\n`, '"Troubleshooting" in environment.md may help.');
});
