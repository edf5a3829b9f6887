import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

/** The kind of a file that is not safetensors, and how to convert it. */
export interface FileKind {
  /** Such as `a file of torch.save`. */
  readonly what: string;
  /** A sentence, usually with a line of Python. */
  readonly remedy: string;
}

interface Signature extends Omit<FileKind, 'remedy'> {
  readonly matches: (start: Buffer, path: string, bytes: Buffer) => boolean;
  /** @param file the path as a Python string; @param target the same path with `.safetensors` */
  readonly remedy: (file: string, target: string) => string;
}

const startsWith =
  (...magics: readonly (string | readonly number[])[]) =>
  (start: Buffer): boolean =>
    magics.some((magic) =>
      start.subarray(0, magic.length).equals(typeof magic === 'string' ? Buffer.from(magic, 'latin1') : Buffer.from(magic)),
    );
const named = (pattern: RegExp) => (_: Buffer, path: string): boolean => pattern.test(basename(path));
const isZip = startsWith('PK\u0003\u0004', 'PK\u0005\u0006');
const EDGE = 1 << 16;

/** Whether a zip archive has a member of that name; searches its first bytes and its table of contents. */
const zipWith =
  (...members: readonly string[]) =>
  (start: Buffer, _: string, bytes: Buffer): boolean =>
    isZip(start) &&
    [bytes.subarray(0, EDGE), bytes.subarray(Math.max(0, bytes.length - EDGE))].some((part) =>
      members.every((member) => part.includes(member)),
    );

const fromTorch = (file: string, target: string): string =>
  `In Python: state = torch.load(${file}, map_location='cpu', weights_only=True); safetensors.torch.save_file({k: ` +
  `v.contiguous() for k, v in state.items()}, ${target}). ` +
  'If it holds more than tensors, take its entry state_dict or model first.';
const fromKeras = (file: string, target: string): string =>
  `In Python: model = keras.models.load_model(${file}); safetensors.numpy.save_file({w.path: w.numpy() for w in ` +
  `model.weights}, ${target}).`;
const saved = (expression: (file: string) => string) => (file: string, target: string): string =>
  `In Python: safetensors.numpy.save_file(${expression(file)}, ${target}).`;

