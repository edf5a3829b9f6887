import type { Shape } from '../../engine/graph-types';

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
  /** Names of the layers whose outputs it reads. */
  readonly inputs: readonly string[];
  /** Shape of its output, −1 for the batch. */
  readonly shape: Shape;
}
