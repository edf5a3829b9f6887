import { CheckpointError } from '../base/errors';
import { readTensors, type StoredTensor, writeTensors } from './safetensors';
import type { TrainingState } from './state';

/** What a run was started with, part by part; a run is resumed only if all parts are equal. */
export type RunIdentity = Readonly<Record<string, string>>;

/** A training's state as kept in a file. */
export interface StoredState {
  readonly state: TrainingState;
  readonly identity: RunIdentity;
}

/** The numbers that JSON holds: it gives back each double exactly. */
type Progress = Omit<TrainingState, 'weights' | 'momentum' | 'statistics' | 'average'> & { readonly averagedModels?: number };

/** Writes a training's state: the vectors as tensors, the rest as JSON in the metadata. Atomic. @throws FileError */
export function saveState(path: string, state: TrainingState, identity: RunIdentity): void {
  const { weights, momentum, statistics, average, ...rest } = state;
  const vectors: Record<string, Float32Array> = { weights, momentum, statistics, ...(average && { average: average.weights }) };
  const progress: Progress = { ...rest, ...(average && { averagedModels: average.models }) };
  const tensors = new Map(Object.entries(vectors).map(([name, data]): [string, StoredTensor] => [name, { shape: [data.length], data }]));
  writeTensors(path, { tensors, metadata: { progress: JSON.stringify(progress), identity: JSON.stringify(identity) } });
}

/**
 * Reads what {@link saveState} wrote, the same to the last bit.
 *
 * @throws CheckpointError STATE_INVALID, and those of `readTensors`; FileError
 */
export function loadState(path: string): StoredState {
  const { tensors, metadata } = readTensors(path);
  const vector = (name: string): Float32Array => {
    const data = tensors.get(name)?.data;
    if (!(data instanceof Float32Array)) throw invalid(path);
    return data;
  };
  const { averagedModels, ...progress } = parse<Progress>(metadata.progress, path);
  const average = averagedModels === undefined ? undefined : { weights: vector('average'), models: averagedModels };
  const vectors = { weights: vector('weights'), momentum: vector('momentum'), statistics: vector('statistics') };
  return { state: { ...progress, ...vectors, average }, identity: parse<RunIdentity>(metadata.identity, path) };
}

function parse<T>(json: string | undefined, path: string): T {
  try {
    return JSON.parse(json ?? '') as T;
  } catch {
    throw invalid(path);
  }
}

function invalid(path: string): CheckpointError {
  return new CheckpointError('STATE_INVALID', `${path} is not the state of a training.`, 'Train again into another folder.');
}
