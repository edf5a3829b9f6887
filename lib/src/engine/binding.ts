import { spawnSync } from 'node:child_process';
import { tf } from './tensorflow';

/** Typed arrays that go into and come out of a graph: floats, integers, bytes (booleans come out as bytes). */
export type Values = Float32Array | Int32Array | Uint8Array;

/** What the library uses of TensorFlow.js's native binding. */
export interface Binding {
  createTensor(shape: number[], type: number, data: Values): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Values;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputs: number[], inputNames: string, outputNames: string): { readonly id: number }[];
  getNumOfSavedModels(): number;
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
  readonly TF_Version: string;
}

/** The native binding of the TensorFlow that is loaded. */
export function binding(): Binding {
  return (tf.backend() as unknown as { readonly binding: Binding }).binding;
}

/** The kind of device on which TensorFlow really computes, asked of TensorFlow. */
export function computingDevice(): 'CPU' | 'GPU' {
  return binding().isUsingGpuDevice() ? 'GPU' : 'CPU';
}

let gpu: string | undefined;

/** The first GPU as its driver names it, such as `NVIDIA H100 80GB HBM3`; undefined where TensorFlow computes on the processor. */
export function gpuName(): string | undefined {
  if (computingDevice() === 'CPU') return undefined;
  gpu ??= spawnSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader', '--id=0'], { encoding: 'utf8' }).stdout?.trim() || 'a GPU';
  return gpu;
}

/** The engine as provenance names it, such as `TensorFlow 2.21.0`, with the GPU that it computes on. */
export function engineVersion(): string {
  const device = gpuName();
  return `TensorFlow ${binding().TF_Version}${device === undefined ? '' : ` on ${device}`}`;
}
