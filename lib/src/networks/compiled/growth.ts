import { sizeOf } from '../../engine/graph-types';
import type { WeightLayout } from '../layout';
import type { Normalise } from '../runner';
import { absoluteSum } from '../numbers';
import type { NetworkPlan } from './plan';
import type { PlannedLayer } from './planned-layer';

/** Layers whose numbers are at most as large as the sum of what they take in, times their weights. */
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

/** √n for as many numbers per channel as a batch may have. */
const NORMED_BY_BATCH = 1e4;

/**
 * A bound on how large the numbers in a network can become, in natural logarithms: if no input is larger than x, none in the network
 * is larger than (1 + x)·e^growth. Crude, and enough to know of a small network without a look that nothing overflows.
 */
export class Growth {
  readonly #layers: number;
  #weights = Infinity;
  #deviations = Infinity;
  #means = Infinity;

  constructor(private readonly plan: NetworkPlan, private readonly layout: WeightLayout, private readonly statisticsLayout: WeightLayout) {
    this.#layers = plan.layers.reduce((sum, layer) => sum + Math.log(factorOf(layer)), 0);
  }

  /** Absent: they are no longer known. */
  setWeights(weights?: Float32Array): void {
    this.#weights = weights ? this.layout.entries.reduce((sum, { offset, size }) => sum + sumOf(weights, offset, size), 0) : Infinity;
  }

  /** Absent: they are no longer known. */
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

/** ln(1 + Σ|w|): what a tensor of weights can make of a number, be it a factor or a term. */
function sumOf(values: Float32Array, offset: number, size: number): number {
  return Math.log1p(absoluteSum(values.subarray(offset, offset + size)));
}

/** By how much a layer can make numbers larger, its weights aside. */
function factorOf({ className, inputs, settings, shape }: PlannedLayer): number {
  if (className === 'LayerNormalization' || className === 'GroupNormalization') return Math.sqrt(sizeOf(shape.slice(1)));
  if (!LINEAR.includes(className)) return Infinity;
  // Activations at most double a number, but for a leaky ReLU with a steep slope.
  return 2 * Math.max(1, inputs.length, Math.abs(settings.alpha ?? 1));
}
