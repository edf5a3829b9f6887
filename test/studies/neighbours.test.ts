import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { memoryUse } from '../../lib/src/engine/memory';
import { measureNeighbourhood } from '../../lib/src/studies/neighbours';
import { listRecords } from '../../lib/src/studies/records';
import { openSolution, snapshotsOf } from '../../lib/src/studies/solutions';
import { recordsFolder } from '../../lib/src/studies/study';
import { smallStudy, temporaryProject, trainLittle } from './small-study';

test('differences of iterates are taken from their files, and leave nothing in memory', async () => {
  const small = smallStudy(temporaryProject(test), { section: '04' });
  const study = { ...small, scale: { ...small.scale, shiftExamples: { train: 30, test: 20, batchNorm: 20 } } };
  await trainLittle(study, 1, { snapshots: true });
  const solution = await openSolution(study, { seed: 1, solution: 'sgd-after-swa' });
  const [first] = snapshotsOf(study, solution);
  copyFileSync(first.path, join(dirname(first.path), 'epoch-009.safetensors'));
  const { kinds } = await measureNeighbourhood(study, solution);
  const { result } = kinds.find(({ result: { kind } }) => kind === 'snapshots') ?? assert.fail();
  assert.equal(result.curves.length, 2);
  const before = memoryUse();
  for (const path of listRecords(recordsFolder(study))) if (path.includes('/neighbours-snapshots')) rmSync(path);
  const again = await measureNeighbourhood(study, solution);
  assert.equal(again.kinds.at(-1)?.source, 'computed');
  assert.deepEqual(again.kinds.at(-1)?.result, result);
  assert.deepEqual({ tensors: memoryUse().tensors, graphs: memoryUse().graphs }, { tensors: before.tensors, graphs: before.graphs });
});
