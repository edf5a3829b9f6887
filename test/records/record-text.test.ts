import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseRecordText, recordText } from '../../lib/src/records/record-text';

/** Texts that stand for numbers in a record are refused, see below. */
const text = fc.string().filter((one) => !['NaN', 'Infinity', '-Infinity'].includes(one));

/** Plain data as measurements give it; a field may be absent, never undefined. */
const plain = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.boolean(), fc.double(), fc.constant(null), text,
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

test('what would come back as something else is refused by name, wherever it lies', () => {
  class Curve {}
  const foreign: readonly (readonly [unknown, RegExp])[] = [
    [new Map([[1, 2]]), /a Map/], [Float64Array.of(1), /a Float64Array/], [new Date(0), /a Date/], [Buffer.from('x'), /a Buffer/], [new Curve(), /a Curve/],
    [new Number(1), /a Number/], [(): number => 1, /a function/], [{ toJSON: () => 1 }, /a function/], [Symbol('x'), /a symbol/], [{ [Symbol('x')]: 1 }, /a symbol/], [1n, /a bigint/],
    ['NaN', /the text "NaN"/], ['Infinity', /the text "Infinity"/], ['-Infinity', /the text "-Infinity"/], [{ 'float32-base64': 'AACAPw==' }, /a text named float32-base64, a name reserved/], [{ 'float16-base64': 'AAA=' }, /a text named float16-base64, a name reserved/],
  ];
  for (const [value, what] of foreign) {
    for (const holder of [value, [value], { deep: value }, { deep: [{ deeper: value }] }]) assert.throws(() => recordText(holder), { code: 'RECORD_NOT_PLAIN', message: what });
  }
  for (const list of [[undefined], [1, , 2], { deep: [undefined] }]) assert.throws(() => recordText(list), { code: 'RECORD_NOT_PLAIN', message: /undefined/ });
  assert.throws(() => recordText(undefined), { code: 'RECORD_NOT_PLAIN' });
  assert.throws(() => recordText({ when: new Date(0) }), { message: /\(at "when"\)/ });
});

test('a field that is undefined stays absent', () => {
  assert.equal(recordText({ a: undefined, b: [{ c: undefined }] }), '{"b":[{}]}');
});

test('what holds itself is no record', () => {
  const itself: Record<string, unknown> = { loss: 1 };
  itself.again = itself;
  assert.throws(() => recordText(itself), { code: 'RECORD_NOT_PLAIN' });
});
