import { clockText, overallFraction, type Pace, paceOf } from '../base/pace';
import type { Progress } from '../base/progress';
import { send, type Writer } from './kernel';

/** One line of progress that is rewritten with each report, and stays when the work is done. */
export interface ProgressLine {
  report(progress: Progress): void;
  /** Shows that the work was stopped, unless it was complete. */
  stop(): void;
}

/** Shortest time between two updates, milliseconds; completion shows at once. */
const PAUSE = 250;

let lines = 0;

/**
 * Opens a progress line. It appears with the first report, so work that is read from a record shows none.
 *
 * @param title the work, such as `loss curve of seed 1`
 * @param writer where to send it; default the cell that is running when the line appears
 * @param now clock in milliseconds
 */
export function progressLine(title: string, writer: Writer = send, now: () => number = () => performance.now()): ProgressLine {
  const id = `progress-${process.pid}-${++lines}`;
  let shown = -Infinity;
  let appeared = false;
  let last: Progress | undefined;
  const paceAt = paceOf(now);

  const write = (text: string): void => {
    writer({ id, data: { 'text/plain': text } }, appeared);
    appeared = true;
    shown = now();
  };
  return {
    report(progress) {
      const pace = paceAt(progress);
      last = progress;
      if (now() - shown < PAUSE && pace.fraction < 1) return;
      write(progressText(title, progress, pace));
    },
    stop() {
      if (last !== undefined && overallFraction(last) < 1) {
        write(
          `${title} · ${last.label} · stopped at ${Math.floor(100 * overallFraction(last))} %; records and checkpoints written ` +
          `so far are kept`,
        );
      }
    },
  };
}

/** `loss curve · l = −2 · ▰▰▰▱▱▱▱▱▱▱ 32 % · 790 images/s · 1:20 left`, at the end `… 100 % · took 2:05`. */
function progressText(title: string, progress: Progress, { fraction, seconds, left }: Pace): string {
  const full = Math.min(10, Math.floor(10 * fraction));
  return [
    title,
    ...(progress.label === title ? [] : [progress.label]),
    `${'▰'.repeat(full)}${'▱'.repeat(10 - full)} ${Math.floor(100 * fraction)} %`,
    ...(progress.details ?? []),
    ...(fraction >= 1 ? [`took ${clockText(seconds)}`] : left === undefined ? [] : [`${clockText(left)} left`]),
  ].join(' · ');
}
