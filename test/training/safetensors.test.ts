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
const name = fc.string({ unit: 'binary' }).filter((text) => text !== '__metadata__' && text !== '__proto__');

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
const REFUSED: Readonly<Record<string, readonly [Uint8Array, string]>> = {
  'another format': [Buffer.from('PK\u0003\u0004 a zip archive, such as PyTorch writes'), 'CHECKPOINT_FORMAT'],
  'a header that is no JSON': [rawFile('{"x": '), 'CHECKPOINT_FORMAT'],
  'a header that is no UTF-8': [Buffer.concat([Buffer.from([3, 0, 0, 0, 0, 0, 0, 0]), Buffer.from([0x7b, 0xff, 0x7d])]), 'CHECKPOINT_FORMAT'],
  'a tensor that is null': [rawFile({ x: null }), 'CHECKPOINT_FORMAT'],
  'no dtype': [x({ dtype: undefined }), 'CHECKPOINT_FORMAT'],
  'an unknown dtype': [x({ dtype: 'F8_E4M3' }), 'CHECKPOINT_NUMBERS'],
  'a dtype from the prototype': [x({ dtype: 'toString' }), 'CHECKPOINT_NUMBERS'],
  'an integer out of range': [oneTensor('I64', [1], BigInt64Array.of(2n ** 40n)), 'CHECKPOINT_NUMBERS'],
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
