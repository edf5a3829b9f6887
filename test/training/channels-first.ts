import type { StoredTensor } from '../../lib/src/training/safetensors';

/** One example as PyTorch has it, channels first and without the batch; slow and plain, to compare with. */
export interface Features {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export type StateDict = ReadonlyMap<string, StoredTensor>;

/** What an image or series with channels last is in PyTorch. */
export function channelsFirst(shape: readonly number[], data: ArrayLike<number>): Features {
  const channels = shape[shape.length - 1];
  const spots = data.length / channels;
  return { shape: [channels, ...shape.slice(0, -1)], data: Array.from(data, (_, i) => data[(i % spots) * channels + Math.floor(i / spots)]) };
}

/** A convolution of any number of spatial axes, without padding, stride 1. */
export function convolution(state: StateDict, name: string, { shape, data }: Features): Features {
  const kernel = tensor(state, `${name}.weight`);
  const [outputs, inputs, ...window] = kernel.shape;
  const spots = shape.slice(1).map((size, axis) => size - window[axis] + 1);
  const values: number[] = [];
  for (let out = 0; out < outputs; out++) {
    for (const spot of indices(spots)) {
      let sum = state.get(`${name}.bias`)?.data[out] ?? 0;
      for (let channel = 0; channel < inputs; channel++) {
        for (const step of indices(window)) {
          const at = spot.map((place, axis) => place + step[axis]);
          sum += data[position(shape, [channel, ...at])] * kernel.data[position(kernel.shape, [out, channel, ...step])];
        }
      }
      values.push(sum);
    }
  }
  return { shape: [outputs, ...spots], data: values };
}

/** By the running statistics; ε as the stock layer of TensorFlow.js. */
export function batchNorm(state: StateDict, name: string, { shape, data }: Features): Features {
  const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map((own) => tensor(state, `${name}.${own}`).data);
  const spots = data.length / shape[0];
  const value = (x: number, c: number): number => ((x - mean[c]) / Math.sqrt(variance[c] + 1e-3)) * gamma[c] + beta[c];
  return { shape, data: data.map((x, i) => value(x, Math.floor(i / spots))) };
}

export function layerNorm(state: StateDict, name: string, { shape, data }: Features): Features {
  const [gamma, beta] = ['weight', 'bias'].map((own) => tensor(state, `${name}.${own}`).data);
  const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
  const variance = data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length;
  return { shape, data: data.map((x, i) => ((x - mean) / Math.sqrt(variance + 1e-3)) * gamma[i] + beta[i]) };
}

export function relu({ shape, data }: Features): Features {
  return { shape, data: data.map((x) => Math.max(x, 0)) };
}

export function flatten({ data }: Features): Features {
  return { shape: [data.length], data };
}

export function joined(...parts: readonly Features[]): Features {
  return flatten({ shape: [], data: parts.flatMap(({ data }) => data) });
}

export function linear(state: StateDict, name: string, { data }: Features): Features {
  const kernel = tensor(state, `${name}.weight`);
  const [outputs, inputs] = kernel.shape;
  const bias = state.get(`${name}.bias`)?.data;
  const row = (out: number): number => data.reduce((sum, x, i) => sum + x * kernel.data[out * inputs + i], bias?.[out] ?? 0);
  return { shape: [outputs], data: Array.from({ length: outputs }, (_, out) => row(out)) };
}

function tensor(state: StateDict, name: string): StoredTensor {
  const found = state.get(name);
  if (!found) throw new Error(`no tensor ${name} among ${[...state.keys()].join(', ')}`);
  return found;
}

function position(shape: readonly number[], index: readonly number[]): number {
  return index.reduce((at, i, axis) => at * shape[axis] + i, 0);
}

function indices(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>((found, size) => found.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])), [[]]);
}
