// What every script of the set-up does alike: its options, its end, and how it tells a failure.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SetupFailure, causeOf, endCommands } from './command.mjs';
import { stopTicker } from './run-steps.mjs';

/** As of a program that SIGPIPE ended. */
const BROKEN_PIPE = 141;

/**
 * Runs a script: Ctrl-C ends what it started, and a failure is one clear line and an exit code.
 *
 * @param {string} url of the script's module; nothing happens when it was imported by another
 * @param {() => Promise<number | void>} main returns the exit code (default 0)
 */
export function runScript(url, main) {
  if (!process.argv[1] || realpathSync(process.argv[1]) !== fileURLToPath(url)) return;
  const interrupt = async () => {
    stopTicker();
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
