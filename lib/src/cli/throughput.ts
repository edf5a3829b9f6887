import { generator } from '../base/random';
import type { Batch } from '../datasets/dataset';
import { createRunner } from '../networks/create-runner';
import { median } from '../landscape/statistics';
import { buildNetwork } from '../networks/networks';
import type { Runner } from '../networks/runner';

/** What a measurement of speed is about. */
export type Work = 'train' | 'evaluate';

/** How often a unit of work is repeated: `warmUp` times untimed, then `steps` timed, of which the median counts. */
export interface Repetitions {
  readonly warmUp: number;
  readonly steps: number;
}

const CIFAR = { mean: [0.4914, 0.4822, 0.4465], deviation: [0.2023, 0.1994, 0.201] } as const;
const STEP = { learningRate: 0.05, momentum: 0.9, weightDecay: 3e-4 } as const;

/** A runner of a network with random weights, for measuring its speed. */
export function runnerForSpeed(network: string, kind: Runner['kind']): Runner {
  return createRunner(buildNetwork(network, 10, 1), { normalisation: CIFAR, kind });
}

/** Random images as bytes, with random labels. */
export function randomBatch(size: number): Batch {
  const source = generator(1, 'bench');
  return {
    inputs: Uint8Array.from({ length: size * 3072 }, () => source.integer(256)),
    labels: Uint8Array.from({ length: size }, () => source.integer(10)),
    size,
    shape: [32, 32, 3],
  };
}

/** Images per second of one kind of work on one batch, from the median duration. */
export function imagesPerSecond(runner: Runner, work: Work, batch: Batch, repetitions: Repetitions): number {
  const once = work === 'train' ? () => runner.train(batch, STEP) : () => runner.evaluate(batch, 'running');
  for (let i = 0; i < repetitions.warmUp; i++) once();
  const milliseconds = Array.from({ length: repetitions.steps }, () => {
    const started = performance.now();
    once();
    return performance.now() - started;
  });
  return (1000 * batch.size) / median(milliseconds);
}
