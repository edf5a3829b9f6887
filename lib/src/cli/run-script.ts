import { spawn } from 'node:child_process';
import { EXIT, printJson } from './terminal';

/** Options of {@link runScript}. */
export interface ScriptOptions {
  /** Answer with one JSON object; the script's output goes to stderr. */
  readonly json?: boolean;
  /** Further fields of that object, besides success and duration. */
  readonly answer?: Readonly<Record<string, unknown>>;
  /** Working folder of the script; default the present one. */
  readonly folder?: string;
}

/** Runs a script with Node in a process of its own and takes over its exit code. */
export async function runScript(script: string, words: readonly string[], { json, answer, folder }: ScriptOptions): Promise<void> {
  const started = performance.now();
  const stdout = json ? process.stderr.fd : 'inherit';
  const child = spawn(process.execPath, [script, ...words], { stdio: ['inherit', stdout, 'inherit'], cwd: folder });
  // Ctrl-C reaches the child directly; the child stops its work in good order, and then this process ends too.
  let asked: 'SIGINT' | 'SIGTERM' | undefined;
  process.on('SIGINT', () => (asked ??= 'SIGINT'));
  process.on('SIGTERM', () => {
    asked ??= 'SIGTERM';
    child.kill('SIGTERM');
  });
  const status = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done));
  process.exitCode = asked === undefined ? (status ?? EXIT.failed) : asked === 'SIGTERM' ? EXIT.ended : EXIT.interrupted;
  const seconds = Math.round((performance.now() - started) / 1000);
  if (json) printJson({ ok: process.exitCode === EXIT.done, ...answer, seconds });
}
