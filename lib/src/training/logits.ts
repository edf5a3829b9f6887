import { breathe, type RunOptions } from '../base/progress';
import { sequentialBatches } from '../datasets/batches';
import type { Normalisation, Split } from '../datasets/dataset';
import { tf } from '../engine/tensorflow';
import { measureOf } from '../networks/final-activation';
import { holding } from '../networks/hold';
import { layersPasses } from '../networks/layers-forward';
import { modelNodes } from '../networks/model-graph';
import { pieceSize } from '../networks/pieces';
import { normalised } from '../networks/layers-runner';
import type { Runner } from '../networks/runner';

/**
 * What the network says of every class of every example, before softmax or sigmoid: `logits[i · classes + k]` of class k for
 * example i. At the runner's present weights, batch norm with its running statistics; by plain TensorFlow.js, whichever the runner
 * is. Copies the weights into the model, and holds the runner meanwhile.
 *
 * @param normalisation for byte images
 * @throws UsageError NORMALISATION_MISSING; InterruptedError when `signal` is aborted
 */
export async function logitsOf(
  runner: Runner,
  split: Split,
  normalisation: Normalisation | undefined,
  { signal, onProgress }: RunOptions = {},
): Promise<Float32Array> {
  const { model } = runner;
  const nodes = modelNodes(model);
  const { forward } = layersPasses(model, measureOf(nodes));
  const size = Math.min(split.count, pieceSize(nodes.map(({ tensor }) => tensor.shape)));
  return holding(runner, async () => {
    runner.writeToModel();
    const logits = new Float32Array(split.count * (model.outputs[0].shape[1] as number));
    let done = 0;
    for (const { inputs, size: examples, shape } of sequentialBatches(split, size)) {
      await breathe(signal);
      const values = inputs instanceof Uint8Array ? normalised(inputs, normalisation) : inputs;
      const found = tf.tidy(() => forward(tf.tensor(values, [examples, ...shape]), 'running').logits);
      logits.set(found.dataSync(), (logits.length / split.count) * done);
      found.dispose();
      done += examples;
      onProgress?.({ label: 'logits', done, total: split.count });
    }
    return logits;
  }, { signal, moves: 'nothing' });
}
