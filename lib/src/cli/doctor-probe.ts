import { createRunner } from '../networks/create-runner';
import { buildNetwork } from '../networks/networks';
import { binding, computingDevice } from '../engine/binding';
import { tf } from '../engine/tensorflow';
import { randomBatch } from '../datasets/random-batch';

/** What TensorFlow reports, and how a small network trained on it. */
export interface Probe {
  /** Version of the loaded C library, such as `2.21.0`. */
  readonly tensorflow: string;
  /** Version of TensorFlow.js. */
  readonly tensorflowJs: string;
  /** The device on which TensorFlow's eager context and its sessions run their operations. */
  readonly device: 'CPU' | 'GPU';
  /** Whether the network was compiled to one graph. */
  readonly compiled: boolean;
  /** Why it was not compiled, or what went wrong in training; absent if all is well. */
  readonly problem?: string;
  /** Training losses of the first and the last step. */
  readonly losses: readonly [number, number];
  readonly seconds: number;
}

const NETWORK = 'preresnet-8';
const STEPS = 12;
const BATCH = 32;

type Training = Pick<Probe, 'compiled' | 'problem' | 'losses' | 'seconds'>;

/** Compiles a small network and trains it for some steps on one batch. */
function train(): Training {
  const started = performance.now();
  const runner = createRunner(buildNetwork(NETWORK, 10, 1), { normalisation: { mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25] } });
  const batch = randomBatch(BATCH);
  const losses = Array.from({ length: STEPS }, () => runner.train(batch, { learningRate: 0.05, momentum: 0.9, weightDecay: 0 }).loss);
  const ends = [losses[0], losses[STEPS - 1]] as const;
  return {
    compiled: runner.kind === 'compiled',
    problem: runner.reason ?? (ends[1] < ends[0] ? undefined : `the loss on one batch went from ${ends[0]} to ${ends[1]}`),
    losses: ends,
    seconds: (performance.now() - started) / 1000,
  };
}

function tryTraining(): Training {
  try {
    return train();
  } catch (error) {
    return { compiled: false, problem: String(error), losses: [NaN, NaN], seconds: 0 };
  }
}

const probe: Probe = {
  tensorflow: binding().TF_Version,
  tensorflowJs: tf.version_core,
  device: computingDevice(),
  ...tryTraining(),
};
// This runs in a process of its own, so that a crash of TensorFlow does not end the doctor.
process.send?.(probe);
