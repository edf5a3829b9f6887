import assert from 'node:assert/strict';
import test from 'node:test';
import { pairsOf } from '../../../lib/src/paper/study/pairs';
import { solutionScoreRows } from '../../../lib/src/paper/section-3/tables';
import { layerNormRows } from '../../../lib/src/paper/section-6-3/tables';
import { section3 } from 'asymmetric-valleys/paper';

test('two lists go together only if they are of one length', () => {
  assert.deepEqual(pairsOf('letters and numbers', ['a', 'b'], [1, 2]), [['a', 1], ['b', 2]]);
  assert.throws(() => pairsOf('letters and numbers', ['a'], []), { code: 'LISTS_UNEQUAL', message: /letters and numbers 1 and 0/ });
  for (const table of [solutionScoreRows, layerNormRows]) {
    assert.deepEqual(table([], []), []);
    assert.throws(() => table([], [{}] as never), { code: 'LISTS_UNEQUAL' });
  }
});

test('a study cannot both compute anew and only read', async () => {
  const study = { fresh: true, recordsOnly: true } as never;
  await assert.rejects(section3.measure.networks(study), (error: { code?: string }) => error.code !== undefined);
});
