import assert from 'node:assert/strict';
import test from 'node:test';
import { firstColumns, seedColumns } from '../../../lib/src/paper/study/columns';

test('what has no room in a figure is left out, and said to be', () => {
  assert.deepEqual(firstColumns([1, 2, 3, 4]), { shown: [1, 2, 3, 4], note: '' });
  assert.deepEqual(firstColumns([1, 2, 3, 4, 5]), { shown: [1, 2, 3, 4], note: 'The first 4 of 5; the table has all.' });
});

test('seeds stand side by side where there are several and all have room', () => {
  assert.equal(seedColumns([1, 2, 1, 2, 3, 4]), 4);
  assert.deepEqual([seedColumns([1, 1]), seedColumns([1, 2, 3, 4, 5])], [undefined, undefined]);
});
