import { NetworkError } from '../base/errors';
import type { tf } from '../engine/tensorflow';
import { freeWhenUnreferenced } from '../engine/unreferenced';
import { compiledRunner } from './compiled/compiled-runner';
import { UncompilableError } from './compiled/uncompilable';
import { checkedVector } from './checked-vector';
import { checkCompiledLoss } from './compiled-with';
import { faithful } from './compare-runners';
import { guardedRunner } from './guarded-runner';
import { layersRunner } from './layers-runner';
import type { Loss, Runner } from './runner';
import { checkRunnerOptions, type RunnerOptions } from './runner-options';
import { checkTokens } from './tokens';
import { allVariables } from './variables';

/** Errors of a compiled model after which the model runs on plain TensorFlow.js instead. */
const UNFAITHFUL: readonly string[] = ['RUNNER_DIFFERS', 'GRAPH_REJECTED', 'GRAPH_FAILED'];

/**
 * Makes a runner for a model, starting from the model's weights and statistics. If the compiler does not support a layer, the
 * runner is of kind `layers` and its `reason` names the layer. The runner is checked on two random examples against the losses of
 * the model's own predictions. It measures cross-entropy; a model compiled with another loss is refused unless `loss` is given.
 * From then on the model is freed when nothing refers to it, to its layers or to its weights any more; `model.dispose()` frees it
 * sooner.
 *
 * @param options a dataset will do: its normalisation is used
 * @throws NetworkError MODEL_INVALID if it is not a model, MODEL_ENDS, OUTPUT_SHAPE, OUTPUT_PROBABILITIES, LOSS_MISMATCH,
 * LOSS_UNSUPPORTED, RUNNER_DIFFERS; UncompilableError if `kind` is `compiled` and the compiler does not support a layer; UsageError
 * OPTION_UNKNOWN, KIND_UNKNOWN, LOSS_UNKNOWN, WEIGHTS_NOT_FINITE, STATISTICS_NOT_FINITE, VARIANCE_NEGATIVE, TOKENS_NORMALISED
 */
export function createRunner(model: tf.LayersModel, options: RunnerOptions = {}): Runner {
  if (!Array.isArray((model as Partial<tf.LayersModel> | undefined)?.layers)) {
    throw new NetworkError(
      'MODEL_INVALID',
      'The given model has no layers.',
      'Give a tf.LayersModel; tf.loadLayersModel returns a promise of one: await it.',
    );
  }
  checkRunnerOptions(options);
  checkTokens(model, options.normalisation);
  const runner = guardedRunner(bareRunner(model, options));
  try {
    checkedVector(runner.getWeights(), 'weights', runner.layout);
    checkedVector(runner.getStatistics(), 'statistics', runner.statisticsLayout);
    if (options.loss === undefined) checkCompiledLoss(model, measuredLoss(model));
    freeWhenUnreferenced(allVariables(model));
    return runner;
  } catch (error) {
    runner.dispose();
    throw error;
  }
}

/** A runner, checked against the losses of the model's own predictions. */
function bareRunner(model: tf.LayersModel, { kind = 'auto', loss, normalisation }: RunnerOptions): Runner {
  const onLayers = (reason?: string): Runner => faithful(layersRunner(model, { loss, normalisation, reason }), loss);
  if (kind === 'layers') return onLayers();
  try {
    return faithful(compiledRunner(model, { loss, normalisation }), loss);
  } catch (error) {
    if (kind === 'compiled') throw error;
    if (error instanceof UncompilableError) return onLayers(error.reason);
    if (error instanceof NetworkError && UNFAITHFUL.includes(error.code))
      return onLayers(`The compiled model cannot be used: ${error.message}`);
    throw error;
  }
}

/** The default loss: binary cross-entropy for one logit, softmax cross-entropy for more. */
function measuredLoss(model: tf.LayersModel): Loss {
  return model.outputs[0].shape[1] === 1 ? 'binary-cross-entropy' : 'softmax-cross-entropy';
}
