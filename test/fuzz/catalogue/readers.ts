import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import type { Recorded, TrainingState } from 'asymmetric-valleys';
import { create } from 'tar';
import { damages, FOREIGN, fieldsOf, headerDamages, jsonDamages, numberDamages, withField, withHeader } from '../bytes';
import type { Call } from '../calls';
import type { Fixtures } from '../fixtures';
import type { Mutation } from '../mutations';
import { inside } from '../package';
import { records, SMALL10, writeCifar } from '../../datasets/cifar-files';
import { shortRecipe } from './data';
import { figure } from './figures';

/** A reader of one file: called with its bytes, which it finds in a file of the right name. */
function reader(name: string, valid: (f: Fixtures) => Promise<Uint8Array>, read: (f: Fixtures, bytes: Buffer) => unknown,
  changes: (f: Fixtures, bytes: Uint8Array) => readonly Mutation[]): Call {
  const bytes = (f: Fixtures): Promise<Uint8Array> => f.once(`bytes of ${name}`, () => valid(f));
  return { name, volatile: true, args: async (f) => [Buffer.from(await bytes(f))], invoke: (f, [given]) => read(f, given as Buffer),
    changes: async (f) => changes(f, await bytes(f)) };
}

function fileOf(f: Fixtures, bytes: Uint8Array, ending: string): string {
  const path = f.path(ending);
  writeFileSync(path, bytes);
  return path;
}

async function checkpointBytes(f: Fixtures): Promise<Uint8Array> {
  const path = f.path('.safetensors');
  f.av.saveCheckpoint(path, { network: 'own', model: f.model, weights: f.weights, statistics: f.runner.getStatistics() });
  return Promise.resolve(readFileSync(path));
}

/** CIFAR-10's folder, complete, without images: nothing is downloaded. */
const CIFAR10_EMPTY = { ...SMALL10, imagesPerTrainFile: 0, imagesPerTestFile: 0 };

const tensors = (_: Fixtures, bytes: Uint8Array): readonly Mutation[] =>
  [...damages(bytes), ...headerDamages(bytes), ...numberDamages(bytes)];

/** The state of a short training in the middle of its first phase. */
async function stateBytes(f: Fixtures): Promise<Uint8Array> {
  const states: TrainingState[] = [];
  await f.av.train(f.runner, f.images, shortRecipe(), { seed: 1, onState: (state) => void states.push(structuredClone(state)) });
  const path = f.path('.safetensors');
  inside('training/state-file').saveState(path, states[0], { recipe: 'short' });
  return readFileSync(path);
}

/** Fields of the state that lie as JSON in the header's metadata. */
function stateDamages(_: Fixtures, bytes: Uint8Array): readonly Mutation[] {
  let progress: unknown;
  const inProgress = (file: Uint8Array, change: (read: unknown) => unknown): Buffer => withHeader(file, (header) => {
    const { __metadata__: metadata } = header as { __metadata__: { progress: string } };
    return { ...header, __metadata__: { ...metadata, progress: JSON.stringify(change(JSON.parse(metadata.progress))) } };
  });
  inProgress(bytes, (read) => (progress = read));
  const apply = (path: string, value: unknown) => (file: Uint8Array): Buffer =>
    inProgress(file, (read) => withField(read, path.split('.'), value));
  const changed = fieldsOf(progress).flatMap((path) => [...FOREIGN, 99,
    'done'].map((value) => ({ name: `progress.${path} = ${JSON.stringify(value) ?? 'none'}`, apply: apply(path, value), wrong: false })));
  return [...changed, ...tensors(_, bytes)];
}

async function resume(f: Fixtures, bytes: Buffer): Promise<unknown> {
  const { state } = inside('training/state-file').loadState(fileOf(f, bytes, '.safetensors'));
  return f.av.train(f.runner, f.images, shortRecipe(), { seed: 1, state, ...f.run });
}

