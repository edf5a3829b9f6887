import { overallFraction } from '../base/pace';
import type { Progress } from '../base/progress';
import { send, type Writer } from './kernel';
import { type ProgressLine, progressLine } from './progress-line';

/** One line of progress for all calls of a cell that have none of their own. */
export interface SharedLine {
  /** Where a call reports that begins now. */
  reporter(title: string): (progress: Progress) => void;
  /** Shows nothing any more: the cell has other lines. */
  close(): void;
  /** Says that the work was stopped, if it was shown and not complete. */
  stop(): void;
}

/** A call that is over sooner shows nothing; milliseconds. */
const DELAY = 1000;
/** A call that says nothing for so long has failed, or has nothing more to say; milliseconds. */
const SILENCE = 3000;

let lines = 0;

/**
 * Of calls at the same time, or within one another, the line shows the one that reported first, then the next.
 *
 * @param writer where to send it; default the cell that is running when the line appears
 * @param now clock in milliseconds
 */
export function sharedLine(writer: Writer = send, now: () => number = () => performance.now()): SharedLine {
  const id = `progress-${process.pid}-cell-${++lines}`;
  let [shown, closed] = [false, false];
  let owner: { readonly line: ProgressLine; heard: number; done: boolean } | undefined;
  const write: Writer = (bundle) => {
    writer({ ...bundle, id }, shown);
    shown = true;
  };
  return {
    reporter(title) {
      const began = now();
      const line = progressLine(title, (bundle) => { if (now() - began >= DELAY) write(bundle); }, now);
      const call = { line, heard: began, done: false };
      return (progress) => {
        if (closed) return;
        if (owner === undefined || owner.done || now() - owner.heard > SILENCE) owner = call;
        if (owner !== call) return;
        call.heard = now();
        call.done = overallFraction(progress) >= 1;
        line.report(progress);
      };
    },
    close: () => { closed = true; },
    stop: () => { if (shown) owner?.line.stop(); },
  };
}
