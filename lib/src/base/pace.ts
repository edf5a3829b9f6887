import type { Progress } from './progress';

/** How long a piece of work has taken so far, and how much of it is done. */
export interface Pace {
  /** Fraction of the whole, from 0 to 1. */
  readonly fraction: number;
  readonly seconds: number;
  /** Seconds until the end at the present pace; undefined before anything is done. */
  readonly left: number | undefined;
}

/**
 * Follows the progress of one piece of work after another. A new piece begins when the kind of label changes, or when the fraction
 * falls: a second training has the same labels as the first.
 *
 * @param now clock in milliseconds
 */
export function paceOf(now: () => number): (progress: Progress) => Pace {
  let kind = '';
  let last = 0;
  let start = { time: 0, fraction: 0 };
  return (progress) => {
    const fraction = overallFraction(progress);
    const isNew = kindOf(progress.label) !== kind || fraction < last;
    last = fraction;
    if (isNew && progress.done < progress.total) {
      kind = kindOf(progress.label);
      start = { time: now(), fraction };
    }
    const seconds = (now() - start.time) / 1000;
    const gained = fraction - start.fraction;
    return { fraction, seconds, left: gained > 0 ? (seconds / gained) * (1 - fraction) : undefined };
  };
}

/** A label without its numbers. All parts of one piece of work share it, and with it an estimate of the time left. */
function kindOf(label: string): string {
  return label.replace(/[-−]?\d+(\.\d+)?/g, '#');
}

/**
 * The fraction of the whole work. The label `epoch 3/64` says that `done`/`total` is a fraction of part 3 of 64; the label
 * `training 1/2, epoch 3/64` nests twice.
 */
export function overallFraction({ label, done, total }: Progress): number {
  const within = total > 0 ? done / total : 0;
  return [...label.matchAll(/(\d+)\/(\d+)/g)].reduceRight((inner, [, part, parts]) => (Number(part) - 1 + inner) / Number(parts), within);
}

/** `1:20`, from an hour on `2:00:00`. */
export function clockText(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const tail = `${hours > 0 ? String(minutes).padStart(2, '0') : minutes}:${String(whole % 60).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}
