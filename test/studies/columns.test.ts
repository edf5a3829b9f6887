import assert from 'node:assert/strict';
import test from 'node:test';
import { firstColumns } from '../../lib/src/studies/columns';

test('what has no room in a figure is left out, and said to be', () => {
  assert.deepEqual(firstColumns([1, 2, 3]), { shown: [1, 2, 3], note: '' });
  assert.deepEqual(firstColumns([1, 2, 3, 4]), { shown: [1, 2, 3], note: 'The first 3 of 4; the table has all.' });
});
