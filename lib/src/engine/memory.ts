import { memoryUsage } from 'node:process';
import { binding } from './binding';
import { tf } from './tensorflow';

/** What TensorFlow and this process hold. */
export interface MemoryUse {
  /** Tensors that TensorFlow.js knows. */
  readonly tensors: number;
  /** Tensors that the native binding holds, those of TensorFlow.js among them. */
  readonly nativeTensors: number;
  /** Graphs that are loaded. */
  readonly graphs: number;
  /** Bytes of memory that the process occupies. */
  readonly residentBytes: number;
}

/** Counts tensors, graphs and bytes, for tests that nothing leaks and for `valleys doctor`. */
export function memoryUse(): MemoryUse {
  const native = binding();
  return {
    tensors: tf.memory().numTensors,
    nativeTensors: native.getNumOfTensors(),
    graphs: native.getNumOfSavedModels(),
    residentBytes: memoryUsage.rss(),
  };
}
