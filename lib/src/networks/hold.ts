import { AsyncLocalStorage } from 'node:async_hooks';
import { UsageError } from '../base/errors';
import { throwIfAborted } from '../base/progress';
import type { Runner } from './runner';
import { place, type RunnerState } from './runner-core';

/** Options of {@link holding}. */
export interface HoldOptions {
  /** Ends the wait for the work's turn. */
  readonly signal?: AbortSignal;
  /** What the work changes, and what is restored if it fails: nothing, weights and statistics, or momentum too (the default). */
  readonly moves?: 'nothing' | 'solution' | 'all';
  /** Restore it also if the work succeeds. Default false. */
  readonly returns?: boolean;
}

/** A place for one piece of work at a time: a runner, or work that holds it and may call for further work. */
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
  /** Absent once the work is over. */
  runner?: Runner;
  /** The work that called for this one, perhaps with another runner. */
  readonly outer?: Hold;
}

const present = new AsyncLocalStorage<Hold>();
const places = new WeakMap<Runner, Place>();

/**
 * Runs asynchronous work that relies on the runner's state: one piece at a time, in the order of the calls. Until the work is over,
 * only it may call the runner's methods. It may call for more work with the same runner, which then is part of it. If it fails or
 * is stopped, the runner's state is restored as `moves` says.
 *
 * @throws InterruptedError when `signal` is aborted before the work's turn has come; errors of `work`
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

/** @throws UsageError RUNNER_BUSY if other work than the caller's holds the runner */
export function assertFree(runner: Runner): void {
  if (placeOf(runner).working === undefined) return;
  throw new UsageError(
    'RUNNER_BUSY',
    'This runner is busy: a function that uses it has not ended yet.',
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

/** Work that was started and not awaited belongs to the work too. */
async function untilIdle(hold: Hold): Promise<void> {
  while (hold.working) {
    await turn(hold, { waiting: [] });
    beginNext(hold);
  }
}

/** The innermost work with this runner that contains the caller, or the runner itself. */
function placeOf(runner: Runner): Place {
  for (let hold = present.getStore(); hold; hold = hold.outer) if (hold.runner === runner) return hold;
  const known = places.get(runner) ?? { waiting: [] };
  places.set(runner, known);
  return known;
}

/** Waits for the turn of `hold`. @throws InterruptedError */
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

/** Passes the turn on at once, so that no other work comes in between. */
function beginNext(here: Place): void {
  const next = here.waiting.shift();
  here.working = next?.hold;
  next?.begin();
}
