import type { Types } from '../../lib/src/contracts/check';
import type { Expected } from '../../lib/src/contracts/contract';
import { tf } from '../../lib/src/engine/tensorflow';
import { generator } from '../../lib/src/base/random';
import { storeBy } from '../../lib/src/records/store';
import { recipe } from '../../lib/src/training/recipes';

/** Numbers that would not do as 1. */
const NUMBERS: Readonly<Record<string, number>> = { momentum: 0.5, points: 5, blocks: 2, shifts: 2, classes: 2, origin: 0 };

const nothing = (): undefined => undefined;
const OPAQUE: Readonly<Record<string, () => unknown>> = {
  LayersModel: () => tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] }),
  Runner: () => ({ getWeights: nothing, setWeights: nothing, evaluate: nothing, layout: {} }),
  AbortSignal: () => new AbortController().signal,
  Generator: () => generator(1, 'sample'),
  Tensor: () => ({ dataSync: nothing, shape: [] }),
  Map: () => new Map(),
  ReadonlyMap: () => new Map(),
  Set: () => new Set(),
  ReadonlySet: () => new Set(),
};

/** Objects whose fields have to go with one another. */
const TOGETHER: Readonly<Record<string, () => unknown>> = {
  Recipe: () => recipe('smoke'),
  GradientBounds: () => ({ flat: [1, 1], sharp: [-4, -4] }),
  Split: () => ({ inputs: Float32Array.of(1, 2), labels: Uint8Array.of(0, 1), count: 2, shape: [1] }),
  Store: () => storeBy(nothing as never),
  Batch: () => ({ inputs: Float32Array.of(1, 2), labels: Uint8Array.of(0, 1), size: 2, shape: [1] }),
};

/** What is put right in an object whose fields were made one by one. */
const FITTED: Readonly<Record<string, (made: Record<string, unknown>) => unknown>> = {
  WeightLayout: (made) => ({ ...made, entries: [{ ...(made.entries as object[])[0], shape: [1], offset: 0, size: 1 }], size: 1 }),
  LossLine: (made) => ({ ...made, curve: { ...(made.curve as object), losses: { train: [Float32Array.of(1)], test: [Float32Array.of(1)] } } }),
};

/** Something of the expected kind, with nothing that may be left out; `name` is that of the argument or field. */
export function sample(types: Types, expected: Expected, name: string): unknown {
  switch (expected.kind) {
    case 'any':
    case 'nothing': return undefined;
    case 'boolean': return false;
    case 'number': return NUMBERS[name] ?? 1;
    case 'text': return 'text';
    case 'function': return nothing;
    case 'choice': return expected.values[0];
    case 'array': return [1];
    case 'list': return (expected.of.kind === 'boolean' ? [0] : [0, 1]).map(() => sample(types, expected.of, name));
    case 'tuple': return expected.of.map((part) => sample(types, part, name));
    case 'union': return sample(types, expected.of.find(({ kind }) => kind !== 'nothing') ?? { kind: 'nothing' }, name);
    case 'opaque': return OPAQUE[expected.name]?.() ?? [];
    case 'ref': {
      if (Object.hasOwn(TOGETHER, expected.name)) return TOGETHER[expected.name]();
      const needed = Object.entries(types[expected.name].fields).filter(([, { optional }]) => !optional);
      const made = Object.fromEntries(needed.map(([key, { type }]) => [key, sample(types, type, key)]));
      return FITTED[expected.name]?.(made) ?? made;
    }
  }
}