/** The folder of one committed training, in a project of one's own, with another history. */
function readHistory(f: Fixtures, bytes: Buffer): Promise<unknown> {
  const study = f.section('03');
  const own = f.once('copied training', () => {
    const checkpoints = join(f.folder, 'checkpoints');
    cpSync(join(study.project.checkpoints, 'preresnet-8'), join(checkpoints, 'preresnet-8'), { recursive: true });
    return { ...study, project: { ...study.project, checkpoints } };
  });
  return f.av.openSolution(own, { network: 'preresnet-8', seed: 1, solution: 'sgd' }).then((solution) => {
    writeFileSync(join(solution.path, '..', 'history.json'), bytes);
    return f.av.historyOf(own, solution);
  });
}

function historyBytes(f: Fixtures): Promise<Uint8Array> {
  const folder = join(f.section('03').project.checkpoints, 'preresnet-8');
  const [training] = readdirSync(folder).filter((name) => name.endsWith('seed-1'));
  return Promise.resolve(readFileSync(join(folder, training, 'history.json')));
}

const keepOne = (records: string): Promise<Recorded<unknown>> =>
  inside('records/records').recorded('own/record', { a: 1 }, () => Promise.resolve({ loss: [0.5, 0.25], name: 'x' }), { folder: records, engine: 'own' });

async function recordBytes(f: Fixtures): Promise<Uint8Array> {
  const folder = f.path('-records');
  await keepOne(folder);
  return readFileSync(firstFile(folder));
}

function firstFile(folder: string): string {
  const [name] = readdirSync(folder, { recursive: true }).map(String).filter((path) => path.endsWith('.json'));
  return join(folder, name);
}

async function readRecord(f: Fixtures, bytes: Buffer): Promise<unknown> {
  const folder = f.path('-records');
  await keepOne(folder);
  writeFileSync(firstFile(folder), bytes);
  return (await keepOne(folder)).result;
}

const json = (_: Fixtures, bytes: Uint8Array): readonly Mutation[] =>
  [...damages(bytes), ...fieldsOf(JSON.parse(Buffer.from(bytes).toString())).flatMap((path) => jsonDamages(path, FOREIGN))];

/** A folder with a small CIFAR-10 in which one file is another. */
function readImages(f: Fixtures, bytes: Buffer, file: string): unknown {
  const folder = mkdtempSync(join(f.folder, 'cifar-'));
  writeFileSync(join(writeCifar(SMALL10, folder), file), bytes);
  return inside('datasets/cifar').readCifar(SMALL10, folder).classes;
}

async function archiveBytes(f: Fixtures): Promise<Uint8Array> {
  const folder = f.path('-made');
  writeCifar(SMALL10, folder);
  const file = f.path('.tar.gz');
  await create({ gzip: true, file, cwd: folder }, [SMALL10.folder]);
  return readFileSync(file);
}

async function unpackBytes(f: Fixtures, bytes: Buffer): Promise<unknown> {
  const folder = f.path('-unpacked');
  mkdirSync(folder);
  await inside('datasets/unpack').unpack(SMALL10, fileOf(f, bytes, '.tar.gz'), folder);
  return readdirSync(folder, { recursive: true });
}

/** A model of TensorFlow.js with one layer after another of the network that it is imported as. */
async function modelBytes(f: Fixtures): Promise<Uint8Array> {
  return Promise.resolve(readFileSync(join(await modelFolder(f), 'model.json')));
}

const modelFolder = (f: Fixtures): Promise<string> => f.once('model folder', async () => {
  const folder = f.path('-model');
  await f.av.buildNetwork('preresnet-8', 10, 1).save(`file://${folder}`);
  return folder;
});

async function importModel(f: Fixtures, bytes: Buffer): Promise<unknown> {
  const folder = f.path('-import');
  mkdirSync(folder);
  symlinkSync(join(await modelFolder(f), 'weights.bin'), join(folder, 'weights.bin'));
  writeFileSync(join(folder, 'model.json'), bytes);
  const program = inside('cli/program').buildProgram(inside('paper/cli/commands').commands);
  return program.parseAsync(['node', 'valleys', 'import', '--network', 'preresnet-8', '--from', join(folder, 'model.json'), '--out',
    join(folder, 'out.safetensors')]).then(() => undefined);
}

