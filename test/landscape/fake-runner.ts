import type { Batch, Split } from '../../lib/src/datasets/dataset';
import type { Normalise, Runner } from '../../lib/src/networks/runner';

/**
 * A runner without a network: example x has the loss (⟨w, x⟩ − m)² + 0.1·Σ|w|, where m is the running statistic, or the
 * batch's own in mode `batch`; the batch's statistic is its mean of ⟨w, x⟩. Everything can be computed by hand.
 */
export function fakeRunner(start: readonly number[], statistic = 0.5): Runner & { readonly calls: { evaluate: number } } {
  let weights = Float32Array.from(start);
  let statistics = Float32Array.of(statistic);
  const calls = { evaluate: 0 };
  const unused = (): never => {
    throw new Error('not part of a loss curve');
  };
  const projections = ({ inputs, size }: Batch): number[] =>
    Array.from({ length: size }, (_, i) => weights.reduce((sum, w, j) => sum + w * inputs[i * weights.length + j], 0));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const entry = { name: 'fc.kernel', layer: 'fc', shape: [start.length, 1], offset: 0, size: start.length, role: 'kernel' } as const;
  return {
    kind: 'layers',
    calls,
    model: undefined as unknown as Runner['model'],
    layout: { entries: [entry], size: start.length },
    statisticsLayout: { entries: [{ ...entry, name: 'bn.moving_mean', shape: [1], size: 1, role: 'other' }], size: 1 },
    getWeights: () => weights.slice(),
    setWeights: (next) => void (weights = next.slice()),
    getMomentum: unused,
    setMomentum: unused,
    getStatistics: () => statistics.slice(),
    setStatistics: (next) => void (statistics = next.slice()),
    train: unused,
    evaluate: (batch: Batch, normalise: Normalise) => {
      calls.evaluate++;
      const values = projections(batch);
      const centre = normalise === 'batch' ? mean(values) : statistics[0];
      const size = weights.reduce((sum, w) => sum + Math.abs(w), 0);
      const losses = Float32Array.from(values, (value) => (value - centre) ** 2 + 0.1 * size);
      return { losses, correct: Uint8Array.from(values, (value, i) => Number(value > 0 === batch.labels[i] > 0)) };
    },
    batchStatistics: (batch) => Float32Array.of(mean(projections(batch))),
    gradient: unused,
    writeToModel: unused,
    dispose: unused,
    [Symbol.dispose]: unused,
  };
}

/** Examples for {@link fakeRunner}: `count` vectors of `length` numbers. */
export function fakeSplit(count: number, length: number, value: (example: number, coordinate: number) => number): Split {
  const inputs = Float32Array.from({ length: count * length }, (_, i) => value(Math.floor(i / length), i % length));
  return { inputs, labels: Uint8Array.from({ length: count }, (_, i) => i % 2), count, shape: [length] };
}

/**
 * A runner whose loss is any function of the flat weights and of an example's first number. It has no batch norm, and
 * counts every example as correct whose loss is below 1.
 */
export function functionRunner(start: readonly number[], loss: (weights: Float32Array, example: number) => number): Runner {
  const fake = fakeRunner(start);
  return {
    ...fake,
    statisticsLayout: { entries: [], size: 0 },
    evaluate: ({ inputs, size, shape }: Batch) => {
      const weights = fake.getWeights();
      const losses = Float32Array.from({ length: size }, (_, i) => loss(weights, inputs[i * shape[0]]));
      return { losses, correct: Uint8Array.from(losses, (value) => Number(value < 1)) };
    },
    gradient: ({ inputs, size, shape }: Batch) => {
      const weights = fake.getWeights();
      const at = (w: Float32Array): number => Array.from({ length: size }, (_, i) => loss(w, inputs[i * shape[0]])).reduce((sum, value) => sum + value, 0) / size;
      const step = 2 ** -6;
      const gradient = weights.map((_, j) => (at(weights.map((w, i) => w + (i === j ? step : 0))) - at(weights.map((w, i) => w - (i === j ? step : 0)))) / (2 * step));
      return { loss: at(weights), gradient };
    },
  };
}
