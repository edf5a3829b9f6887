import type { RunOptions } from '../base/progress';
import { cellKey, inKernel } from './kernel';
import { type ProgressLine, progressLine } from './progress-line';

/** What one cell does with one set of run options: a signal to stop it, a line to show it. */
interface Session {
  readonly cell: unknown;
  readonly controller: AbortController;
  readonly line: ProgressLine;
}

let sessions: Session[] = [];
let listening = false;

/**
 * Run options for long functions in a notebook: `await lossCurve(runner, settings, running('loss curve'))`. Progress
 * shows as one line that renews itself; the stop button (SIGINT) stops the work between two batches, what was finished
 * is kept and the kernel lives on. May be made once and used in many cells: each cell that uses it gets its own line, and
 * a stop ends only what was running then.
 */
export function running(title: string): Required<RunOptions> {
  listen();
  let session: Session | undefined;
  const current = (): Session => {
    const cell = cellKey();
    if (session === undefined || session.cell !== cell) {
      session = { cell, controller: new AbortController(), line: progressLine(title) };
      sessions.push(session);
    }
    return session;
  };
  return {
    get signal() {
      return current().controller.signal;
    },
    get onProgress() {
      return current().line.report;
    },
  };
}

/** Aborts whatever was begun since the last stop. Where nothing runs any more, nobody listens to the signals. */
export function stopAll(): void {
  const stopping = sessions;
  sessions = [];
  for (const { controller, line, cell } of stopping) {
    controller.abort();
    if (cell === cellKey()) line.stop();
  }
}

/**
 * tslab's own SIGINT handler only gives up waiting for the cell; the cell's loop would go on. In a kernel ours stays for
 * good. In a plain program it acts once, so that a second Ctrl-C ends the program as usual.
 */
function listen(): void {
  if (listening) return;
  listening = true;
  if (inKernel()) {
    process.on('SIGINT', stopAll);
    return;
  }
  process.once('SIGINT', () => {
    listening = false;
    stopAll();
  });
}
