import assert from 'node:assert/strict';
import test from 'node:test';
import { toMarkdown } from '../../lib/src/figures';
import { claimRows } from '../../lib/src/paper/claims/claims';
import { markdownTable } from '../../lib/src/notebook/table';

test('text that is markup in Markdown is escaped, our tags stay', () => {
  assert.equal(toMarkdown('c* > 2 | a_b <script> [x] `y` <b>bold</b> 10<sup>3</sup>'), 'c\\* > 2 \\| a\\_b \\<script> \\[x\\] \\`y\\` <b>bold</b> 10<sup>3</sup>');
});

test('columns of numbers are aligned to the right, absent cells are dashes', () => {
  const table = markdownTable([{ name: 'a|b', loss: 0.123456, note: null }, { name: 'c', loss: undefined, note: 'x' }]);
  assert.equal(table, '| name | loss | note |\n| :--- | ---: | :--- |\n| a\\|b | 0.1235 | – |\n| c | – | x |');
  assert.throws(() => markdownTable([]), { code: 'TABLE_EMPTY' });
});

test('a claim is one row with its verdict and what it rests on', () => {
  const claim = { id: 'C9', section: '9.1', statement: 'S.', paper: 'p', measured: 'm', verdict: 'undecided', why: 'w', provenance: 'r' } as const;
  assert.deepEqual(claimRows([claim]), [{ claim: '<b>C9</b> (§ 9.1)', statement: 'S.', paper: 'p', 'measured here': 'm', verdict: '<b>? undecided</b>', 'rests on': 'r' }]);
});
