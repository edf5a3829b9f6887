import { tf } from './tensorflow';

/** TensorFlow.js's notes on each operation while it records a computation to differentiate. */
interface Tape {
  readonly gradientDepth: number;
  activeTape: readonly { readonly saved?: readonly tf.Tensor[] }[] | null;
}

/**
 * Frees the tensors that TensorFlow.js kept for a gradient that failed; TensorFlow.js frees them only if the gradient succeeds.
 * Does nothing within a computation that is itself being differentiated.
 */
export function releaseFailedGradient(): void {
  const { state } = tf.engine() as unknown as { readonly state: Tape };
  if (state.gradientDepth > 0 || !state.activeTape) return;
  for (const { saved } of state.activeTape) tf.dispose(saved ? [...saved] : []);
  state.activeTape = null;
}
