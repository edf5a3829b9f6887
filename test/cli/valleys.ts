import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

const BIN = resolve(__dirname, '..', '..', 'lib', 'bin', 'valleys.js');

/** How a run of the command ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  /** Without the lines that TensorFlow itself writes while it is loaded. */
  readonly stderr: string;
}

/** Another copy of the command, or another working directory, than the project's. */
export interface Where {
  readonly bin: string;
  readonly folder: string;
}

/** Runs the compiled `valleys` as a process of its own. */
export function valleys(words: readonly string[], onStderr?: (text: string, child: ChildProcess) => void, env: NodeJS.ProcessEnv = {}, where?: Where): Promise<Ended> {
  const child = spawn(process.execPath, [where?.bin ?? BIN, ...words], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env }, cwd: where?.folder });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    onStderr?.(stderr, child);
  });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (status) => done({ status, stdout, stderr: stderr.split('\n').filter((line) => !/absl::|port\.cc/.test(line)).join('\n') }));
  });
}
