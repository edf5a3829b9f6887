import { NetworkError } from '../../base/errors';
import type { Batch } from '../../datasets/dataset';
import { absoluteSumOf } from '../checked-batch';
import { partOf } from '../pieces';
import type { EvaluateResult, Normalise, Runner } from '../runner';
import type { Growth } from './growth';

/** The largest number in a network for which the fast graph is trusted; its square is still finite. */
const LOUD = 1e15;
/** Number of examples to probe at one place. */
const PROBED = 2;
/** Training steps between two probes while the loss is ordinary. */
const STEPS = 32;
const ORDINARY_LOSS = 100;

/** The uses probed separately: a pass of either kind, and a training step, which is probed more rarely. */
type Use = Normalise | 'step';

/**
 * Reports an overflow inside the network that the fast graph hides: a ReLU turns NaN into 0. For small networks a bound excludes
 * overflow. For others, after each change of the weights or statistics, a few examples show how large the inputs of the activations
 * become. If they are unusually large, plain TensorFlow.js decides which losses are finite.
 *
 * Limits: the numbers of other examples in the same split may be at most 10⁴ times as large in a norm, 10²³ times elsewhere, and up
 * to 31 training steps may pass between two probes.
 */
export class OverflowWatch {
  #isLoud: Partial<Record<Use, boolean>> = {};
  #steps = 0;
  #reference?: Runner;

  /**
   * @param growth its owner reports every change of weights and statistics to it
   * @param largestByte the largest network input that a byte becomes
   * @param activity magnitude of the numbers in the network for some examples, see `writeActivity`
   * @param makeReference makes a layers runner of the model in its present state
   */
  constructor(
    private readonly growth: Growth,
    private readonly largestByte: number,
    private readonly activity: (batch: Batch, normalise: Normalise) => number,
    private readonly makeReference: () => Runner,
  ) {}

  /** Call it after setting weights or statistics. */
  moved(): void {
    this.#isLoud = {};
    this.#steps = 0;
    this.#reference = undefined;
  }

  /** Call it after a training step. */
  trained(loss: number): void {
    const { step } = this.#isLoud;
    this.#steps++;
    this.#isLoud = step === false && loss < ORDINARY_LOSS && this.#steps % STEPS !== 0 ? { step } : {};
    this.#reference = undefined;
  }

  #newReference(): Runner {
    try {
      return this.makeReference();
    } catch (cause) {
      throw new NetworkError(
        'MODEL_GONE',
        'Numbers in the network overflow here, and its model cannot be read to find out where.',
        'Keep the model until its runner is disposed of.',
        { cause },
      );
    }
  }

  /** The layers runner that must compute a batch, if its numbers are unusually large; otherwise undefined. */
  reference(batch: Batch, normalise: Normalise, use: Use = normalise): Runner | undefined {
    const sum = absoluteSumOf(batch.inputs) ?? this.largestByte;
    if (this.growth.of(normalise) + Math.log1p(sum) < Math.log(LOUD)) return undefined;
    this.#isLoud[use] ??= !(this.activity(partOf(batch, 0, Math.min(PROBED, batch.size)), normalise) < LOUD);
    if (!this.#isLoud[use] && sum < LOUD) return undefined;
    return (this.#reference ??= this.#newReference());
  }
}

/** The result of the fast graph, with the reference's values where those are not finite. */
export function withOverflow(result: EvaluateResult, reference: EvaluateResult): EvaluateResult {
  return {
    losses: notFiniteFrom(reference.losses, result.losses),
    correct: result.correct.map((value, i) => (Number.isFinite(reference.losses[i]) ? value : reference.correct[i])),
  };
}

/** The values, replaced by the reference's where those are not finite. */
export function notFiniteFrom(reference: Float32Array, values: Float32Array): Float32Array {
  return values.map((value, i) => (Number.isFinite(reference[i]) ? value : reference[i]));
}
