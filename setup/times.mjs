// `npm run times`: measures how long `npm start` and `npm test` take in a fresh clone, and keeps it for the README.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupFailure } from './command.mjs';
import { root, writeWhole } from './project.mjs';
import { runScript } from './setup.mjs';

const RECORD = join('data', 'records', 'setup.json');

const HELP = `npm run times

Clones the last commit into a temporary folder, runs npm start there twice and then npm test, with caches of npm and pip that
are empty at first, and writes how long each took to ${RECORD}. Run it on an idle machine; npm run claims then puts the times into README.md.
`;

/** @param {string} folder of caches that are empty at first, as a newcomer's are @returns {NodeJS.ProcessEnv} */
const withOwnCaches = (folder) => ({
  ...process.env,
  npm_config_cache: join(folder, 'npm'),
  PIP_CACHE_DIR: join(folder, 'pip'),
});

/**
 * Runs a command of the clone to its end, or until it says that it is ready; then it is ended as by Ctrl-C.
 *
 * @param {string} folder with the clone and the caches @param {readonly string[]} args of npm @param {RegExp} [ready]
 * @returns {Promise<number>} seconds
 */
async function time(folder, args, ready) {
  process.stdout.write(`npm ${args.join(' ')}\n`);
  const started = performance.now();
  // A process group of its own, so that the signal reaches what npm starts.
  const child = spawn('npm', args, { cwd: join(folder, 'clone'), env: withOwnCaches(folder), detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
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
  if (seconds === undefined && (ready || status !== 0)) throw new SetupFailure(`npm ${args.join(' ')} failed.`, 'Mend what is told above; no times were kept.');
  return seconds ?? secondsSince(started);
}

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
    { command: 'npm test', when: 'after set-up', seconds: await time(folder, ['test']) },
  ];
  const machine = { processor: cpus()[0].model.trim(), cores: cpus().length, memoryGiB: Number((totalmem() / 2 ** 30).toFixed(1)), node: process.version };
  const date = `${new Date().toISOString().slice(0, 19)}Z`;
  writeWhole(join(root, RECORD), `${JSON.stringify({ date, machine, results }, undefined, 1)}\n`);
  process.stdout.write(`Kept in ${RECORD}. npm run claims puts them into README.md.\n`);
});
