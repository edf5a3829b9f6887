// Runs the programs that set-up needs, writes their output to a log, and turns each failure into one clear line.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { isClone, openLog, root, troubleshooting } from './project.mjs';

/** A failure that the user can repair: one line with the problem, then the remedy. */
export class SetupFailure extends Error {
  /** @param {string} problem @param {string} remedy @param {number} [exitCode] */
  constructor(problem, remedy, exitCode = 1) {
    super(`${problem} ${remedy}`);
    this.problem = problem;
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

const GO_ON = 'then run the same command again: it continues where it stopped';

/** Causes of a program's failure by its log; the first match counts. */
const CAUSES = [
  {
    pattern: /DO NOT MATCH THE HASHES/,
    problem: 'A Python package is not the file whose hash is pinned.',
    remedy: `It was not installed. If you use a mirror or your own wheels, use the files of pypi.org; otherwise do not trust the network, ${GO_ON}.`,
  },
  { pattern: /ENOSPC|No space left on device|Disk quota exceeded/i, problem: 'The disk is full.', remedy: `Free some space, ${GO_ON}.` },
  {
    pattern: /EACCES|EPERM|EROFS|Permission denied|Read-only file system|Operation not permitted/,
    problem: 'Permission is denied.',
    remedy: `Make ${root} (and the caches of npm and pip) writable, ${GO_ON}.`,
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|NewConnectionError|ConnectTimeoutError|ReadTimeoutError|Max retries exceeded|Temporary failure in name resolution|Could not resolve host|getaddrinfo|network is unreachable|connection (was )?(refused|reset|broken|aborted)|ProxyError|from versions: none/i,
    problem: 'The network, or a package on it, could not be reached.',
    remedy: `Check the connection and the proxy, ${GO_ON}; "Offline" in environment.md explains how to install without a network.`,
  },
  {
    pattern: /CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|unable to get local issuer certificate|SSLError/i,
    problem: 'A certificate on the network was not accepted.',
    remedy: `Give npm (NODE_EXTRA_CA_CERTS) and pip (PIP_CERT) the certificates of your network, ${GO_ON}.`,
  },
];

/** The cause of a program's failure, from its output. @param {string} output @returns {{problem: string, remedy: string} | undefined} */
export function causeOf(output) {
  return CAUSES.find(({ pattern }) => pattern.test(output));
}

/** Running child processes, so that Ctrl-C can end them. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let stopping = false;

/** Milliseconds that a program has to end when asked to. */
const PATIENCE = 5000;

/** Ends the running programs and waits for their end: otherwise they would write into the next run's files. */
export async function endCommands() {
  const children = [...running];
  const ended = children.map((child) => new Promise((resolve) => child.once('close', resolve)));
  stopping = true;
  for (const child of children) child.kill('SIGTERM');
  const impatience = setTimeout(() => children.forEach((child) => child.kill('SIGKILL')), PATIENCE);
  await Promise.all(ended);
  clearTimeout(impatience);
}

/**
 * Runs a program in {@link root}, with its output in `.setup/log/<log>.log`.
 *
 * @param {string} log name of the log
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv}} [options]
 * @returns {Promise<void>}
 * @throws {SetupFailure} if it fails, with the cause from the log
 */
export async function command(log, program, args, options = {}) {
  const { path, file } = openLog(log);
  const stream = createWriteStream(path, { fd: file });
  stream.write(`$ ${program} ${args.join(' ')}\n`);
  const child = spawn(program, args, { cwd: options.cwd ?? root, env: options.env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.stdout.on('data', (data) => stream.write(data));
  child.stderr.on('data', (data) => stream.write(data));
  // An exit code, or the signal that ended it.
  const outcome = await new Promise((resolve) => {
    child.once('error', (error) => {
      stream.write(`${error.message}\n`);
      resolve(127);
    });
    child.once('close', (status, signal) => resolve(status ?? signal));
  });
  running.delete(child);
  await new Promise((resolve) => stream.end(resolve));
  // The stop ends the whole script and prints its own message.
  if (stopping) await new Promise(() => {});
  if (outcome !== 0) throw failure(path, program, outcome);
}

/** @param {string} path of the log @param {string} program @param {number | string} outcome its exit code, or the signal that ended it */
function failure(path, program, outcome) {
  const output = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const shown = isClone ? relative(root, path) : path;
  const cause = causeOf(output);
  if (cause) return new SetupFailure(cause.problem, `${cause.remedy} (Log: ${shown})`);
  const tail = output.trimEnd().split('\n').slice(-12).join('\n  ');
  const end = typeof outcome === 'string' ? `was ended by ${outcome}` : `failed with exit code ${outcome}`;
  return new SetupFailure(`${program} ${end}:\n\n  ${tail}\n\n`, `The whole log is in ${shown}. ${troubleshooting}`);
}
