import * as v from 'valibot';
import { CheckpointError } from '../base/errors';
import { sha256 } from '../base/files';
import { readTensors, type StoredTensor, writeTensors } from './safetensors';
import type { TrainingState } from './state';
import { problemOf, storedIdentity, storedProgress } from './state-schema';

/** The inputs of a run, by part; a run is resumed only if all parts are equal. */
export type RunIdentity = Readonly<Record<string, string>>;

/** A training's state as stored in a file. */
export interface StoredState {
  readonly state: TrainingState;
  readonly identity: RunIdentity;
}

/** The numbers kept in JSON, which restores each double exactly. */
type Progress = Omit<TrainingState, 'weights' | 'momentum' | 'statistics' | 'average'> & { readonly averagedModels?: number };

/** The parts of a file that its checksum covers, in this order. */
const VECTORS = ['weights', 'momentum', 'statistics', 'average'] as const;

/** Writes a training's state: the vectors as tensors, the rest as JSON in the metadata. Atomic. @throws FileError */
export function saveState(path: string, state: TrainingState, identity: RunIdentity): void {
  const { weights, momentum, statistics, average, ...rest } = state;
  const vectors: Record<string, Float32Array> = { weights, momentum, statistics, ...(average && { average: average.weights }) };
  const progress: Progress = { ...rest, ...(average && { averagedModels: average.models }) };
  const tensors = new Map(Object.entries(vectors).map(([name, data]): [string, StoredTensor] => [name, { shape: [data.length], data }]));
  const metadata = { progress: JSON.stringify(progress), identity: JSON.stringify(identity) };
  writeTensors(path, { tensors, metadata: { ...metadata, checksum: checksumOf(metadata, tensors) } });
}

/**
 * Reads a state written by {@link saveState}, identical to the last bit, complete and finite. `checkState` checks that it fits a
 * recipe, a network and a dataset.
 *
 * @throws CheckpointError STATE_INVALID, and those of `readTensors`; FileError
 */
export function loadState(path: string): StoredState {
  const { tensors, metadata } = readTensors(path);
  // Earlier versions wrote none.
  if (metadata.checksum !== undefined && metadata.checksum !== checksumOf(metadata, tensors)) {
    throw invalid(path, 'it does not match its checksum: it was damaged or edited');
  }
  const vector = (name: (typeof VECTORS)[number]): Float32Array => {
    const data = tensors.get(name)?.data;
    if (!(data instanceof Float32Array)) throw invalid(path, `it has no ${name}`);
    if (!data.every(Number.isFinite)) throw invalid(path, `its ${name} are not all finite numbers`);
    return data;
  };
  const { averagedModels, ...progress } = parse(storedProgress, metadata.progress, 'progress', path);
  const average = averagedModels === undefined ? undefined : { weights: vector('average'), models: averagedModels };
  const vectors = { weights: vector('weights'), momentum: vector('momentum'), statistics: vector('statistics') };
  return { state: { ...progress, ...vectors, average }, identity: parse(storedIdentity, metadata.identity, 'identity', path) };
}

function checksumOf(
  { progress = '', identity = '' }: Readonly<Record<string, string>>,
  tensors: ReadonlyMap<string, StoredTensor>,
): string {
  const vectors = VECTORS.flatMap((name) => [name, tensors.get(name)?.data ?? '']);
  return sha256(JSON.stringify([progress, identity]), ...vectors);
}

function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  json: string | undefined,
  name: string,
  path: string,
): v.InferOutput<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(json ?? '');
  } catch {
    throw invalid(path, `its ${name} is missing`);
  }
  const problem = problemOf(schema, value);
  if (problem !== undefined) throw invalid(path, `in its ${name}, ${problem}`);
  return v.parse(schema, value);
}

/** The error for a state from which no run can continue. @param why such as `it has no weights` */
export function invalid(path: string, why: string): CheckpointError {
  return new CheckpointError(
    'STATE_INVALID',
    `${path} is not the state of a training: ${why}.`,
    'Restore it from a copy, or train again into another folder.',
  );
}
