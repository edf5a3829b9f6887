import { NetworkError } from '../base/errors';
import type { Batch } from '../datasets/dataset';
import { checkValuesPerChannel } from './batch-norm-values';
import { checkedBatch, checkNormalise } from './checked-batch';
import { checkedStep } from './checked-step';
import { checkedVector } from './checked-vector';
import { assertFree } from './hold';
import type { Normalise, Runner } from './runner';
import { rememberCore } from './runner-core';

/**
 * Wraps a runner with checks. Converts vectors, batches and steps if nothing is lost, and refuses wrong ones with a code. Also
 * refuses callers who do not hold a runner that is held, and every call after `dispose`. A refused call changes nothing.
 */
export function guardedRunner(inner: Runner): Runner {
  let disposed = false;
  /** Before every call: whether any call is allowed. */
  const open = (): Runner => {
    if (disposed) throw new NetworkError('DISPOSED', 'This runner has been disposed of.', 'Create a new one with createRunner.');
    assertFree(guarded);
    return inner;
  };
  const { kind, reason, model, layout, statisticsLayout } = inner;
  const read = (given: Batch, normalise: Normalise): Batch => {
    checkNormalise(normalise);
    const batch = checkedBatch(given);
    if (normalise === 'batch') checkValuesPerChannel(model, batch.size);
    return batch;
  };
  const guarded: Runner = {
    kind,
    reason,
    model,
    layout,
    statisticsLayout,
    getWeights: () => open().getWeights(),
    setWeights: (weights) => open().setWeights(checkedVector(weights, 'weights', layout)),
    getMomentum: () => open().getMomentum(),
    setMomentum: (momentum) => open().setMomentum(checkedVector(momentum, 'momentum', layout)),
    getStatistics: () => open().getStatistics(),
    setStatistics: (statistics) => open().setStatistics(checkedVector(statistics, 'statistics', statisticsLayout)),
    train: (batch, step) => open().train(read(batch, 'batch'), checkedStep(step)),
    evaluate: (batch, normalise) => open().evaluate(read(batch, normalise), normalise),
    batchStatistics: (batch) => open().batchStatistics(read(batch, 'batch')),
    gradient: (batch, normalise) => open().gradient(read(batch, normalise), normalise),
    writeToModel: () => open().writeToModel(),
    dispose: () => {
      disposed = true;
      inner.dispose();
    },
    [Symbol.dispose]: () => guarded.dispose(),
  };
  rememberCore(guarded, { runner: inner, isDisposed: () => disposed });
  return guarded;
}
