import assert from 'node:assert/strict';
import test from 'node:test';
import { keep } from '../../lib/src/records/keep';
import { storeOf } from '../../lib/src/paper/study/study';
import { smallStudy, temporaryProject } from '../paper/small-study';

const study = smallStudy(temporaryProject(test), { section: '08' });

test('a result is computed once for the same inputs, again for others, and says where it comes from', async () => {
  let computed = 0;
  const compute = async (): Promise<{ loss: number }> => Promise.resolve({ loss: ++computed });
  const first = await keep(storeOf(study), 'mine/loss', { epochs: 3 }, compute);
  const again = await keep(storeOf(study), 'mine/loss', { epochs: 3 }, compute);
  const other = await keep(storeOf(study), 'mine/loss', { epochs: 4 }, compute);
  assert.deepEqual([first.result.loss, again.result.loss, other.result.loss], [1, 1, 2]);
  assert.deepEqual([first.source, again.source, other.source], ['computed', 'record', 'computed']);
  assert.equal(first.name, '08/mine/loss');
  await assert.rejects(keep(storeOf({ ...study, recordsOnly: true }), 'mine/loss', { epochs: 5 }, compute), { code: 'RECORD_ABSENT' });
});
