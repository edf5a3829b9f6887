import { NetworkError } from '../../base/errors';
import type { Batch } from '../../datasets/dataset';
import { absoluteSumOf } from '../checked-batch';
import type { EvaluateResult, Normalise, Runner } from '../runner';
import type { Growth } from './growth';

/** So large may the numbers in a network become before the fast graph is not believed any more; their squares are finite still. */
const LOUD = 1e15;
/** Examples that tell how large the numbers become at one place. */
const PROBED = 2;
/** Steps of training between two looks, as long as the loss is an ordinary one. */
const STEPS = 32;
const ORDINARY_LOSS = 100;

/** What is looked at separately: a pass of either kind, and a step of training, which is looked at more seldom. */
type Use = Normalise | 'step';

/**
 * Sees to it that an overflow inside of the network is told, where the fast graph hides it: a ReLU that makes 0 of what is not a
 * number. Of small networks a bound says that nothing overflows. Of others, after each change of the weights or statistics, a few
 * examples tell how large the numbers become that go into activations. Where that is out of the ordinary, plain TensorFlow.js
 * says which losses are finite.
 *
 * Its limits: other examples of the same split may have numbers at most 10⁴ times as large in a norm, 10²³ times elsewhere, and
 * between two looks up to 31
 * steps of training may pass.
 */
export class OverflowWatch {
  #isLoud: Partial<Record<Use, boolean>> = {};
  #steps = 0;
  #reference?: Runner;

  /**
   * @param growth is told of every change of weights and statistics by its owner
   * @param largestByte what the network sees of a byte at most
   * @param activity how large the numbers in the network are for some examples, see `writeActivity`
   * @param makeReference a layers runner of the model in the present state
   */
  constructor(
    private readonly growth: Growth,
    private readonly largestByte: number,
    private readonly activity: (batch: Batch, normalise: Normalise) => number,
    private readonly makeReference: () => Runner,
  ) {}

  /** To be called when weights or statistics were set. */
  moved(): void {
    this.#isLoud = {};
    this.#steps = 0;
    this.#reference = undefined;
  }

  /** To be called after a step of training. */
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
        'Numbers in the network overflow here, and its model, which would tell where, cannot be read.',
        'Keep the model until its runner is disposed of.',
        { cause },
      );
    }
  }

  /** What plain TensorFlow.js makes of a batch where numbers are out of the ordinary; otherwise undefined. */
  reference(batch: Batch, normalise: Normalise, use: Use = normalise): Runner | undefined {
    const sum = absoluteSumOf(batch.inputs) ?? this.largestByte;
    if (this.growth.of(normalise) + Math.log1p(sum) < Math.log(LOUD)) return undefined;
    this.#isLoud[use] ??= !(this.activity(firstOf(batch, PROBED), normalise) < LOUD);
    if (!this.#isLoud[use] && sum < LOUD) return undefined;
    return (this.#reference ??= this.#newReference());
  }
}

/** The result of the fast graph, but what is not finite as plain TensorFlow.js has it. */
export function withOverflow(result: EvaluateResult, reference: EvaluateResult): EvaluateResult {
  return {
    losses: notFiniteFrom(reference.losses, result.losses),
    correct: result.correct.map((value, i) => (Number.isFinite(reference.losses[i]) ? value : reference.correct[i])),
  };
}

/** Values, but where the reference is not finite the reference. */
export function notFiniteFrom(reference: Float32Array, values: Float32Array): Float32Array {
  return values.map((value, i) => (Number.isFinite(reference[i]) ? value : reference[i]));
}

function firstOf(batch: Batch, count: number): Batch {
  const size = Math.min(count, batch.size);
  return {
    ...batch,
    inputs: batch.inputs.subarray(0, (batch.inputs.length / batch.size) * size),
    labels: batch.labels.subarray(0, size),
    size,
  };
}
