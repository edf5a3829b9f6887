import assert from 'node:assert/strict';
import test from 'node:test';
import { toMarkdown } from '../../lib/src/figures';
import { markdownTable } from '../../lib/src/notebook/table';

test('text that is markup in Markdown is escaped, our tags stay', () => {
  assert.equal(toMarkdown('c* > 2 | a_b <script> [x] `y` <b>bold</b> 10<sup>3</sup>'), 'c\\* > 2 \\| a\\_b \\<script> \\[x\\] \\`y\\` <b>bold</b> 10<sup>3</sup>');
});

test('columns of numbers are aligned to the right, absent cells are dashes', () => {
  const table = markdownTable([{ name: 'a|b', loss: 0.123456, note: null }, { name: 'c', loss: undefined, note: 'x' }]);
  assert.equal(table, '| name | loss | note |\n| :--- | ---: | :--- |\n| a\\|b | 0.1235 | – |\n| c | – | x |');
  assert.throws(() => markdownTable([]), { code: 'TABLE_EMPTY' });
});
