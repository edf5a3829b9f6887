import assert from 'node:assert/strict';
import test from 'node:test';
import { withGenerated } from '../../../lib/src/paper/report/generated';

const DOCUMENT = '# Title\n\n<!-- generated: claims -->\n<!-- end: claims -->\n\nkept $& $1\n<!-- generated: times -->\nold\n<!-- end: times -->\n';

test('parts are replaced between their markers, the rest is kept, and doing it again changes nothing', () => {
  const parts = { claims: '| a |\n$& $1', times: '5 s' };
  const once = withGenerated(DOCUMENT, parts);
  assert.equal(once, '# Title\n\n<!-- generated: claims -->\n\n| a |\n$& $1\n\n<!-- end: claims -->\n\nkept $& $1\n<!-- generated: times -->\n\n5 s\n\n<!-- end: times -->\n');
  assert.equal(withGenerated(once, parts), once);
});

test('a part without markers and markers without a part are refused', () => {
  assert.throws(() => withGenerated(DOCUMENT, { claims: '', times: '', figure: '' }), { code: 'PART_ABSENT', message: /generated: figure/ });
  assert.throws(() => withGenerated(DOCUMENT, { claims: '' }), { code: 'PART_UNKNOWN', message: /"times"/ });
});
