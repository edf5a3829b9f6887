import { tf } from './tensorflow';

/** The operations, gradients and scopes that TensorFlow.js counts as in progress. */
interface Unfinished {
  kernelDepth: number;
  gradientDepth: number;
  activeTape: unknown;
  readonly scopeStack: readonly unknown[];
}

/**
 * Resets TensorFlow.js after code was broken off in the middle, without its `finally` blocks. Otherwise TensorFlow.js would count
 * every later operation as a part of the broken-off one, and give no gradients. Frees the tensors of open scopes.
 */
export function forgetBrokenOff(): void {
  const engine = tf.engine();
  const state = engine.state as unknown as Unfinished;
  while (state.scopeStack.length > 0) engine.endScope();
  state.kernelDepth = 0;
  state.gradientDepth = 0;
  state.activeTape = null;
}
