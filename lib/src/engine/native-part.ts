import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SetupError } from '../base/errors';
import { packageFolder, SET_UP } from '../base/installation';

// Import this before TensorFlow.js: it loads TensorFlow.js's native part, and with it TensorFlow. The remedies in TensorFlow.js's
// own errors do not help here.
loadNativePart();

/** @throws SetupError TENSORFLOW_ABSENT before set-up, TENSORFLOW_UNLOADABLE if the system cannot load the installed files */
function loadNativePart(): void {
  const load = createRequire(__filename);
  const file = join(load.resolve('@tensorflow/tfjs-node/package.json'), '..', 'lib', 'napi-v8', 'tfjs_binding.node');
  if (!existsSync(file)) throw refusal('ABSENT', 'is not set up for this installation of asymmetric-valleys', SET_UP);
  try {
    load(file);
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0].replace(/\.$/, '');
    throw refusal('UNLOADABLE', `cannot be loaded: ${reason}`, `${SET_UP} If it still fails, "npx valleys doctor" says more.`, { cause });
  }
}

/** An error whose stack has only the caller's own lines: Node prints all of it if nobody catches it. */
function refusal(code: string, problem: string, remedy: string, options?: ErrorOptions): SetupError {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Infinity;
  const error = new SetupError(`TENSORFLOW_${code}`, `TensorFlow ${problem}.`, remedy, options);
  Error.stackTraceLimit = stackTraceLimit;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ +at /.test(line));
  const own = frames.filter((line) => !line.includes(packageFolder) && !line.includes('node:'));
  error.stack = [`${error.name}: ${error.message}`, ...own].join('\n');
  return error;
}
