import { tf } from './tensorflow';

/** What TensorFlow.js notes of each operation while it records a computation that is to be differentiated. */
interface Tape {
  readonly gradientDepth: number;
  activeTape: readonly { readonly saved?: readonly tf.Tensor[] }[] | null;
}

/**
 * Frees what TensorFlow.js kept for a gradient that it could not finish: it frees that only if the gradient succeeds. Does
 * nothing within a computation that is itself being differentiated.
 */
export function releaseFailedGradient(): void {
  const { state } = tf.engine() as unknown as { readonly state: Tape };
  if (state.gradientDepth > 0 || !state.activeTape) return;
  for (const { saved } of state.activeTape) tf.dispose(saved ? [...saved] : []);
  state.activeTape = null;
}
