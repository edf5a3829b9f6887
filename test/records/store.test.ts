import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { keep } from '../../lib/src/records/keep';
import { openStore } from '../../lib/src/records/store';

test('a result is computed once, kept in the folder of its own, and renewed when asked to', async (t) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'valleys-store-')), 'mine');
  t.after(() => rmSync(join(folder, '..'), { recursive: true }));
  let runs = 0;
  const compute = (): Promise<{ loss: number }> => Promise.resolve({ loss: ++runs });
  const first = await keep(openStore(folder), 'loss', { epochs: 3 }, compute);
  const again = await keep(openStore(folder, { recordsOnly: true }), 'loss', { epochs: 3 }, compute);
  const fresh = await keep(openStore(folder, { fresh: true }), 'loss', { epochs: 3 }, compute);
  assert.deepEqual([first, again, fresh].map(({ result: { loss }, source }) => [loss, source]), [[1, 'computed'], [1, 'record'], [2, 'computed']]);
  assert.deepEqual(readdirSync(folder).length, 1);
  await assert.rejects(keep(openStore(folder, { recordsOnly: true }), 'loss', { epochs: 4 }, compute), { code: 'RECORD_ABSENT' });
  assert.equal(runs, 2);
});

test('a name that leads elsewhere is refused, and so is what contradicts itself', () => {
  for (const name of ['', '..', '../data/records', 'a/../../b', 'a b', './mine']) {
    assert.throws(() => openStore(name), { code: 'STORE_NAME_INVALID' }, name);
  }
  assert.throws(() => openStore('mine', { fresh: true, recordsOnly: true }), { code: 'STORE_CONTRADICTORY' });
  assert.ok(!existsSync('runs/mine'));
});
