// The common part of all set-up scripts: options, ending, and the report of failures.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SetupFailure, causeOf, endCommands } from './command.mjs';
import { stopTicker } from './run-steps.mjs';

/** The exit code of a program ended by SIGPIPE. */
const BROKEN_PIPE = 141;

/**
 * Runs a script: Ctrl-C ends everything that it started, and a failure prints one clear line and sets an exit code.
 *
 * @param {string} url of the script's module; nothing happens if another module imported it
 * @param {() => Promise<number | void>} main returns the exit code (default 0)
 */
export function runScript(url, main) {
  if (!process.argv[1] || realpathSync(process.argv[1]) !== fileURLToPath(url)) return;
  const interrupt = async () => {
    stopTicker();
    process.stdout.write('\nStopping …\n');
    await endCommands();
    process.stdout.write('Interrupted. Run the same command again: it continues where it stopped.\n');
    process.exit(130);
  };
  // The reader of the output is gone, as after `| head -1`: programs then end silently.
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

/** The options that choose between CPU and GPU, for scripts that run the set-up first. */
export const deviceOptions = /** @type {const} */ ({ gpu: { type: 'boolean' }, cpu: { type: 'boolean' } });

/** @param {{gpu?: boolean, cpu?: boolean}} values @returns {boolean | undefined} */
export function chosenDevice({ gpu, cpu }) {
  if (gpu && cpu) throw new SetupFailure('--gpu and --cpu exclude each other.', 'Give one of them.', 2);
  return gpu ? true : cpu ? false : undefined;
}
