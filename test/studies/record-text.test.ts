import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseRecordText, recordText } from '../../lib/src/studies/record-text';

/** Plain data as measurements give it; a field may be absent, never undefined. */
const plain = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.boolean(), fc.double(), fc.constant(null), fc.string().filter((text) => !/^(NaN|-?Infinity)$/.test(text)),
    fc.float32Array(), fc.array(tie('value')), fc.dictionary(fc.string().filter((key) => key !== '__proto__' && key !== 'float32-base64'), tie('value'), { noNullPrototype: true })),
})).value;

test('what is written comes back: numbers that are not finite, flat weights, lists and objects', () => {
  // JSON has one zero only.
  const withoutMinus = (value: unknown): unknown => JSON.parse(recordText(value));
  fc.assert(fc.property(plain, (value) => {
    const back = parseRecordText(recordText(value));
    assert.deepEqual(withoutMinus(back), withoutMinus(value));
    assert.equal(recordText(back), recordText(value));
  }));
  const { weights, rest } = parseRecordText(recordText({ weights: Float32Array.of(1.5, NaN, -0), rest: [NaN, -Infinity] })) as { weights: Float32Array; rest: number[] };
  assert.deepEqual([weights, rest], [Float32Array.of(1.5, NaN, -0), [NaN, -Infinity]]);
});

test('weights that are a part of a larger array are written alone', () => {
  const part = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
  assert.deepEqual(parseRecordText(recordText(part)), Float32Array.of(2, 3));
});

test('equal objects have equal texts, whatever the order of their keys', () => {
  assert.equal(recordText({ b: 1, a: { d: 2, c: 3 } }), recordText({ a: { c: 3, d: 2 }, b: 1 }));
});

test('what would come back as something else is refused by name', () => {
  for (const [value, name] of [[new Map([[1, 2]]), 'Map'], [Float64Array.of(1), 'Float64Array']] as const) {
    assert.throws(() => recordText({ deep: [value] }), { code: 'RECORD_NOT_PLAIN', message: new RegExp(name) });
  }
});
