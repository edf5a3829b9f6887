import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Ended } from './attempt';
import { patience } from './patience';

/** Which case of which call is to be tried. */
export interface Question {
  readonly group: string;
  readonly name: string;
  readonly index: number;
  readonly seed: number;
}

/** What a worker tells. */
export type Answer =
  | { readonly kind: 'started'; readonly name: string }
  | ({ readonly kind: 'ended' } & Ended)
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'unprepared'; readonly detail: string };

/** How a case ended: as the worker says, or with the worker. */
export interface Tried extends Question {
  /** What was changed. */
  readonly what: string;
  readonly outcome: Ended['outcome'] | 'dead' | 'hung' | 'memory' | 'exhausted';
  readonly detail: string;
}

/** A call has to end within so many milliseconds on a machine that does nothing else, and may take so many bytes more than there were. */
export interface Limits {
  readonly milliseconds: number;
  readonly bytes: number;
}

/** What is asked of every call. */
export const LIMITS: Limits = { milliseconds: 10_000, bytes: 2 ** 30 };
/** The valid call before it, which may read records or train. */
const PREPARATION = 180_000;
/** So many calls a process: what other calls leave behind is not to be blamed on the next. */
const CALLS = 2000;
const ROOT = resolve(__dirname, '..', '..');

/** One child process that tries one case after another, and is replaced when it dies. */
export class Worker {
  #child: ChildProcess | undefined;
  #calls = 0;
  #said = '';

  constructor(readonly limits: Limits = LIMITS) {}

  async attempt(question: Question): Promise<Tried> {
    if (this.#calls++ >= CALLS) this.end();
    const child = (this.#child ??= this.#start());
    return new Promise((done) => {
      let [what, began, bytes, reason] = ['', Date.now(), residentBytes(child), ''];
      const finish = (outcome: Tried['outcome'], detail: string): void => {
        clearInterval(watch);
        child.removeAllListeners('message').removeAllListeners('exit');
        if (!child.connected) this.#forget();
        done({ ...question, what, outcome, detail });
      };
      const watch = setInterval(() => {
        const limit = what ? this.limits.milliseconds : PREPARATION;
        if (Date.now() - began > patience() * limit) reason = 'hung';
        else if (what && residentBytes(child) - bytes > this.limits.bytes) reason = 'memory';
        if (reason) child.kill('SIGKILL');
      }, 100);
      child.on('message', (answer: Answer) => {
        if (answer.kind === 'started') [what, began, bytes] = [answer.name, Date.now(), residentBytes(child)];
        else if (answer.kind === 'ended') finish(answer.outcome, answer.detail);
        else if (answer.kind === 'exhausted') finish('exhausted', '');
        else finish('untyped', `the valid call: ${answer.detail}`);
      });
      child.on('exit', (code, signal) => {
        this.#forget();
        if (reason === 'hung' || reason === 'memory') finish(reason, '');
        else finish('dead', `${signal ?? `exit code ${code}`} ${this.#said.trim().split('\n').at(-1) ?? ''}`);
      });
      child.send(question);
    });
  }

  /** Ends the process. */
  end(): void {
    this.#child?.kill('SIGTERM');
    this.#forget();
  }

  #forget(): void {
    this.#child = undefined;
    this.#calls = 0;
  }

  #start(): ChildProcess {
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
    const child = fork(resolve(__dirname, 'worker.ts'), { cwd: ROOT, env, execArgv: ['--require', require.resolve('tsx/cjs')],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#said = (this.#said + text).slice(-2000)));
    return child;
  }
}

/** The memory of a process; 0 where the system does not tell. */
function residentBytes({ pid }: ChildProcess): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
}
