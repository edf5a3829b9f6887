import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { CheckpointError } from '../../lib/src/base/errors';
import { decodeTensors, encodeTensors, readTensors, type StoredTensor, writeTensors } from '../../lib/src/training/safetensors';

/** A file in the format, written without the library: header as given, then bytes. */
function rawFile(header: unknown, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, data]);
}

function oneTensor(dtype: string, shape: readonly number[], data: ArrayBufferView): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return rawFile({ x: { dtype, shape, data_offsets: [0, bytes.length] } }, bytes);
}

const decode = (bytes: Uint8Array): StoredTensor => decodeTensors(bytes, 'file').tensors.get('x') as StoredTensor;

const tensor = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }).chain((shape) => {
  const size = shape.reduce((a, b) => a * b, 1);
  const floats = fc.float32Array({ minLength: size, maxLength: size });
  const integers = fc.int32Array({ minLength: size, maxLength: size });
  return fc.oneof(floats, integers).map((data): StoredTensor => ({ shape, data }));
});
// A tensor may have any name but that of the metadata.
const name = fc.string({ unit: 'binary' }).filter((text) => text !== '__metadata__');

test('what is written is read again: any shapes, names, numbers and metadata', () => {
  fc.assert(fc.property(fc.dictionary(name, tensor, { noNullPrototype: true }), fc.dictionary(name, fc.string({ unit: 'binary' }), { noNullPrototype: true }), (tensors, metadata) => {
    const file = { tensors: new Map(Object.entries(tensors)), metadata };
    const read = decodeTensors(encodeTensors(file), 'file');
    assert.deepEqual(new Map([...read.tensors].sort()), new Map([...file.tensors].sort()));
    assert.deepEqual(read.metadata, metadata);
  }));
});

test('the bytes are those that the format describes', () => {
  const bytes = Buffer.from(encodeTensors({ tensors: new Map([['w', { shape: [2], data: Float32Array.of(1, -2) }]]), metadata: { a: 'b' } }));
  const length = Number(bytes.readBigUInt64LE());
  assert.equal(length % 8, 0);
  assert.deepEqual(JSON.parse(bytes.subarray(8, 8 + length).toString()), { __metadata__: { a: 'b' }, w: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } });
  assert.deepEqual([bytes.readFloatLE(8 + length), bytes.readFloatLE(12 + length), bytes.length], [1, -2, 16 + length]);
});

test('other number formats become float32 and int32', () => {
  assert.deepEqual(decode(oneTensor('F64', [2], Float64Array.of(0.5, 1e-3))).data, Float32Array.of(0.5, 1e-3));
  // 1, −2, the largest, the smallest subnormal, ∞, NaN.
  const halves = decode(oneTensor('F16', [6], Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x7e00)));
  assert.deepEqual(halves.data, Float32Array.of(1, -2, 65504, 2 ** -24, Infinity, NaN));
  assert.deepEqual(decode(oneTensor('BF16', [3], Uint16Array.of(0x3f80, 0xc040, 0x7f80))).data, Float32Array.of(1, -3, Infinity));
  assert.deepEqual(decode(oneTensor('I64', [], BigInt64Array.of(-7n))), { shape: [], data: Int32Array.of(-7) });
});

test('short floats and integers are exact', () => {
  // 0, 1, −2, the largest, the smallest, NaN: see the OCP specification of 8-bit floats.
  assert.deepEqual(decode(oneTensor('F8_E4M3', [6], Uint8Array.of(0x00, 0x38, 0xc0, 0x7e, 0x01, 0x7f))).data, Float32Array.of(0, 1, -2, 448, 2 ** -9, NaN));
  assert.deepEqual(decode(oneTensor('F8_E5M2', [6], Uint8Array.of(0x00, 0x3c, 0xc0, 0x7b, 0x01, 0x7c))).data, Float32Array.of(0, 1, -2, 57344, 2 ** -16, Infinity));
  const integers: readonly [string, ArrayBufferView, number[]][] = [
    ['I8', Int8Array.of(-128, 127), [-128, 127]], ['U8', Uint8Array.of(0, 255), [0, 255]], ['I16', Int16Array.of(-32768, 32767), [-32768, 32767]],
    ['U16', Uint16Array.of(0, 65535), [0, 65535]], ['U32', Uint32Array.of(0, 2 ** 31 - 1), [0, 2 ** 31 - 1]], ['U64', BigUint64Array.of(0n, 9n), [0, 9]],
  ];
  for (const [dtype, data, expected] of integers) assert.deepEqual(decode(oneTensor(dtype, [2], data)).data, Int32Array.from(expected), dtype);
});

