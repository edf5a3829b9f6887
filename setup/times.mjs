// `npm run times`: measures the duration of the commands in a fresh clone, and records it for docs/speed.md.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupFailure } from '../lib/setup/command.mjs';
import { root, writeWhole } from '../lib/setup/project.mjs';
import { runScript } from '../lib/setup/script.mjs';
import { findNotebooks } from './notebooks.mjs';

const RECORD = join('data', 'records', 'setup.json');

const HELP = `npm run times

Clones the last commit into a temporary folder. Runs npm start there twice, every notebook without the dataset, and npm test,
with initially empty caches of npm and pip. Writes the duration of each to ${RECORD}.
Run it on an idle machine; npm run claims then puts the times into docs/speed.md.
`;

/** @typedef {{command: string, when: string, seconds: number}} Taken how long a command took */

/** @param {string} folder of caches that are empty at first, as a newcomer's are @returns {NodeJS.ProcessEnv} */
const withOwnCaches = (folder) => ({
  ...process.env,
  npm_config_cache: join(folder, 'npm'),
  PIP_CACHE_DIR: join(folder, 'pip'),
});

/**
 * Runs a command of the clone to its end, or until it reports that it is ready; then ends it as Ctrl-C would.
 *
 * @param {string} folder with the clone and the caches @param {readonly string[]} args of npm @param {RegExp} [ready]
 * @param {NodeJS.ProcessEnv} [env] of the command, besides that of this process
 * @returns {Promise<number>} seconds
 */
async function time(folder, args, ready, env = {}) {
  process.stdout.write(`npm ${args.join(' ')}\n`);
  const started = performance.now();
  // A process group of its own, so that the signal also reaches npm's children.
  const child = spawn('npm', args, { cwd: join(folder, 'clone'), env: { ...withOwnCaches(folder), ...env }, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const end = () => child.pid && process.kill(-child.pid, 'SIGINT');
  process.once('exit', end);
  let seconds;
  let output = '';
  child.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    output += chunk;
    if (seconds !== undefined || !ready?.test(output)) return;
    seconds = secondsSince(started);
    end();
  });
  const status = await new Promise((done, fail) => child.once('error', fail).once('close', done));
  process.off('exit', end);
  if (seconds === undefined && (ready || status !== 0)) throw new SetupFailure(`npm ${args.join(' ')} failed.`, 'Fix the problem shown above; no times were recorded.');
  return seconds ?? secondsSince(started);
}

/**
 * Draws each notebook from the committed records, without CIFAR-10.
 *
 * @param {string} folder with the clone and the caches @returns {Promise<Taken[]>} the median and the slowest
 */
async function timeNotebooks(folder) {
  /** @type {[seconds: number, name: string][]} */
  const each = [];
  for (const name of findNotebooks([]).map((path) => basename(path, '.ipynb'))) {
    const args = ['run', 'notebooks', '--', name, '--output-folder', join(folder, 'notebooks')];
    each.push([await time(folder, args, undefined, { VALLEYS_DATA: join(folder, 'no-data') }), name]);
  }
  each.sort(([a], [b]) => a - b);
  const command = 'npm run notebooks -- NAME';
  const [slowest, slowestName] = each[each.length - 1];
  return [
    { command, when: `draws a notebook from the committed records, the median of ${each.length}`, seconds: median(each.map(([seconds]) => seconds)) },
    { command, when: `the slowest of them, ${slowestName}`, seconds: slowest },
  ];
}

/** @param {readonly number[]} sorted @returns {number} */
const median = (sorted) => Number(((sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2).toFixed(1));

/** @param {number} started @returns {number} */
const secondsSince = (started) => Number(((performance.now() - started) / 1000).toFixed(1));

runScript(import.meta.url, async () => {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) return void process.stdout.write(HELP);
  const folder = mkdtempSync(join(tmpdir(), 'valleys-times-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const clone = spawnSync('git', ['clone', '--quiet', root, join(folder, 'clone')], { encoding: 'utf8' });
  if (clone.status !== 0) throw new SetupFailure('The project could not be cloned.', clone.stderr ?? String(clone.error));
  const start = ['start', '--', '--no-browser'];
  const running = /JupyterLab is running/;
  const results = [
    { command: 'npm start', when: 'on a fresh clone, downloads included, until JupyterLab is running', seconds: await time(folder, start, running) },
    { command: 'npm start', when: 'after that', seconds: await time(folder, start, running) },
    ...await timeNotebooks(folder),
    { command: 'npm test', when: 'after set-up', seconds: await time(folder, ['test']) },
  ];
  const machine = { processor: cpus()[0].model.trim(), cores: cpus().length, memoryGiB: Number((totalmem() / 2 ** 30).toFixed(1)), node: process.version };
  const date = `${new Date().toISOString().slice(0, 19)}Z`;
  writeWhole(join(root, RECORD), `${JSON.stringify({ date, machine, results }, undefined, 1)}\n`);
  process.stdout.write(`Kept in ${RECORD}. npm run claims puts them into docs/speed.md.\n`);
});
