import { sizeOf } from '../../engine/graph-types';
import type { WeightLayout } from '../layout';
import type { Normalise } from '../runner';
import { absoluteSum } from '../numbers';
import type { NetworkPlan } from './plan';
import type { PlannedLayer } from './planned-layer';

/** Layers whose outputs are at most as large as the sum of their inputs, times their weights. */
const LINEAR: readonly string[] = [
  'InputLayer',
  'Activation',
  'Add',
  'AveragePooling2D',
  'BatchNormalization',
  'Concatenate',
  'Conv2D',
  'Dense',
  'DepthwiseConv2D',
  'Dropout',
  'ELU',
  'Flatten',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling2D',
  'LeakyReLU',
  'MaxPooling2D',
  'ReLU',
  'Reshape',
  'ZeroPadding2D',
];

/** √n for the largest number n of values per channel that a batch may have. */
const NORMED_BY_BATCH = 1e4;

/**
 * A bound on the numbers in a network, in natural logarithms: if no input is larger than x, no number in the network is larger than
 * (1 + x)·e^growth. The bound is crude, but enough to know that a small network cannot overflow.
 */
export class Growth {
  readonly #layers: number;
  #weights = Infinity;
  #deviations = Infinity;
  #means = Infinity;

  constructor(private readonly plan: NetworkPlan, private readonly layout: WeightLayout, private readonly statisticsLayout: WeightLayout) {
    this.#layers = plan.layers.reduce((sum, layer) => sum + Math.log(factorOf(layer)), 0);
  }

  /** Absent: the weights are no longer known. */
  setWeights(weights?: Float32Array): void {
    this.#weights = weights ? this.layout.entries.reduce((sum, { offset, size }) => sum + sumOf(weights, offset, size), 0) : Infinity;
  }

  /** Absent: the statistics are no longer known. */
  setStatistics(statistics?: Float32Array): void {
    [this.#means, this.#deviations] = statistics ? [0, 0] : [Infinity, Infinity];
    if (!statistics) return;
    for (const { name, layer, offset, size } of this.statisticsLayout.entries) {
      if (name.endsWith('.moving_mean')) this.#means += sumOf(statistics, offset, size);
      else
        this.#deviations += Math.max(
          0,
          -0.5 * Math.log(statistics.subarray(offset, offset + size).reduce((a, b) => Math.min(a, b)) + this.#epsilon(layer)),
        );
    }
  }

  of(normalise: Normalise): number {
    if (normalise === 'running') return this.#weights + this.#layers + this.#means + this.#deviations;
    return this.#weights + this.#layers + (this.statisticsLayout.entries.length / 2) * Math.log(NORMED_BY_BATCH);
  }

  #epsilon(name: string): number {
    return this.plan.layers.find((layer) => layer.name === name)?.settings.epsilon ?? 1e-3;
  }
}

/** ln(1 + Σ|w|): the most by which a tensor of weights can enlarge a number, as a factor or as a term. */
function sumOf(values: Float32Array, offset: number, size: number): number {
  return Math.log1p(absoluteSum(values.subarray(offset, offset + size)));
}

/** The factor by which a layer can enlarge numbers, without its weights. */
function factorOf({ className, inputs, settings, shape }: PlannedLayer): number {
  if (className === 'LayerNormalization' || className === 'GroupNormalization') return Math.sqrt(sizeOf(shape.slice(1)));
  if (!LINEAR.includes(className)) return Infinity;
  // Activations at most double a number, except for a leaky ReLU with a steep slope.
  return 2 * Math.max(1, inputs.length, Math.abs(settings.alpha ?? 1));
}
