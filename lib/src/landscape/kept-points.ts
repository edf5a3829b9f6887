import { join } from 'node:path';
import { CheckpointError } from '../base/errors';
import { listFolder, sha256 } from '../base/files';
import type { Split } from '../datasets/dataset';
import type { Runner } from '../networks/runner';
import { codeIdentity } from '../records/code-identity';
import { readTensors, type StoredTensor, writeTensors } from '../training/safetensors';
import type { CurveSettings, PointOptions } from './curve';
import { type CurvePoint, DEFAULT_BATCH_NORM, DEFAULT_BATCH_SIZE, evaluatePoint, type SplitPoint } from './evaluate-point';

const ENDING = '.safetensors';

/**
 * Keeps the points of a curve in files for `lossCurve` with `keep`: one file for each point, written as soon as the point is
 * measured. An interrupted curve then continues, and a wider or finer one measures only its new points.
 *
 * A hash names the subfolder of the points. It covers all that a point depends on: the model, its weights and statistics, the
 * direction, the examples, batch norm and the measuring code. So all curves can share `folder`, provided that equal examples are
 * normalised alike, which the hash does not cover.
 *
 * @returns the points already kept, and the function that keeps another
 * @throws FileError; CheckpointError POINT_FOREIGN for a file that is not a point of a curve; what `readTensors` throws
 */
export function keptPoints(folder: string, runner: Runner, settings: CurveSettings): Required<Pick<PointOptions, 'computed' | 'onPoint'>> {
  const own = join(folder, identityOf(runner, settings));
  const names = listFolder(own).filter((name) => name.endsWith(ENDING));
  return {
    computed: names.map((name) => readPoint(join(own, name))),
    onPoint: (point) => writePoint(join(own, `${point.distance}${ENDING}`), point),
  };
}

function identityOf(
  runner: Runner,
  { train, test, direction, batchNorm = DEFAULT_BATCH_NORM, batchNormExamples = train, batchSize = DEFAULT_BATCH_SIZE }: CurveSettings,
): string {
  const reestimated = batchNorm === 'reestimate' ? bytesOf(batchNormExamples) : [];
  const model = JSON.stringify(runner.model.toJSON(undefined, false));
  const arrays = [runner.getWeights(), runner.getStatistics(), direction, ...bytesOf(train), ...bytesOf(test), ...reestimated];
  const code = codeIdentity(__filename, evaluatePoint);
  return sha256(JSON.stringify([code, model, batchNorm, batchSize, arrays.map(({ length }) => length)]), ...arrays).slice(0, 16);
}

function bytesOf({ inputs, labels }: Split): Split['inputs' | 'labels'][] {
  return [inputs, labels];
}

function writePoint(path: string, { distance, train, test }: CurvePoint): void {
  const vector = ({ losses }: SplitPoint): StoredTensor => ({ shape: [losses.length], data: losses });
  const numbers = { distance, trainLoss: train.loss, trainAccuracy: train.accuracy, testLoss: test.loss, testAccuracy: test.accuracy };
  const metadata = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));
  writeTensors(path, { tensors: new Map([['train', vector(train)], ['test', vector(test)]]), metadata });
}

function readPoint(path: string): CurvePoint {
  const { tensors, metadata } = readTensors(path);
  const split = (name: 'train' | 'test'): SplitPoint => {
    const losses = tensors.get(name)?.data;
    const [loss, accuracy] = ['Loss', 'Accuracy'].map((what) => metadata[name + what]);
    if (!(losses instanceof Float32Array) || loss === undefined || accuracy === undefined) throw foreign(path);
    return { loss: Number(loss), accuracy: Number(accuracy), losses };
  };
  if (metadata.distance === undefined) throw foreign(path);
  return { distance: Number(metadata.distance), train: split('train'), test: split('test') };
}

function foreign(path: string): CheckpointError {
  return new CheckpointError('POINT_FOREIGN', `${path} is not a point of a curve.`, 'Remove it, and the point is measured again.');
}