test('numbers need not lie at a multiple of their size', () => {
  const bytes = rawFile('{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} ', new Uint8Array(Float32Array.of(2.5).buffer));
  for (const shift of [0, 1, 2, 3]) {
    const moved = new Uint8Array(bytes.length + shift).subarray(shift);
    moved.set(bytes);
    assert.deepEqual(decode(moved).data, Float32Array.of(2.5));
  }
});

test('a file cut short anywhere is refused as such', () => {
  const whole = encodeTensors({ tensors: new Map([['w', { shape: [3], data: Float32Array.of(1, 2, 3) }]]), metadata: { a: 'b' } });
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => decodeTensors(whole.subarray(0, length), 'half.safetensors'), { name: 'CheckpointError', code: 'CHECKPOINT_TRUNCATED', message: /half\.safetensors/ });
  }
});

const FOUR = new Uint8Array(4);
const x = (changes: object): Uint8Array => rawFile({ x: { dtype: 'F32', shape: [1], data_offsets: [0, 4], ...changes } }, FOUR);
function withHeaderLength(length: bigint): Uint8Array {
  const bytes = Buffer.from(x({}));
  bytes.writeBigUInt64LE(length);
  return bytes;
}

const REFUSED: Readonly<Record<string, readonly [Uint8Array, string]>> = {
  'another format': [Buffer.from('PK\u0003\u0004 a zip archive, such as PyTorch writes'), 'CHECKPOINT_FORMAT'],
  'a header that is no JSON': [rawFile('{"x": '), 'CHECKPOINT_FORMAT'],
  'a header that is no UTF-8': [Buffer.concat([Buffer.from([3, 0, 0, 0, 0, 0, 0, 0]), Buffer.from([0x7b, 0xff, 0x7d])]), 'CHECKPOINT_FORMAT'],
  'a tensor that is null': [rawFile({ x: null }), 'CHECKPOINT_FORMAT'],
  'no dtype': [x({ dtype: undefined }), 'CHECKPOINT_FORMAT'],
  'an unknown dtype': [x({ dtype: 'C64' }), 'CHECKPOINT_NUMBERS'],
  'packed numbers': [x({ dtype: 'F4' }), 'CHECKPOINT_NUMBERS'],
  'a dtype from the prototype': [x({ dtype: 'toString' }), 'CHECKPOINT_NUMBERS'],
  'an integer out of range': [oneTensor('I64', [1], BigInt64Array.of(2n ** 40n)), 'CHECKPOINT_NUMBERS'],
  'a double out of range': [oneTensor('F64', [1], Float64Array.of(1e300)), 'CHECKPOINT_NUMBERS'],
  'a header of 2⁶³ bytes': [withHeaderLength(2n ** 63n), 'CHECKPOINT_FORMAT'],
  'a header of −1 bytes': [withHeaderLength(2n ** 64n - 1n), 'CHECKPOINT_FORMAT'],
  'a header as long as the file': [withHeaderLength(BigInt(x({}).length)), 'CHECKPOINT_TRUNCATED'],
  'a name given twice': [rawFile('{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\\u0078":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', FOUR), 'CHECKPOINT_FORMAT'],
  'a shape given twice': [rawFile('{"x":{"dtype":"F32","shape":[2],"shape":[1],"data_offsets":[0,4]}}', FOUR), 'CHECKPOINT_FORMAT'],
  'a shape whose product overflows': [x({ shape: [2 ** 52, 2 ** 52, 2 ** 52] }), 'CHECKPOINT_FORMAT'],
  'a shape of a broken number': [x({ shape: [0.5, 2] }), 'CHECKPOINT_FORMAT'],
  'offsets beyond the end': [x({ shape: [2 ** 40], data_offsets: [0, 2 ** 42] }), 'CHECKPOINT_TRUNCATED'],
  'a negative offset': [x({ data_offsets: [-4, 0] }), 'CHECKPOINT_FORMAT'],
  'one offset': [x({ data_offsets: [0] }), 'CHECKPOINT_FORMAT'],
  'no multiple of a number': [rawFile({ x: { dtype: 'F32', shape: [1], data_offsets: [0, 3] } }, new Uint8Array(3)), 'CHECKPOINT_FORMAT'],
  'metadata that are a list': [rawFile({ __metadata__: ['a'] }), 'CHECKPOINT_FORMAT'],
  'metadata of the prototype': [rawFile('{"__metadata__":{"__proto__":{"network":"net"}}}'), 'CHECKPOINT_FORMAT'],
  'a negative shape': [x({ shape: [-1] }), 'CHECKPOINT_FORMAT'],
  'a shape that is no list': [x({ shape: 1 }), 'CHECKPOINT_FORMAT'],
  'a shape of another size': [x({ shape: [2] }), 'CHECKPOINT_FORMAT'],
  'offsets reversed': [x({ data_offsets: [4, 0] }), 'CHECKPOINT_FORMAT'],
  'a gap before the first tensor': [x({ data_offsets: [1, 5] }), 'CHECKPOINT_FORMAT'],
  'tensors that overlap': [rawFile({ x: { dtype: 'F32', shape: [1], data_offsets: [0, 4] }, y: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, FOUR), 'CHECKPOINT_FORMAT'],
  'bytes that belong to no tensor': [rawFile({ x: { dtype: 'F32', shape: [0], data_offsets: [0, 0] } }, FOUR), 'CHECKPOINT_FORMAT'],
  'metadata that are not strings': [rawFile({ __metadata__: { epoch: 3 } }), 'CHECKPOINT_FORMAT'],
};

for (const [what, [bytes, code]] of Object.entries(REFUSED)) {
  test(`refused: ${what}`, () => {
    assert.throws(() => decodeTensors(bytes, 'bad.safetensors'), (error) => error instanceof CheckpointError && error.code === code && error.message.includes('bad.safetensors'));
  });
}

/** The error of decoding, which has to be one of ours that names the file; undefined if the bytes are taken. */
function refusal(bytes: Uint8Array): CheckpointError | undefined {
  try {
    decodeTensors(bytes, 'some.safetensors');
    return undefined;
  } catch (error) {
    assert.ok(error instanceof CheckpointError, String(error));
    assert.ok(error.message.includes('some.safetensors') && error.remedy.length > 0);
    return error;
  }
}

const files = fc.dictionary(name, tensor, { noNullPrototype: true, maxKeys: 4 }).map((tensors) => ({ tensors: new Map(Object.entries(tensors)), metadata: {} }));

test('any file cut short anywhere is refused', () => {
  fc.assert(fc.property(files, (file) => {
    const whole = encodeTensors(file);
    for (let length = 0; length < whole.length; length++) assert.ok(refusal(whole.subarray(0, length)), `${length} of ${whole.length} bytes`);
  }), { numRuns: 30 });
});

test('a file with any byte changed is refused, or has the same bytes of numbers', () => {
  fc.assert(fc.property(files, fc.nat(), fc.integer({ min: 1, max: 255 }), (file, where, change) => {
    const bytes = encodeTensors(file);
    const headerEnd = 8 + Number(Buffer.from(bytes).readBigUInt64LE());
    // The numbers have no redundancy: a change there is another number.
    bytes[where % headerEnd] ^= change;
    if (refusal(bytes)) return;
    const total = [...decodeTensors(bytes, 'file').tensors.values()].reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    assert.ok(total <= bytes.length - headerEnd);
  }), { numRuns: 2000 });
});

test('any bytes, and any header, are refused or read, at once', () => {
  const value = fc.oneof(fc.integer({ min: -2, max: 9 }), fc.constantFrom(null, 1e300, 2 ** 53, -0, '4', 'F32', [], [0, 4], [1, [2]], {}), fc.double());
  const entry = fc.oneof(value, fc.record({ dtype: fc.oneof(fc.constantFrom('F32', 'F64', 'I64', 'BF16', 'U8', '__proto__', 'constructor'), value), shape: fc.oneof(value, fc.array(value)), data_offsets: fc.oneof(value, fc.tuple(value, value)) }, { requiredKeys: [] }));
  const header = fc.dictionary(fc.oneof(name, fc.constantFrom('__metadata__', '__proto__', 'constructor')), entry, { noNullPrototype: true, maxKeys: 3 });
  fc.assert(fc.property(header, fc.uint8Array({ maxLength: 40 }), (json, data) => { refusal(rawFile(json, data)); }), { numRuns: 1000 });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => { refusal(bytes); }));
  fc.assert(fc.property(fc.string(), fc.uint8Array({ maxLength: 8 }), (text, data) => { refusal(rawFile(`{${text}`, data)); }));
});

test('files: written whole, read again, and a tensor that does not fit its shape leaves the old one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
  try {
    const path = join(folder, 'new', 'file.safetensors');
    const file = { tensors: new Map([['w', { shape: [1], data: Float32Array.of(4) }]]), metadata: {} };
    writeTensors(path, file);
    assert.deepEqual(readTensors(path), file);
    const before = readFileSync(path);
    assert.throws(() => writeTensors(path, { tensors: new Map([['w', { shape: [2], data: Float32Array.of(4) }]]), metadata: {} }), { code: 'CHECKPOINT_SHAPE' });
    assert.deepEqual(readFileSync(path), before);
    assert.throws(() => readTensors(join(folder, 'absent')), { code: 'FILE_ENOENT' });
    writeFileSync(join(folder, 'empty'), '');
    assert.throws(() => readTensors(join(folder, 'empty')), { code: 'CHECKPOINT_TRUNCATED' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
