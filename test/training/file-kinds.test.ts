import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { encodeTensors, decodeTensors, readTensors } from '../../lib/src/training/safetensors';

const folder = mkdtempSync(join(tmpdir(), 'file-kinds-'));
after(() => rmSync(folder, { recursive: true }));

function bytes(...parts: readonly (string | readonly number[])[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
}

/** A zip archive's local headers and table of contents, as far as names go. */
function zip(...names: readonly string[]): Buffer {
  const members = names.map((name) => bytes('PK\u0003\u0004', new Array<number>(22).fill(0), [name.length, 0, 0, 0], name, new Array<number>(200).fill(7)));
  return Buffer.concat([...members, ...names.map((name) => bytes('PK\u0001\u0002', new Array<number>(42).fill(0), name)), bytes('PK\u0005\u0006', new Array<number>(18).fill(0))]);
}

const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));
const zeros = new Array<number>(64).fill(0);

/** A file of each kind: its name, its first bytes, what it is called, and what the remedy tells. */
const KINDS: Readonly<Record<string, readonly [file: string, content: Buffer, what: RegExp, remedy: RegExp]>> = {
  'torch.save': ['a.pth', zip('archive/data.pkl', 'archive/data/0'), /torch\.save/, /torch\.load\('.*a\.pth'.*weights_only=True.*safetensors\.torch\.save_file\(.*'.*a\.safetensors'/],
  'torch.save before PyTorch 1.6': ['a.pt', bytes([0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e], zeros), /torch\.save/, /torch\.load/],
  'TorchScript': ['a.pt', zip('a/data.pkl', 'a/code/__torch__.py'), /TorchScript/, /torch\.jit\.load/],
  'a pickle': ['a.pkl', bytes([0x80, 0x04, 0x95], zeros), /pickle/, /save_file/],
  'Keras 3': ['a.keras', zip('metadata.json', 'config.json', 'model.weights.h5'), /Keras 3/, /keras\.models\.load_model\('.*a\.keras'\).*w\.path/],
  'HDF5': ['a.h5', bytes([0x89], 'HDF\r\n\u001a\n', zeros), /HDF5/, /load_weights/],
  'npz': ['a.npz', zip('conv.weight.npy'), /NumPy/, /numpy\.load/],
  'npy': ['a.npy', bytes([0x93], 'NUMPY', [1, 0], zeros), /NumPy/, /numpy\.load/],
  'another zip archive': ['a.zip', zip('a.txt'), /zip/, /Unpack/],
  'GGUF': ['a.gguf', bytes('GGUF', [3, 0, 0, 0], zeros), /GGUF/, /quantised/],
  'ONNX': ['a.onnx', bytes([0x08, 0x07, 0x12, 0x07], 'pytorch', zeros), /ONNX/, /onnx\.load/],
  'ONNX of another name': ['model', bytes([0x08, 0x07, 0x12, 0x07], 'pytorch', zeros), /ONNX/, /onnx\.load/],
  'TensorFlow Lite': ['a.tflite', bytes([28, 0, 0, 0], 'TFL3', zeros), /Lite/, /original model/],
  'the graph of a SavedModel': ['saved_model.pb', bytes([0x08, 0x01, 0x12], zeros), /graph/, /folder/],
  'a TensorFlow checkpoint': ['ckpt.data-00000-of-00001', bytes(zeros), /checkpoint/, /load_weights/],
  'Flax': ['a.msgpack', bytes([0x82, 0xa6], 'params', zeros), /Flax/, /msgpack_restore/],
  'Git LFS': ['a.safetensors', bytes('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n'), /Git LFS/, /git lfs pull/],
  'a web page': ['a.safetensors', bytes('\n<!DOCTYPE html><html lang="en">'), /web page/, /Download/],
  'gzip': ['a.gz', bytes([0x1f, 0x8b, 0x08], zeros), /gzip/, /Unpack/],
  'tar': ['a.tar', bytes('model.pth', new Array<number>(248).fill(0), 'ustar', zeros), /tar/, /Unpack/],
  'several files': ['model.safetensors.index.json', json({ metadata: {}, weight_map: { a: 'b' } }), /index/, /load_file/],
  'TensorFlow.js': ['model.json', json({ format: 'layers-model', modelTopology: {} }), /TensorFlow\.js model/, /valleys import/],
  'TensorFlow.js, a graph': ['model.json', json({ format: 'graph-model', modelTopology: {} }), /cannot be trained/, /layers model/],
  'a configuration of Keras': ['config.json', json({ module: 'keras', class_name: 'Functional' }), /configuration/, /w\.path/],
  'other JSON': ['a.json', Buffer.from(' [1, 2, 3, 4, 5]'), /JSON/, /\.safetensors/],
  'weights of TensorFlow.js': ['group1-shard1of1.bin', bytes([0, 0, 0x80, 0x3f], zeros), /TensorFlow\.js/, /model\.json/],
};

for (const [kind, [file, content, what, remedy]] of Object.entries(KINDS)) {
  test(`named for what it is: ${kind}`, () => {
    const path = join(folder, file);
    writeFileSync(path, content);
    assert.throws(() => readTensors(path), (error: Error & { code: string; remedy: string }) => {
      assert.equal(error.code, 'CHECKPOINT_FORMAT');
      assert.ok(error.message.startsWith(`${path} is `));
      assert.match(error.message, what);
      assert.match(error.remedy, remedy);
      return true;
    });
  });
}

test('folders are named for what they are', () => {
  for (const [file, what] of [['saved_model.pb', /SavedModel.*tf_keras/], ['model.json', /TensorFlow\.js model.*model\.json/], ['data.pkl', /torch\.save/]] as const) {
    const path = join(folder, `folder with ${file}`);
    mkdirSync(path);
    writeFileSync(join(path, file), '');
    assert.throws(() => readTensors(path), { code: 'CHECKPOINT_FORMAT', message: what });
  }
  mkdirSync(join(folder, 'empty'));
  assert.throws(() => readTensors(join(folder, 'empty')), { name: 'FileError' });
});

test('a valid file is read whatever its name, and a path is quoted as Python does', () => {
  const whole = encodeTensors({ tensors: new Map([['w', { shape: [], data: Float32Array.of(1) }]]), metadata: {} });
  assert.equal(decodeTensors(whole, 'a.pth').tensors.size, 1);
  assert.throws(() => decodeTensors(zip('archive/data.pkl'), 'it\'s.pth'), { message: /torch\.load\('it\\'s\.pth'/ });
});
