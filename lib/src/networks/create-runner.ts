import { NetworkError } from '../base/errors';
import type { tf } from '../engine/tensorflow';
import { type CompileOptions, compiledRunner } from './compiled/compiled-runner';
import { UncompilableError } from './compiled/uncompilable';
import { guardedRunner } from './guarded-runner';
import { layersRunner } from './layers-runner';
import type { Runner } from './runner';

/** How a runner is made. */
export interface RunnerOptions extends CompileOptions {
  /** `auto` (the default): `compiled` if the compiler knows all layers of the model, otherwise `layers`. */
  readonly kind?: 'auto' | 'compiled' | 'layers';
}

/**
 * Makes a runner for a model, starting from the model's weights and statistics. Where the compiler does not know a
 * layer, the runner is of kind `layers` and its `reason` names the layer.
 *
 * @param options a dataset will do: its normalisation is taken
 * @throws NetworkError MODEL_INVALID if it is no model, MODEL_ENDS, OUTPUT_SHAPE, LOSS_MISMATCH; UncompilableError if `kind` is
 * `compiled` and the compiler does not know a layer
 */
export function createRunner(model: tf.LayersModel, { kind = 'auto', ...options }: RunnerOptions = {}): Runner {
  if (!Array.isArray((model as Partial<tf.LayersModel> | undefined)?.layers)) {
    throw new NetworkError('MODEL_INVALID', 'What was given as a model has no layers.', 'Give a tf.LayersModel; tf.loadLayersModel gives a promise of one: await it.');
  }
  if (kind === 'layers') return guardedRunner(layersRunner(model, options));
  try {
    return guardedRunner(compiledRunner(model, options));
  } catch (error) {
    if (kind === 'compiled' || !(error instanceof UncompilableError)) throw error;
    return guardedRunner(layersRunner(model, { ...options, reason: error.reason }));
  }
}
