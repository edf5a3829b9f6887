import { tf } from '../engine/tensorflow';
import { type Call, firstOf } from './norm-calls';

/**
 * The largest value over all positions, with the gradient at one of them. TensorFlow.js gives the whole gradient to every position
 * that holds the largest value, and after overlapping windows several always do. Undefined for other layers.
 */
export function poolAtOnePlace(layer: tf.layers.Layer): Call | undefined {
  if (!['GlobalMaxPooling1D', 'GlobalMaxPooling2D'].includes(layer.getClassName())) return undefined;
  const { dataFormat } = layer as { readonly dataFormat?: string };
  return (inputs) =>
    tf.tidy(() => {
      const x = firstOf(inputs);
      const last = dataFormat === 'channelsFirst' ? tf.transpose(x, [0, 2, 3, 1]) : x;
      return largest(last.reshape([x.shape[0], -1, last.shape[last.rank - 1]]) as tf.Tensor3D);
    });
}

/** The largest of [batch, places, channels] over the places. */
function largest(x: tf.Tensor3D): tf.Tensor {
  const pooled = tf.customGrad((values, save) => {
    const given = values as tf.Tensor3D;
    (save as tf.GradSaveFunc)([given]);
    return {
      value: tf.max(given, 1),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [kept] = saved;
        const place = tf.oneHot(tf.argMax(kept, 1) as tf.Tensor2D, kept.shape[1] as number);
        return tf.transpose(place.mul(dy.expandDims(2)), [0, 2, 1]);
      },
    };
  });
  return pooled(x);
}
