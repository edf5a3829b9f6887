import type { PlannedLayer } from './planned-layer';

const CONVOLUTIONS: readonly string[] = ['Conv2D', 'DepthwiseConv2D'];

/** Layers that a neighbouring convolution computes. */
export interface Folds {
  readonly paddings: ReadonlyMap<string, PlannedLayer>;
  readonly batchNorms: ReadonlyMap<string, PlannedLayer>;
}

/**
 * Finds zero paddings read only by a convolution without padding of its own, and batch norms that alone read a convolution without
 * activation: the convolution computes both at no cost. Keyed by the convolution's name.
 */
export function foldNeighbours(layers: readonly PlannedLayer[], output: string): Folds {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const paddings = new Map<string, PlannedLayer>();
  const batchNorms = new Map<string, PlannedLayer>();
  const onlyReader = (layer: PlannedLayer): boolean =>
    layer.name !== output && layers.filter((other) => other.inputs.includes(layer.name)).length === 1;
  for (const layer of layers) {
    const before = byName.get(layer.inputs[0]);
    if (before === undefined || !onlyReader(before)) continue;
    if (before.className === 'ZeroPadding2D' && CONVOLUTIONS.includes(layer.className) && layer.settings.padding === 'valid') {
      paddings.set(layer.name, before);
    }
    if (CONVOLUTIONS.includes(before.className) && before.settings.activation === 'linear' && layer.className === 'BatchNormalization') {
      batchNorms.set(before.name, layer);
    }
  }
  return { paddings, batchNorms };
}
