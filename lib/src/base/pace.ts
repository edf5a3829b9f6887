import type { Progress } from './progress';

/** How long a piece of work has taken so far, and how much of it was done in that time. */
export interface Pace {
  /** Of the whole, from 0 to 1. */
  readonly fraction: number;
  readonly seconds: number;
  /** Seconds until the end, if it goes on like that; undefined before anything was done. */
  readonly left: number | undefined;
}

/**
 * Follows the reports of one piece of work after another. A new one begins with another kind of label, or where the fraction
 * falls: a second training has the labels of the first.
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

/** A label without its numbers: the same for all parts of one piece of work, which share an estimate of the time left. */
function kindOf(label: string): string {
  return label.replace(/[-−]?\d+(\.\d+)?/g, '#');
}

/**
 * A label such as `epoch 3/64` places this piece of work in a longer one: part 3 of 64, of which `done`/`total` is done; so
 * does `training 1/2, epoch 3/64`, twice.
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
