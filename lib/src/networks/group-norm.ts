import { NetworkError } from '../base/errors';
import { tf } from '../engine/tensorflow';

/** Settings of {@link GroupNormalization}. */
export interface GroupNormSettings {
  /** Number of groups of neighbouring channels; it must divide the number of channels. */
  readonly groups: number;
  /** Added to the variance; default 1e-5, PyTorch's. */
  readonly epsilon?: number;
  readonly name?: string;
}

/**
 * Group norm (Wu and He 2018): standardises each example's channels in groups, over the group's channels and all positions, with
 * the biased variance; then multiplies each channel by γ and adds β. One group is layer norm as in that paper. There are no running
 * statistics, so training and inference are the same.
 */
export class GroupNormalization extends tf.layers.Layer {
  /** @nocollapse */
  static readonly className = 'GroupNormalization';
  readonly #groups: number;
  readonly #epsilon: number;
  #gamma?: tf.LayerVariable;
  #beta?: tf.LayerVariable;

  constructor({ groups, epsilon = 1e-5, ...rest }: GroupNormSettings) {
    super(rest);
    this.#groups = groups;
    this.#epsilon = epsilon;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
    const channels = shape[shape.length - 1];
    if (!channels || channels % this.#groups !== 0) {
      throw new NetworkError(
        'GROUP_NORM_CHANNELS',
        `Layer "${this.name}" cannot divide ${channels} channels into ${this.#groups} groups.`,
        'Choose a number of groups that divides the channels.',
      );
    }
    this.#gamma = this.addWeight('gamma', [channels], 'float32', tf.initializers.ones());
    this.#beta = this.addWeight('beta', [channels], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const channels = x.shape[x.shape.length - 1];
      const grouped = x.reshape([x.shape[0], -1, this.#groups, channels / this.#groups]);
      const { mean, variance } = tf.moments(grouped, [1, 3], true);
      const standardised = grouped.sub(mean).mul(variance.add(this.#epsilon).rsqrt()).reshape(x.shape);
      return standardised.mul(this.#gamma!.read()).add(this.#beta!.read());
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), groups: this.#groups, epsilon: this.#epsilon };
  }
}

tf.serialization.registerClass(GroupNormalization);
