import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { memoryUse } from '../../../lib/src/engine/memory';
import { isAsymmetric } from '../../../lib/src/landscape/asymmetry';
import { measureNeighbourhood } from '../../../lib/src/paper/section-4/neighbours';
import { listRecords } from '../../../lib/src/records/records';
import { measureShifts } from '../../../lib/src/paper/section-4/shifts';
import { openSolution, snapshotsOf } from '../../../lib/src/paper/study/solutions';
import { recordsFolder } from '../../../lib/src/paper/study/study';
import { smallStudy, temporaryProject, trainLittle } from '../small-study';
import { settledMemory } from '../../memory';

test('differences of iterates are taken from their files, and leave nothing in memory', async () => {
  const small = smallStudy(temporaryProject(test), { section: '04' });
  const study = { ...small, scale: { ...small.scale, neighbourExamples: { train: 30, test: 20, batchNorm: 20 } } };
  await trainLittle(study, 1, { snapshots: true });
  const solution = await openSolution(study, { seed: 1, solution: 'sgd-after-swa' });
  const [first] = snapshotsOf(study, solution);
  copyFileSync(first.path, join(dirname(first.path), 'epoch-009.safetensors'));
  const { kinds } = await measureNeighbourhood(study, solution);
  const { result } = kinds.find(({ result: { kind } }) => kind === 'snapshots') ?? assert.fail();
  assert.equal(result.curves.length, 2);
  const before = await settledMemory();
  for (const path of listRecords(recordsFolder(study))) if (path.includes('/neighbours-snapshots')) rmSync(path);
  const again = await measureNeighbourhood(study, solution);
  assert.equal(again.kinds.at(-1)?.source, 'computed');
  assert.deepEqual(again.kinds.at(-1)?.result, result);
  assert.deepEqual({ tensors: memoryUse().tensors, graphs: memoryUse().graphs }, { tensors: before.tensors, graphs: before.graphs });
});

/** All curves on the same ones, so that they can be compared. */
const sameExamples = {
  figureExamples: { train: 30, test: 20 }, directionExamples: { train: 30, test: 20 }, neighbourExamples: { train: 30, test: 20, batchNorm: 20 },
};

test('the direction is the first draw that is asymmetric in section 3, from the same solution', async () => {
  const small = smallStudy(temporaryProject(test), { section: '04' });
  const study = { ...small, scale: { ...small.scale, controlDirections: 4, ...sameExamples } };
  await trainLittle(study, 1);
  const solution = await openSolution(study, { seed: 1, solution: 'sgd-after-swa' });
  const { direction, own } = await measureNeighbourhood(study, solution);
  const shifts = await measureShifts(study, [solution], ['uniform01']);
  const before = shifts.slice(0, direction.index).map(({ record }) => isAsymmetric(record.result.asymmetry));
  assert.ok(before.every((asymmetric) => !asymmetric));
  const { curve, asymmetry } = shifts[direction.index].record.result;
  assert.deepEqual(own.result.distances, curve.distances);
  const farthest = Math.max(...own.result.loss.map((loss, k) => Math.abs(loss - curve.train.loss[k])));
  assert.ok(farthest < 1e-3, `${farthest} nats from the curve of section 3, of which records keep 11 bits`);
  assert.ok(isAsymmetric(asymmetry) || direction.index === 0);
});
