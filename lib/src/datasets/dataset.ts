/** Class numbers from 0 on, in the smallest kind of array that holds them. */
export type Labels = Uint8Array | Uint16Array | Int32Array;

/** Examples in their original form: bytes for images, floats for anything else. Bytes are never copied to floats. */
export interface Split {
  /** `count × size(shape)` values, example by example; images are row by row, channels last. */
  readonly inputs: Uint8Array | Float32Array;
  /** Class of each example, 0 … classes − 1. */
  readonly labels: Labels;
  readonly count: number;
  /** Shape of one example, such as [32, 32, 3]. */
  readonly shape: readonly number[];
}

/** Constants per channel: the network sees a byte b as (b/255 − mean) / deviation. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** A training and a test split, with the facts needed to use and cite them. */
export interface Dataset {
  /** `cifar10`, `cifar100`, `synthetic`, or the user's own name. */
  readonly name: string;
  readonly classes: readonly string[];
  readonly train: Split;
  readonly test: Split;
  /** For byte inputs; absent for float inputs, which are used as they are. */
  readonly normalisation?: Normalisation;
  /**
   * SHA-256 over all inputs, all labels and a normalisation given to `arrayDataset`, hexadecimal: the dataset's identity in records
   * and checkpoints.
   */
  readonly fingerprint: string;
  /** A remark for readers of a result, such as that the images are not the official bytes. */
  readonly note?: string;
}

/** Some examples, in the order in which the network sees them. */
export interface Batch {
  /** `size × size(shape)` values; bytes are normalised by the runner. */
  readonly inputs: Uint8Array | Float32Array;
  readonly labels: Labels;
  readonly size: number;
  readonly shape: readonly number[];
}
