import type { Progress, RunOptions } from '../base/progress';
import { forgetBrokenOff } from '../engine/broken-off';
import { afterBreak, type Cell, currentCell, inKernel, latestCell } from './kernel';
import { type ProgressLine, progressLine } from './progress-line';
import { sharedLine, type SharedLine } from './shared-line';

/** The work in one run of a cell. */
interface Session {
  readonly controller: AbortController;
  /** The lines of {@link running}. */
  readonly lines: ProgressLine[];
  /** The shared line of calls without a line of their own. */
  readonly shared: SharedLine;
  /** {@link latestCell} at that time. */
  readonly latest: unknown;
}

const sessions = new WeakMap<Cell, Session>();
/** Sessions that a stop ends. Running work refers to the signal, and the signal to its session. */
const stoppable = new Set<WeakRef<Session>>();
const sessionOf = new WeakMap<AbortSignal, Session>();
/** A plain program is one cell until Ctrl-C. */
let program: Cell = { controller: new AbortController() };
let listening = false;
/** Number of listeners of SIGINT when they were last set. */
let heard = 0;

// A stop may come in the very cell that imports the library.
if (inKernel()) {
  listen();
  afterBreak(forgetBrokenOff);
}

/**
 * Run options for long functions in a notebook: `await lossCurve(runner, settings, running('loss curve'))`. Progress shows as one
 * line that updates itself. The stop button (SIGINT) stops the work between two batches; finished results are kept and the kernel
 * lives on. The options may be made once and used in many cells: each cell that uses them gets its own line, and a stop ends only
 * the running work.
 */
export function running(title: string): Required<RunOptions> {
  listen();
  const before = program;
  let own: { readonly session: Session; readonly report: (progress: Progress) => void } | undefined;
  return {
    get signal() {
      return currentSession(before).controller.signal;
    },
    get onProgress() {
      const session = currentSession(before);
      if (own?.session !== session) {
        const line = progressLine(title);
        session.lines.push(line);
        session.shared.close();
        own = { session, report: line.report };
      }
      return own.report;
    },
  };
}

/**
 * Run options of a long call without any, in a notebook: the stop button ends the call, and from a second on its progress shows in
 * a line that all such calls of a cell share; no line shows in a cell that uses {@link running}. Undefined outside a kernel.
 *
 * @param title the work, such as `loss curve`
 */
export function runOptionsOfCell(title: string): Required<RunOptions> | undefined {
  if (!inKernel()) return undefined;
  listen();
  const { controller, shared } = currentSession();
  return { signal: controller.signal, onProgress: shared.reporter(title) };
}

/** Stops all running work. A stopped cell stays stopped: work that it begins later ends at once. */
function stopAll(): void {
  const stopping = [...stoppable].map((reference) => reference.deref());
  stoppable.clear();
  program = { controller: new AbortController() };
  for (const session of stopping) {
    if (session === undefined) continue;
    session.controller.abort();
    if (session.latest === latestCell()) for (const line of [...session.lines, session.shared]) line.stop();
  }
}

/** @param outside replaces the cell in a plain program */
function currentSession(outside = program): Session {
  const cell = currentCell() ?? outside;
  const known = sessions.get(cell);
  if (known !== undefined) return known;
  const session = { controller: cell.controller, lines: [], shared: sharedLine(), latest: latestCell() };
  sessions.set(cell, session);
  sessionOf.set(cell.controller.signal, session);
  for (const reference of stoppable) if (reference.deref() === undefined) stoppable.delete(reference);
  stoppable.add(new WeakRef(session));
  return session;
}

/**
 * Listens to SIGINT. tslab's own handler only gives up waiting for the cell; the cell's loop would go on. In a kernel our handler
 * stays for good. In a plain program it acts once, so that a second Ctrl-C ends the program as usual.
 */
function listen(): void {
  if (inKernel()) {
    setImmediate(listenInKernel);
    return;
  }
  if (listening) return;
  listening = true;
  process.once('SIGINT', () => {
    listening = false;
    stopAll();
  });
}

/**
 * Node loses SIGINT if a listener was set while tslab ran a cell, by us or by another package, and the next SIGINT ends the
 * process. Listeners set anew by the event loop hear it; the project's kernel does this by itself (setup/kernel/stopping.mjs).
 */
function listenInKernel(): void {
  const listeners = process.rawListeners('SIGINT');
  if (listening && listeners.length === heard) return;
  process.removeAllListeners('SIGINT');
  if (!listening) listeners.push(stopAll);
  listening = true;
  heard = listeners.length;
  for (const listener of listeners) process.on('SIGINT', listener as NodeJS.SignalsListener);
}
