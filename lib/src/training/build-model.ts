import { tf } from '../engine/tensorflow';
import type { Config } from './keras-topology';

type Topology = Parameters<typeof tf.models.modelFromJSON>[0];

/** The part of TensorFlow.js's state used here. */
interface EngineState {
  readonly registeredVariables: Readonly<Record<string, tf.Variable>>;
  readonly activeScope: { readonly track: readonly tf.Tensor[] };
}

/**
 * Builds a model from its description and sets its weights. If either fails, it frees everything made so far.
 *
 * @param fill sets every weight; until then all are 0, since most initialisers take far longer than reading the weights
 * @throws any error of TensorFlow.js or `fill`
 */
export async function buildModel(topology: Config, fill: (model: tf.LayersModel) => void): Promise<tf.LayersModel> {
  // TensorFlow.js builds the whole model before it returns its promise, so nobody else makes tensors meanwhile.
  const { building, made } = noting(() =>
    withoutInitialisers(() => tf.models.modelFromJSON({ modelTopology: topology } as unknown as Topology)),
  );
  try {
    const model = await building;
    fill(model);
    return model;
  } catch (error) {
    for (const tensor of made) if (!tensor.isDisposed) tensor.dispose();
    throw error;
  }
}

/** The result of `build`, and all tensors and variables made for it. */
function noting<T>(build: () => T): { readonly building: T; readonly made: readonly tf.Tensor[] } {
  const engine = tf.engine();
  const state = engine.state as unknown as EngineState;
  const before = new Set(Object.values(state.registeredVariables));
  let tensors: readonly tf.Tensor[] = [];
  engine.startScope();
  try {
    const building = build();
    tensors = [...state.activeScope.track];
    const variables = Object.values(state.registeredVariables).filter((variable) => !before.has(variable));
    return { building, made: [...tensors, ...variables] };
  } finally {
    engine.endScope(tensors as tf.Tensor[]);
  }
}

/** The flag that TensorFlow.js sets in each layer that it builds for `tf.loadLayersModel`; no public option sets it. */
const FLAG = 'fastWeightInitDuringBuild';

function withoutInitialisers<T>(build: () => T): T {
  const layer = tf.layers.Layer.prototype;
  Object.defineProperty(layer, FLAG, { configurable: true, get: () => true, set: () => undefined });
  try {
    return build();
  } finally {
    Reflect.deleteProperty(layer, FLAG);
  }
}
