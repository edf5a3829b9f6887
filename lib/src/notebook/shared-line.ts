import { overallFraction } from '../base/pace';
import type { Progress } from '../base/progress';
import { send, type Writer } from './kernel';
import { type ProgressLine, progressLine } from './progress-line';

/** One line of progress for all calls of a cell that have no line of their own. */
export interface SharedLine {
  /** The reporter for calls of this title, one after the other. */
  reporter(title: string): (progress: Progress) => void;
  /** Shows nothing any more, since the cell has other lines. */
  close(): void;
  /** Shows that the work was stopped, if the line was visible and not complete. */
  stop(): void;
}

/** A shorter call shows nothing; milliseconds. */
const DELAY = 1000;
/** A call that is silent for so long has failed or is done; milliseconds. */
const SILENCE = 3000;

let lines = 0;

/** State of the calls of one title. */
interface Call {
  readonly line: ProgressLine;
  began: number;
  heard: number;
  done: boolean;
}

/**
 * If several calls run at the same time, or within one another, the line shows the one that reported first, then the next.
 *
 * @param writer where to send it; default the cell that is running when the line appears
 * @param now clock in milliseconds
 */
export function sharedLine(writer: Writer = send, now: () => number = () => performance.now()): SharedLine {
  const id = `progress-${process.pid}-cell-${++lines}`;
  const calls = new Map<string, Call>();
  let [shown, closed] = [false, false];
  let owner: Call | undefined;
  const write: Writer = (bundle) => {
    writer({ ...bundle, id }, shown);
    shown = true;
  };
  const callOf = (title: string): Call => {
    const call: Call = calls.get(title) ?? {
      line: progressLine(title, (bundle) => { if (now() - call.began >= DELAY) write(bundle); }, now),
      began: now(),
      heard: now(),
      done: false,
    };
    calls.set(title, call);
    return call;
  };
  const report = (call: Call, progress: Progress): void => {
    if (closed) return;
    if (call.done) call.began = now();
    call.done = overallFraction(progress) >= 1;
    if (owner === undefined || owner.done || now() - owner.heard > SILENCE) owner = call;
    if (owner !== call) return;
    call.heard = now();
    call.line.report(progress);
  };
  return {
    reporter(title) {
      const call = callOf(title);
      return (progress) => report(call, progress);
    },
    close: () => { closed = true; },
    stop: () => { if (shown) owner?.line.stop(); },
  };
}