/** The more specific first. Nothing is ever unpickled or unpacked. */
const SIGNATURES: readonly Signature[] = [
  {
    what: 'a TorchScript archive of PyTorch',
    matches: zipWith('data.pkl', 'code/'),
    remedy: (file, target) =>
      `In Python: safetensors.torch.save_file(torch.jit.load(${file}, map_location='cpu').state_dict(), ${target}).`,
  },
  { what: "a file of PyTorch's torch.save (a pickle in a zip archive)", matches: zipWith('data.pkl'), remedy: fromTorch },
  { what: 'a model of Keras 3', matches: zipWith('model.weights.h5'), remedy: fromKeras },
  { what: 'an archive of NumPy arrays', matches: zipWith('.npy'), remedy: saved((file) => `dict(numpy.load(${file}))`) },
  { what: 'a zip archive', matches: isZip, remedy: () => 'Unpack it and name the .safetensors file.' },
  {
    what: "an old file of PyTorch's torch.save (a pickle)",
    matches: startsWith('\u0080\u0002\u008a\u000al\u00fc\u009cF\u00f9 j\u00a8P\u0019'),
    remedy: fromTorch,
  },
  { what: 'a Python pickle', matches: (start) => start[0] === 0x80 && start[1] >= 2 && start[1] <= 5, remedy: fromTorch },
  {
    what: 'a NumPy array',
    matches: startsWith('\u0093NUMPY'),
    remedy: (file, target) => saved(() => `{'name of the tensor': numpy.load(${file})}`)(file, target),
  },
  {
    what: 'an HDF5 file, as Keras writes',
    matches: startsWith('\u0089HDF\r\n\u001a\n'),
    remedy: (file, target) => `${fromKeras(file, target)} If it has only weights, build the model and call its load_weights instead.`,
  },
  {
    what: 'a GGUF file',
    matches: startsWith('GGUF'),
    remedy: () => 'Its weights are usually quantised: store the original weights as safetensors.',
  },
  {
    what: 'a TensorFlow Lite model',
    matches: (start) => start.subarray(4, 8).toString('latin1') === 'TFL3',
    remedy: () => 'Store the weights of the original model as safetensors.',
  },
  {
    what: 'an ONNX model',
    matches: (start, path) =>
      named(/\.onnx$/i)(start, path) ||
      (start[0] === 0x08 && start[1] < 32 && start[2] === 0x12 && start.subarray(0, 256).includes('torch')),
    remedy: saved((file) => `{t.name: onnx.numpy_helper.to_array(t) for t in onnx.load(${file}).graph.initializer}`),
  },
  { what: 'a TensorFlow graph', matches: named(/\.pb$/i), remedy: () => 'Name the folder of the SavedModel.' },
  {
    what: 'a TensorFlow checkpoint',
    matches: named(/\.(?:index|data-\d+-of-\d+|ckpt)$/i),
    remedy: () =>
      'Load it into its model in Python: model.load_weights(path); then safetensors.numpy.save_file({w.path: w.numpy() for w ' +
      'in model.weights}, target).',
  },
  {
    what: 'a file of Flax',
    matches: named(/\.msgpack$/i),
    remedy: saved((file) => `flax.traverse_util.flatten_dict(flax.serialization.msgpack_restore(open(${file}, 'rb').read()), sep='.')`),
  },
  {
    what: 'a pointer of Git LFS, not the file itself',
    matches: startsWith('version https://git-lfs'),
    remedy: () => 'Fetch the file: git lfs pull.',
  },
  {
    what: 'a web page',
    matches: (start) => /^\s*<(?:!doctype|html|\?xml)/i.test(start.subarray(0, 64).toString('latin1')),
    remedy: () => 'Download the file itself, not the page that shows it.',
  },
  { what: 'a gzip archive', matches: startsWith('\u001f\u008b'), remedy: () => 'Unpack it and name the .safetensors file.' },
  {
    what: 'a tar archive',
    matches: (start) => start.subarray(257, 262).toString('latin1') === 'ustar',
    remedy: () => 'Unpack it and name the .safetensors file.',
  },
  {
    what: 'an index of several .safetensors files',
    matches: jsonWith('"weight_map"'),
    remedy: (_, target) =>
      `Join them, in Python: safetensors.torch.save_file({k: v for f in files for k, v in ` +
      `safetensors.torch.load_file(f).items()}, ${target}).`,
  },
  {
    what: 'a graph model of TensorFlow.js, which cannot be trained',
    matches: jsonWith('"graph-model"'),
    remedy: () => 'Convert the original Keras model to a layers model.',
  },
  {
    what: 'a TensorFlow.js model',
    matches: jsonWith('"modelTopology"'),
    remedy: () => 'Load it with loadModel, or make a checkpoint of it: valleys import --from model.json.',
  },
  {
    what: 'the configuration of a Keras model, without weights',
    matches: jsonWith('"class_name"'),
    remedy: (_, target) =>
      `Store its weights, in Python: safetensors.numpy.save_file({w.path: w.numpy() for w in model.weights}, ${target}).`,
  },
  {
    what: 'JSON text',
    matches: (start) => /^\s*[[{]/.test(start.subarray(0, 64).toString('latin1')),
    remedy: () => 'Name the .safetensors file that holds the weights.',
  },
  {
    what: 'the numbers of a TensorFlow.js model (they have no names)',
    matches: named(/\.bin$/i),
    remedy: () => 'Name the model.json beside it.',
  },
];

/** The kind of a file by its first bytes or its name; undefined if unknown. */
export function fileKind(content: Uint8Array, path: string): FileKind | undefined {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const start = bytes.subarray(0, 512);
  const found = SIGNATURES.find(({ matches }) => matches(start, path, bytes));
  return found && { what: found.what, remedy: found.remedy(quoted(path), quoted(targetOf(path))) };
}

/** The kind of a folder; undefined if it is not a folder, or unknown. */
export function folderKind(path: string): FileKind | undefined {
  // `existsSync` answers false for everything below a file or an invalid path.
  const has = (name: string): boolean => existsSync(join(path, name));
  if (has('model.json'))
    return { what: 'a folder with a TensorFlow.js model', remedy: `Name its model.json: ${join(path, 'model.json')}.` };
  if (has('saved_model.pb')) {
    const line =
      `model = tf_keras.models.load_model(${quoted(path)}); safetensors.numpy.save_file({w.name: w.numpy() for w in ` +
      `model.weights}, ${quoted(targetOf(path))})`;
    return { what: 'a SavedModel of TensorFlow', remedy: `In Python: ${line}.` };
  }
  if (has('data.pkl'))
    return {
      what: "an unpacked file of PyTorch's torch.save",
      remedy: 'Pack it again (zip), or save its state_dict with safetensors.torch.save_file in Python.',
    };
  return undefined;
}

function jsonWith(word: string) {
  return (start: Buffer, _: string, bytes: Buffer): boolean =>
    /^\s*\{/.test(start.toString('latin1')) && bytes.subarray(0, EDGE).includes(word);
}

function targetOf(path: string): string {
  return `${path.slice(0, path.length - extname(path).length)}.safetensors`;
}

/** The path as a Python string. */
function quoted(path: string): string {
  return `'${path.replaceAll('\\', '\\\\').replaceAll('\'', '\\\'')}'`;
}
