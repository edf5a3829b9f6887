import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { escapeHtml, numberText, toHtml, toPlain } from '../../lib/src/figures';

test('only the allowed tags survive; everything else shows as it was written', () => {
  assert.equal(toHtml('<i>c</i> > 2, L<sub>0</sub><br>'), '<i>c</i> &gt; 2, L<sub>0</sub><br>');
  assert.equal(toHtml('<script>alert("1")</script><b onclick="x">'), '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&lt;b onclick=&quot;x&quot;&gt;');
});

test('whatever text comes, no other element comes out', () => {
  const pieces = fc.constantFrom('<', '>', '"', "'", '&', '/', 'b', 'img', ' onerror=', 'script', '<i>', '</i>', '<br>', 'x', '=');
  fc.assert(fc.property(fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')), (text) => {
    const body = new JSDOM(`<body>${toHtml(text)}</body>`).window.document.body;
    for (const element of body.querySelectorAll('*')) {
      assert.match(element.localName, /^(b|i|sub|sup|br)$/);
      assert.equal(element.attributes.length, 0);
    }
  }), { numRuns: 40 });
});

test('escaped text reads back as itself', () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const cleaned = text.replace(/[\0\r]/g, '');
    const element = new JSDOM('').window.document.createElement('p');
    element.innerHTML = escapeHtml(cleaned);
    assert.equal(element.textContent, cleaned);
  }), { numRuns: 20 });
});

test('plain text keeps indices and powers', () => {
  assert.equal(toPlain('<i>L</i><sub>0</sub> < 10<sup>−3</sup><br>end'), 'L_0 < 10^−3 end');
});

test('numbers: three digits, a real minus sign, powers of ten only for the very large and small', () => {
  assert.deepEqual([0, 1.2345, -0.5, 1234.5, 0.0123, 1e-5, -2.5e7, Infinity, NaN].map((value) => numberText(value)), [
    '0', '1.23', '−0.5', '1230', '0.0123', '1.00·10<sup>−5</sup>', '−2.50·10<sup>7</sup>', '∞', 'not a number',
  ]);
});
