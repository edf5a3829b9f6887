import { AsyncLocalStorage } from 'node:async_hooks';
import { UsageError } from '../base/errors';
import { throwIfAborted } from '../base/progress';
import type { Runner } from './runner';
import { place, type RunnerState } from './runner-core';

/** How {@link holding} treats the runner. */
export interface HoldOptions {
  /** Ends the wait for one's turn. */
  readonly signal?: AbortSignal;
  /** What the work moves, and what is put back if it fails: nothing, weights and statistics, or momentum too (the default). */
  readonly moves?: 'nothing' | 'solution' | 'all';
  /** Put it back also if the work succeeds. Default false. */
  readonly returns?: boolean;
}

/** Where one piece of work at a time may be: a runner, or the work that holds it, which may call for more of the kind. */
interface Place {
  working?: Hold;
  readonly waiting: Waiting[];
}

interface Waiting {
  readonly hold: Hold;
  readonly begin: () => void;
}

/** One piece of work with a runner. */
interface Hold extends Place {
  /** Absent when the work is over. */
  runner?: Runner;
  /** The work that called for this one, perhaps with another runner. */
  readonly outer?: Hold;
}

const present = new AsyncLocalStorage<Hold>();
const places = new WeakMap<Runner, Place>();

/**
 * Carries out work that relies on where a runner stands while it awaits: one piece at a time, in the order in which they came.
 * Until it is over, the runner's methods are for this work alone. Work may call for more work with the same runner, which is
 * then part of it. If it fails or is stopped, the runner is put back to where it was, as `moves` says.
 *
 * @throws InterruptedError when `signal` is aborted before the work's turn has come; what `work` throws
 */
export async function holding<T>(
  runner: Runner,
  work: () => Promise<T>,
  { signal, moves = 'all', returns = false }: HoldOptions = {},
): Promise<T> {
  const here = placeOf(runner);
  const hold: Hold = { runner, outer: present.getStore(), waiting: [] };
  if (here.working) await turn(here, hold, signal);
  else here.working = hold;
  try {
    return await present.run(hold, () => putBackAfter(runner, hold, work, { moves, returns }));
  } finally {
    hold.runner = undefined;
    beginNext(here);
  }
}

/** @throws UsageError RUNNER_BUSY if somebody else holds the runner than the one who asks */
export function assertFree(runner: Runner): void {
  if (placeOf(runner).working === undefined) return;
  throw new UsageError(
    'RUNNER_BUSY',
    'This runner is at work: a function that was given it has not ended yet.',
    'Await that function first, or make a second runner of the model with createRunner.',
  );
}

async function putBackAfter<T>(
  runner: Runner,
  hold: Hold,
  work: () => Promise<T>,
  { moves, returns }: Required<Omit<HoldOptions, 'signal'>>,
): Promise<T> {
  const before: Partial<RunnerState> = {
    ...(moves !== 'nothing' && { weights: runner.getWeights(), statistics: runner.getStatistics() }),
    ...(moves === 'all' && { momentum: runner.getMomentum() }),
  };
  let done = false;
  try {
    const result = await work();
    done = true;
    return result;
  } finally {
    await untilIdle(hold);
    if (!done || returns) place(runner, before);
  }
}

/** Work that was called for and not awaited is part of the work too. */
async function untilIdle(hold: Hold): Promise<void> {
  while (hold.working) {
    await turn(hold, { waiting: [] });
    beginNext(hold);
  }
}

/** The innermost work with this runner that the caller is part of, or the runner itself. */
function placeOf(runner: Runner): Place {
  for (let hold = present.getStore(); hold; hold = hold.outer) if (hold.runner === runner) return hold;
  const known = places.get(runner) ?? { waiting: [] };
  places.set(runner, known);
  return known;
}

/** Waits until `hold` is the one that works. @throws InterruptedError */
async function turn(here: Place, hold: Hold, signal?: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  await new Promise<void>((resolve) => {
    const waiting: Waiting = { hold, begin: () => { signal?.removeEventListener('abort', giveUp); resolve(); } };
    const giveUp = (): void => {
      here.waiting.splice(here.waiting.indexOf(waiting), 1);
      resolve();
    };
    here.waiting.push(waiting);
    signal?.addEventListener('abort', giveUp, { once: true });
  });
  if (here.working !== hold) throwIfAborted(signal);
}

/** Hands the turn on at once, so that nobody comes in between. */
function beginNext(here: Place): void {
  const next = here.waiting.shift();
  here.working = next?.hold;
  next?.begin();
}
