import { spawnSync } from 'node:child_process';
import { tf } from './tensorflow';

/** Typed arrays that go into and come out of a graph: floats, integers, bytes (booleans come out as bytes). */
export type Values = Float32Array | Int32Array | Uint8Array;

/** The part of TensorFlow.js's native binding that the library uses. */
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

/** The kind of device on which TensorFlow computes, as TensorFlow reports it. */
export function computingDevice(): 'CPU' | 'GPU' {
  return binding().isUsingGpuDevice() ? 'GPU' : 'CPU';
}

let gpu: string | undefined;

/** The first GPU by its driver's name, such as `NVIDIA H100 80GB HBM3`; undefined if TensorFlow computes on the CPU. */
export function gpuName(): string | undefined {
  if (computingDevice() === 'CPU') return undefined;
  gpu ??= spawnSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader', '--id=0'], { encoding: 'utf8' }).stdout?.trim() || 'a GPU';
  return gpu;
}

/** The engine's name in provenance, such as `TensorFlow 2.21.0`, followed by its GPU if it has one. */
export function engineVersion(): string {
  const device = gpuName();
  return `TensorFlow ${binding().TF_Version}${device === undefined ? '' : ` on ${device}`}`;
}
