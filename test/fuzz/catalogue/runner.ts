import type { Batch, Runner } from 'asymmetric-valleys';
import type { Call } from '../calls';
import type { Fixtures } from '../fixtures';

/** Valid calls of a runner's methods. */
type Methods = { readonly [Name in keyof Runner as Runner[Name] extends (...args: never[]) => unknown ? Name : never]?: (f: Fixtures) =>
  Runner[Name] extends (...all: infer All) => unknown ? All : never };

const batch = (f: Fixtures): Batch => f.asGiven(f.av.take(f.train, [0, 1, 2, 3, 4]));

const METHODS: Methods = {
  getWeights: () => [],
  setWeights: (f) => [f.weights],
  getMomentum: () => [],
  setMomentum: (f) => [f.direction],
  getStatistics: () => [],
  setStatistics: (f) => [f.runner.getStatistics()],
  train: (f) => [batch(f), { learningRate: 0.1, momentum: 0.9, weightDecay: 1e-4 }],
  evaluate: (f) => [batch(f), 'running'],
  batchStatistics: (f) => [batch(f)],
  gradient: (f) => [batch(f), 'running'],
  writeToModel: () => [],
};

/** Calls a method, looks at what the runner holds then, and puts back what it held before. */
function invokeMethod(f: Fixtures, name: string, given: readonly unknown[]): unknown {
  const before = f.av.presentSolution(f.runner);
  const momentum = f.runner.getMomentum();
  try {
    const method = f.runner[name as keyof Runner] as (...all: readonly unknown[]) => unknown;
    const result = method.call(f.runner, ...given);
    return [result, f.runner.getWeights(), f.runner.getMomentum(), f.runner.getStatistics()];
  } finally {
    f.av.setSolution(f.runner, before);
    f.runner.setMomentum(momentum);
  }
}

/** What a runner does itself. */
export const RUNNER_CALLS: readonly Call[] = Object.entries(METHODS).map(([name, args]) => ({
  name: `runner.${name}`, args, moves: name === 'train', invoke: (f, given) => invokeMethod(f, name, given),
}));
