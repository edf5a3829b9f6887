import type { tf } from '../../engine/tensorflow';
import type { Shape } from '../../engine/graph-types';
import type { Loss } from '../runner';
import { foldNeighbours } from './fold';
import { UncompilableError } from './uncompilable';

/** The settings of TensorFlow.js layers that the compiler reads, as `layer.getConfig()` gives them. */
export interface LayerSettings {
  readonly kernelSize?: readonly number[];
  readonly strides?: readonly number[];
  readonly dilationRate?: readonly number[];
  readonly poolSize?: readonly number[];
  readonly padding?: string | readonly (readonly number[])[];
  readonly dataFormat?: string;
  readonly useBias?: boolean;
  readonly activation?: string;
  readonly axis?: number | readonly number[];
  readonly epsilon?: number;
  readonly center?: boolean;
  readonly scale?: boolean;
  readonly groups?: number;
  readonly maxValue?: number;
  readonly alpha?: number;
  readonly trainable?: boolean;
}

/** One layer of a model as the compiler sees it. */
export interface PlannedLayer {
  readonly name: string;
  readonly className: string;
  readonly settings: LayerSettings;
  /** Names of the layers whose outputs it takes. */
  readonly inputs: readonly string[];
  /** Shape of its output, −1 for the batch. */
  readonly shape: Shape;
}

/** A model as a list of layers, each after those it takes its input from. */
export interface NetworkPlan {
  readonly layers: readonly PlannedLayer[];
  /** Name of the layer whose output is the logits; a final softmax or sigmoid is left away. */
  readonly output: string;
  /** Shape of one example. */
  readonly inputShape: Shape;
  /** Number of logits. */
  readonly logits: number;
  readonly loss: Loss;
  /** Zero paddings by the name of the convolution that carries them out, and their names. */
  readonly paddings: ReadonlyMap<string, PlannedLayer>;
  /** Batch-norm layers by the name of the convolution that takes them in when running statistics are used. */
  readonly batchNorms: ReadonlyMap<string, PlannedLayer>;
}

/** The activations that a model may end in, each with the loss whose logits it turns into probabilities. */
export const FINAL_ACTIVATIONS: Readonly<Record<string, Loss>> = { softmax: 'softmax-cross-entropy', sigmoid: 'binary-cross-entropy' };

/**
 * Reads a model's layers in order of computation. One logit means binary cross-entropy unless `loss` says otherwise.
 *
 * @throws UncompilableError for several inputs or outputs, layers used twice, frozen weights, models as layers
 */
export function planNetwork(model: tf.LayersModel, loss?: Loss): NetworkPlan {
  if (model.inputs.length !== 1) throw new UncompilableError(`The model has ${model.inputs.length} inputs; the compiler takes one.`);
  if (model.outputs.length !== 1) throw new UncompilableError(`The model has ${model.outputs.length} outputs; the compiler takes one.`);
  const layers = orderedLayers(model.outputs[0]);
  const last = layers[layers.length - 1];
  const logits = last.shape[1];
  if (last.shape.length !== 2) throw new UncompilableError(`The output of layer "${last.name}" is not one row of logits per example.`);
  const wanted = loss ?? (logits === 1 ? 'binary-cross-entropy' : 'softmax-cross-entropy');
  const { output, without } = withoutFinalActivation(layers, wanted);
  if (wanted === 'binary-cross-entropy' && logits !== 1) {
    throw new UncompilableError(`Binary cross-entropy takes one logit, layer "${last.name}" gives ${logits}.`);
  }
  return { layers: without, output, inputShape: shapeOf(model.inputs[0]).slice(1), logits, loss: wanted, ...foldNeighbours(without, output) };
}

function orderedLayers(output: tf.SymbolicTensor): PlannedLayer[] {
  const found = new Map<string, { readonly planned: PlannedLayer; readonly tensor: tf.SymbolicTensor }>();
  const waiting: { tensor: tf.SymbolicTensor; expanded: boolean }[] = [{ tensor: output, expanded: false }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { tensor, expanded } = next;
    const layer = tensor.sourceLayer;
    const known = found.get(layer.name);
    if (known && known.tensor !== tensor) throw new UncompilableError(`Layer "${layer.name}" is used more than once (shared weights).`);
    if (known) continue;
    if (expanded) {
      found.set(layer.name, { planned: plannedLayer(tensor), tensor });
    } else {
      waiting.push({ tensor, expanded: true });
      for (const input of [...tensor.inputs].reverse()) waiting.push({ tensor: input, expanded: false });
    }
  }
  return [...found.values()].map(({ planned }) => planned);
}

function plannedLayer(tensor: tf.SymbolicTensor): PlannedLayer {
  const layer = tensor.sourceLayer;
  const settings = layer.getConfig() as LayerSettings;
  if (settings.trainable === false && layer.weights.length > 0) {
    throw new UncompilableError(`Layer "${layer.name}" is frozen (trainable: false).`);
  }
  return {
    name: layer.name,
    className: layer.getClassName(),
    settings,
    inputs: tensor.inputs.map((input) => input.sourceLayer.name),
    shape: shapeOf(tensor),
  };
}

/** The losses take logits, so a last softmax or sigmoid is left away, be it a layer or a setting of one. */
function withoutFinalActivation(layers: readonly PlannedLayer[], loss: Loss): { readonly output: string; readonly without: readonly PlannedLayer[] } {
  const last = layers[layers.length - 1];
  const activation = last.className === 'Softmax' ? 'softmax' : last.settings.activation;
  const belongsTo = activation === undefined ? undefined : FINAL_ACTIVATIONS[activation];
  if (belongsTo === undefined) return { output: last.name, without: layers };
  if (belongsTo !== loss) throw new UncompilableError(`Layer "${last.name}" ends in ${activation}, which does not go with ${loss}.`);
  const before = layers.slice(0, -1);
  if (last.className === 'Softmax' || last.className === 'Activation') return { output: last.inputs[0], without: before };
  return { output: last.name, without: [...before, { ...last, settings: { ...last.settings, activation: 'linear' } }] };
}

function shapeOf(tensor: tf.SymbolicTensor): Shape {
  const shape = tensor.shape.map((length, axis) => (axis === 0 ? -1 : length));
  if (shape.some((length) => length === null)) {
    throw new UncompilableError(`Layer "${tensor.sourceLayer.name}" has an axis of unknown length (${tensor.shape.join(', ')}).`);
  }
  return shape as number[];
}
