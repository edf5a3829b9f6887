import type { Progress } from '../base/progress';
import { send, type Writer } from './kernel';

/** One line of progress that is written over and over, and stays when the work is done. */
export interface ProgressLine {
  report(progress: Progress): void;
  /** Says that the work was stopped, unless it was complete. */
  stop(): void;
}

/** Not more often than this, milliseconds; completion shows at once. */
const PAUSE = 250;

let lines = 0;

/**
 * Opens a progress line. It appears with the first report, so work that is read from a record shows none.
 *
 * @param title what is being done, such as `loss curve of seed 1`
 * @param writer where to send it; default the cell that is running when the line appears
 * @param now clock in milliseconds
 */
export function progressLine(title: string, writer: Writer = send, now: () => number = () => performance.now()): ProgressLine {
  const id = `progress-${process.pid}-${++lines}`;
  let shown = -Infinity;
  let appeared = false;
  let last: Progress | undefined;
  let kind = '';
  let start = { time: 0, fraction: 0 };

  const write = (text: string): void => {
    writer({ id, data: { 'text/plain': text } }, appeared);
    appeared = true;
    shown = now();
  };
  return {
    report(progress) {
      const fraction = overallFraction(progress);
      const newKind = kindOf(progress.label);
      if (newKind !== kind && progress.done < progress.total) start = { time: now(), fraction };
      kind = progress.done < progress.total ? newKind : kind;
      last = progress;
      if (now() - shown < PAUSE && fraction < 1) return;
      write(progressText(title, progress, now() - start.time, fraction - start.fraction));
    },
    stop() {
      if (last !== undefined && overallFraction(last) < 1) {
        write(`${title} · ${last.label} · stopped at ${last.done} of ${last.total}; what was finished is kept`);
      }
    },
  };
}

/** A label without its numbers: the same for all parts of one piece of work, which share an estimate of the time left. */
export function kindOf(label: string): string {
  return label.replace(/[-−]?\d+(\.\d+)?/g, '#');
}

/** A label such as `epoch 3/64` places this piece of work in a longer one: part 3 of 64, of which `done`/`total` is done. */
export function overallFraction({ label, done, total }: Progress): number {
  const within = total > 0 ? done / total : 0;
  const [, part, parts] = /(\d+)\/(\d+)/.exec(label) ?? [];
  return part === undefined ? within : (Number(part) - 1 + within) / Number(parts);
}

/** `loss curve · l = −2 · ▰▰▰▱▱▱▱▱▱▱ 32 % · 790 images/s · 1:20 left`, at the end `… 100 % · took 2:05`. */
function progressText(title: string, progress: Progress, elapsed: number, gained: number): string {
  const fraction = overallFraction(progress);
  const full = Math.min(10, Math.floor(10 * fraction));
  const left = gained > 0 ? (elapsed / gained) * (1 - fraction) : undefined;
  return [
    title,
    ...(progress.label === title ? [] : [progress.label]),
    `${'▰'.repeat(full)}${'▱'.repeat(10 - full)} ${Math.floor(100 * fraction)} %`,
    ...(progress.details ?? []),
    ...(fraction >= 1 ? [`took ${clock(elapsed)}`] : left === undefined ? [] : [`${clock(left)} left`]),
  ].join(' · ');
}

function clock(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = `${hours > 0 ? String(minutes).padStart(2, '0') : minutes}:${String(seconds % 60).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}
