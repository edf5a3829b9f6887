import { sha256 } from '../base/files';
import type { Dataset } from '../datasets/dataset';
import type { Runner } from '../networks/runner';
import { readVariables, statisticsVariables, trainableVariables } from '../networks/variables';
import { fit, type FitOptions, type Fitted } from '../training/fit';
import { setSolution } from '../training/solution';
import { codeIdentity } from './code-identity';
import type { Recorded } from './records';
import type { Store } from './store';

/**
 * Keeps a training: runs `fit` from the model's own weights, wherever the runner is, or reads the record of the same training: same
 * data, model, initial weights and options. Either way the runner ends at the last of the three solutions. `keep` cannot do this:
 * with `at` it leaves the runner where it is, but a training that is read has to move it to where it ended.
 *
 * For models of up to some ten thousand weights: a record contains three copies of all weights. Keep larger trainings in
 * checkpoints (`saveCheckpoint`).
 *
 * @param name of the record: letters, digits, dots, dashes and slashes
 * @throws as `fit`; RecordError as `keep`
 */
export async function keepFit(
  store: Store,
  name: string,
  runner: Runner,
  dataset: Dataset,
  options: FitOptions,
): Promise<Recorded<Fitted>> {
  const { signal, onProgress, ...settings } = options;
  const { model } = runner;
  const start = { weights: readVariables(trainableVariables(model)), statistics: readVariables(statisticsVariables(model)) };
  const inputs = {
    data: dataset.fingerprint,
    model: JSON.stringify(model.toJSON(undefined, false)),
    start: sha256(start.weights, start.statistics).slice(0, 16),
    ...settings,
  };
  const kept = await store.record({ name, inputs, code: codeIdentity(__filename, fit) }, () => {
    setSolution(runner, start);
    return fit(runner, dataset, { ...settings, signal, onProgress });
  });
  setSolution(runner, kept.result.solutions['sgd-after-swa']);
  return kept;
}
