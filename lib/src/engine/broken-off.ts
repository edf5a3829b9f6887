import { tf } from './tensorflow';

/** What TensorFlow.js keeps of the operations, gradients and scopes that it is in the middle of. */
interface Unfinished {
  kernelDepth: number;
  gradientDepth: number;
  activeTape: unknown;
  readonly scopeStack: readonly unknown[];
}

/**
 * Tells TensorFlow.js that nothing is going on, after code was broken off in the middle, where no `finally` is run: it would
 * take every later operation for a part of the one that was broken off, and give no gradients. Frees the tensors of open scopes.
 */
export function forgetBrokenOff(): void {
  const engine = tf.engine();
  const state = engine.state as unknown as Unfinished;
  while (state.scopeStack.length > 0) engine.endScope();
  state.kernelDepth = 0;
  state.gradientDepth = 0;
  state.activeTape = null;
}