/** Paths at which there is something, but no file of that kind. */
function specialPaths(f: Fixtures): readonly Mutation[] {
  const at = f.path('');
  const [fifo, loop] = [`${at}-fifo`, `${at}-loop`];
  spawnSync('mkfifo', [fifo]);
  symlinkSync(loop, loop);
  const paths = [fifo, loop, f.folder, '/dev/zero', '/dev/full', '/dev/null', '/proc/self/mem', '/proc/none/x', '', '/', 'a\0b',
    `/${'x/'.repeat(3000)}`, 'x'.repeat(300), `${f.folder}/file/below`];
  return paths.map((path) => ({ name: path.slice(0, 40), apply: () => path }));
}

/** A function that takes a path, which is the argument here. */
const ofPath = (name: string, valid: (f: Fixtures) => string | Promise<string>, open: (f: Fixtures, path: string) => unknown): Call =>
  ({ name: `${name} (path)`, volatile: true, args: async (f) => [await valid(f)], invoke: (f, [path]) => open(f, path as string),
    changes: specialPaths });

const stored = async (f: Fixtures): Promise<string> => f.once('stored', async () => fileOf(f, await checkpointBytes(f), '.safetensors'));
const downloaded = (f: Fixtures): string => f.once('downloaded', () => {
  const folder = mkdtempSync(join(f.folder, 'data-'));
  writeCifar(CIFAR10_EMPTY, folder);
  return folder;
});
const unwritten = (f: Fixtures): string => f.path('.safetensors');

/** Everything that reads files, and what writes them at places where none can be. */
export const READER_CALLS: readonly Call[] = [
  reader('loadCheckpoint (bytes)', checkpointBytes, (f, bytes) => f.av.loadCheckpoint(fileOf(f, bytes, '.safetensors'), f.model, 'own'),
    tensors),
  reader('loadVector (bytes)', checkpointBytes, (f, bytes) => inside('training/checkpoint').loadVector(fileOf(f, bytes, '.safetensors'), f.model),
    tensors),
  reader('state of a training', stateBytes, resume, stateDamages),
  reader('history of a training', historyBytes, readHistory, json),
  reader('record', recordBytes, readRecord, json),
  reader('CIFAR images', () => Promise.resolve(records(SMALL10, SMALL10.imagesPerTrainFile, 'data_batch_1.bin')),
    (f, bytes) => readImages(f, bytes, SMALL10.trainFiles[0]), (_, bytes) => damages(bytes)),
  reader('CIFAR names', () => Promise.resolve(Buffer.from(Array.from({ length: 10 }, (_, i) => `class-${i}\n`).join(''))),
    (f, bytes) => readImages(f, bytes, SMALL10.namesFile), (_, bytes) => damages(bytes, false)),
  reader('tar archive', archiveBytes, unpackBytes, (_, bytes) => damages(bytes)),
  reader('model.json', modelBytes, importModel, json),
  ofPath('loadCheckpoint', stored, (f, path) => f.av.loadCheckpoint(path, f.model, 'own')),
  ofPath('saveCheckpoint', unwritten, (f, path) => f.av.saveCheckpoint(path,
    { network: 'own', model: f.model, weights: f.weights, statistics: f.runner.getStatistics() })),
  ofPath('savePng', unwritten, (f, path) => f.av.savePng(figure(f), path)),
  ofPath('downloadDataset', downloaded, (f, path) => f.av.downloadDataset('cifar10', { folder: path, ...f.run })),
  ofPath('lossCurve', unwritten, (f, keep) => f.av.lossCurve(f.runner,
    { train: f.train, test: f.test, batchNorm: 'frozen', direction: f.direction, distances: [-1, 0, 1] }, { keep })),
];
