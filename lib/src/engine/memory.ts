import { memoryUsage } from 'node:process';
import { binding } from './binding';
import { tf } from './tensorflow';

/** What TensorFlow and this process hold. */
export interface MemoryUse {
  /** Tensors that TensorFlow.js knows. */
  readonly tensors: number;
  /** Tensors in the native binding, those of TensorFlow.js included. */
  readonly nativeTensors: number;
  /** Loaded graphs. */
  readonly graphs: number;
  /** Resident memory of the process, in bytes. */
  readonly residentBytes: number;
}

/** Counts tensors, graphs and bytes, for leak tests and for `valleys doctor`. */
export function memoryUse(): MemoryUse {
  const native = binding();
  return {
    tensors: tf.memory().numTensors,
    nativeTensors: native.getNumOfTensors(),
    graphs: native.getNumOfSavedModels(),
    residentBytes: memoryUsage.rss(),
  };
}
