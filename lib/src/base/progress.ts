import { InterruptedError } from './errors';

/** Where a long piece of work stands. */
export interface Progress {
  /** What is being done, such as `epoch 3/64` or `direction 4/20`. */
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** Short figures to show, such as `loss 0.312`, `812 images/s`. */
  readonly details?: readonly string[];
}

/** Options of every long function of the library. */
export interface RunOptions {
  /** Stops the work between two batches; records and checkpoints written so far are kept. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Yields to the event loop, so that stop buttons, timers and progress lines work; throws if `signal` is aborted. */
export async function breathe(signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  throwIfAborted(signal);
}

/** @throws InterruptedError if `signal` is aborted */
export function throwIfAborted(signal?: AbortSignal): void {
  if (signal?.aborted)
    throw new InterruptedError(
      'Stopped on request.',
      'Records and checkpoints written so far are kept; run it again to go on (valleys train: with --resume).',
    );
}
