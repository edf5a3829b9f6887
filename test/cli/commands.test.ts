import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { subset } from '../../lib/src/datasets/batches';
import { loadDataset } from '../../lib/src/datasets/datasets';
import type { DoctorReport } from '../../lib/src/cli/doctor';
import { layoutOf, statisticsLayoutOf } from '../../lib/src/networks/layout';
import { buildNetwork } from '../../lib/src/networks/networks';
import { readVariables, statisticsVariables, trainableVariables } from '../../lib/src/networks/variables';
import { saveCheckpoint } from '../../lib/src/training/checkpoint';
import { saveVector } from '../training/save-vector';
import { evaluate } from '../../lib/src/training/evaluation';
import { openCheckpoint } from '../../lib/src/training/open-checkpoint';
import { readTensors, writeTensors } from '../../lib/src/training/safetensors';
import { valleys } from './valleys';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const dataset = loadDataset('synthetic');
const model = buildNetwork('preresnet-8', 10, 4);
const checkpoint = join(folder, 'start.safetensors');
saveCheckpoint(checkpoint, { network: 'preresnet-8', model, weights: readVariables(trainableVariables(model)), statistics: readVariables(statisticsVariables(model)), metadata: {} });
const at = ['--network', 'preresnet-8', '--checkpoint', checkpoint, '--dataset', 'synthetic'];

interface Split {
  readonly loss: readonly number[];
  readonly accuracy: readonly number[];
}

test('evaluate answers programs with the loss and accuracy that the library gives', async () => {
  const { status, stdout, stderr } = await valleys(['evaluate', ...at, '--split', 'test', '--examples', '60', '--json']);
  assert.equal(status, 0, stderr);
  const answer = JSON.parse(stdout) as Record<string, number>;
  const { runner } = openCheckpoint(checkpoint, 'preresnet-8', dataset);
  const expected = await evaluate(runner, subset(dataset.test, 60));
  assert.deepEqual(Object.keys(answer), ['loss', 'accuracy', 'examples']);
  assert.ok(Math.abs(answer.loss - expected.loss) < 1e-5);
  assert.equal(answer.accuracy, expected.accuracy);
  assert.equal(answer.examples, 60);
});

test('curve takes negative distances and a direction from a file, and passes through the solution', async () => {
  const layout = layoutOf(model);
  const file = join(folder, 'direction.safetensors');
  saveVector(file, model, Float32Array.from({ length: layout.size }, (_, i) => (i < layout.entries[0].size ? 3 : 0)));
  const words = ['--direction', file, '--from', '-0.5', '--to', '1', '--points', '4', '--examples', '40', '--batch-norm', 'frozen', '--json'];
  const { status, stdout, stderr } = await valleys(['curve', ...at, ...words]);
  assert.equal(status, 0, stderr);
  const answer = JSON.parse(stdout) as { distances: number[]; train: Split; test: Split; asymmetry: object };
  assert.deepEqual(Object.keys(answer), ['distances', 'train', 'test', 'asymmetry']);
  assert.deepEqual(answer.distances, [-0.5, 0, 0.5, 1]);
  assert.equal(answer.train.accuracy.length, 4);
  const { runner } = openCheckpoint(checkpoint, 'preresnet-8', dataset);
  const origin = await evaluate(runner, subset(dataset.test, 40));
  assert.ok(Math.abs(answer.test.loss[1] - origin.loss) < 1e-5);
  // Length 1: all of the first layer's weights move by l / √n.
  const weights = runner.getWeights();
  runner.setWeights(weights.map((w, i) => (i < layout.entries[0].size ? w + 1 / Math.sqrt(layout.entries[0].size) : w)));
  const moved = await evaluate(runner, subset(dataset.test, 40));
  assert.ok(Math.abs(answer.test.loss[3] - moved.loss) < 1e-4);
});

test('curve tells people the curve, then c*, ρ and A of the split that was asked for', async () => {
  const words = ['--from', '-0.5', '--to', '0.5', '--points', '3', '--examples', '40', '--batch-norm', 'frozen'];
  const { status, stdout, stderr } = await valleys(['curve', ...at, ...words, '--split', 'test']);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^ *distance .*\n *-0\.500 .*\n *0\.000 .*\n *0\.500 .*\n\nAsymmetry of the test loss [^]* c\* = [^]* ρ  = [^]* A  = [^]*95 % intervals/);
  assert.match((await valleys(['curve', ...at, ...words])).stdout, /Asymmetry of the training loss /);
});

test('a finished curve is shown also where it has no asymmetry, with the reason', async () => {
  const broken = join(folder, 'broken.safetensors');
  // The biases of the classes lie farther apart than a float can tell.
  const weights = readVariables(trainableVariables(model)).fill(3e38, -10, -5).fill(-3e38, -5);
  saveCheckpoint(broken, { network: 'preresnet-8', model, weights, statistics: readVariables(statisticsVariables(model)), metadata: {} });
  const words = ['curve', '--network', 'preresnet-8', '--checkpoint', broken, '--dataset', 'synthetic', '--from', '-0.5', '--to', '0.5', '--points', '3', '--examples', '20', '--batch-norm', 'frozen'];
  const [text, json] = [await valleys(words), await valleys([...words, '--json'])];
  assert.equal(text.status, 0, text.stderr);
  assert.match(text.stdout, /^ *distance .*\n *-0\.500 [^]*\nNo asymmetry: The loss at the solution itself is not a finite number\. /);
  const answer = JSON.parse(json.stdout) as { distances: number[]; asymmetry: null; problem: string };
  assert.deepEqual([answer.distances, answer.asymmetry], [[-0.5, 0, 0.5], null]);
  assert.match(answer.problem, /not a finite number/);
});

test('curve keeps its points: a wider one takes over those that are there', async () => {
  const keep = join(folder, 'points');
  const curve = (from: number, to: number, points: number, ...more: string[]): ReturnType<typeof valleys> =>
    valleys(['curve', ...at, '--from', String(from), '--to', String(to), '--points', String(points), '--examples', '30', '--batch-norm', 'frozen', '--json', ...more]);
  const kept = (): string[] => readdirSync(join(keep, readdirSync(keep)[0])).sort();
  assert.equal((await curve(-0.5, 0.5, 3, '--keep', keep)).status, 0);
  assert.deepEqual(kept(), ['-0.5.safetensors', '0.5.safetensors', '0.safetensors']);
  const [wide, fresh] = [await curve(-1, 1, 5, '--keep', keep), await curve(-1, 1, 5)];
  assert.equal(wide.stdout, fresh.stdout);
  assert.deepEqual(kept().length, 5);
  assert.match((await curve(-1, 1, 5, '--keep', keep, '--precision', '0.1')).stderr, /CONFLICTING_OPTION/);
});

test('curve to a precision tells how sure the asymmetry is', async () => {
  const { status, stdout, stderr } = await valleys(['curve', ...at, '--from', '-0.5', '--to', '0.5', '--points', '3', '--batch-norm', 'frozen', '--precision', '0.5', '--json']);
  assert.equal(status, 0, stderr);
  const { asymmetry } = JSON.parse(stdout) as { asymmetry: { slopeAtOrigin: { standardError: number } } };
  assert.ok(asymmetry.slopeAtOrigin.standardError > 0);
});

test('more examples than there are is wrong usage, for a curve as for an evaluation', async () => {
  for (const command of ['curve', 'evaluate']) {
    const { status, stdout, stderr } = await valleys([command, ...at, '--examples', '999999', '--json']);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr.trim(), /^valleys: 999999 examples were asked for\..* \[EXAMPLES_INVALID\]$/);
  }
});

test('an interrupted training exits with 130, keeps its state, is refused without --resume and ends with it', async () => {
  const out = join(folder, 'run');
  const words = ['train', '--network', 'preresnet-8', '--dataset', 'synthetic', '--recipe', 'smoke', '--epochs', '2', '--out', out, '--json'];
  let sent = false;
  const stopped = await valleys(words, (text, child) => {
    if (!sent && text.includes('sgd epoch 1')) sent = child.kill('SIGINT');
  });
  assert.equal(stopped.status, 130, stopped.stderr);
  assert.equal(stopped.stdout, '');
  assert.match(stopped.stderr, /press Ctrl-C again[^]*\[INTERRUPTED\]/);
  const files = readdirSync(out);
  assert.ok(files.includes('state.safetensors') && !files.includes('sgd-after-swa.safetensors') && !files.includes('lock'), files.join());

  const second = await valleys(words);
  assert.equal(second.status, 1);
  assert.match(second.stderr.trim(), /^valleys: .*--resume.* \[FOLDER_HOLDS_RUN\]$/);
  assert.deepEqual(readdirSync(out), files);

  const resumed = await valleys([...words, '--resume']);
  assert.equal(resumed.status, 0, resumed.stderr);
  const { solutions, history } = JSON.parse(resumed.stdout) as { solutions: Record<string, string>; history: object[] };
  assert.deepEqual(Object.keys(solutions), ['sgd', 'swa', 'sgd-after-swa']);
  assert.ok(Object.values(solutions).every((path) => existsSync(path)));
  assert.equal(history.length, 3);
});

test("a scheduler's SIGTERM keeps the state, though it reaches the process twice: by itself and in its group", async () => {
  const out = join(folder, 'ended');
  // What comes first, then what tells that it has arrived: one signal each.
  const awaited = ['sgd epoch 1', 'Stopping'];
  const { status, stderr } = await valleys(['train', '--network', 'preresnet-8', '--dataset', 'synthetic', '--recipe', 'smoke', '--epochs', '2', '--out', out], (text, child) => {
    if (awaited.length > 0 && text.includes(awaited[0])) {
      awaited.shift();
      child.kill('SIGTERM');
    }
  });
  assert.equal(status, 143, stderr);
  assert.match(stderr, /\[INTERRUPTED\]/);
  assert.ok(existsSync(join(out, 'state.safetensors')));
});

test('a model exported and imported again is the same checkpoint', async () => {
  // As people name folders: nothing of it may be taken for a part of a URL.
  const [exported, back] = [join(folder, 'a b ü #1 50 %20'), join(folder, 'back.safetensors')];
  const written = await valleys(['export', '--network', 'preresnet-8', '--checkpoint', checkpoint, '--out', exported, '--json']);
  assert.deepEqual(JSON.parse(written.stdout), { folder: exported });
  assert.deepEqual(readdirSync(exported).sort(), ['model.json', 'weights.bin']);
  const read = await valleys(['import', '--network', 'preresnet-8', '--from', join(exported, 'model.json'), '--out', back, '--json']);
  assert.equal(read.status, 0, read.stderr);
  const [first, second] = [checkpoint, back].map((path) => openCheckpoint(path, 'preresnet-8', dataset).runner);
  assert.deepEqual(second.getWeights(), first.getWeights());
  assert.deepEqual(second.getStatistics(), first.getStatistics());
  assert.equal(first.getStatistics().length, statisticsLayoutOf(model).size);
});

test('import refuses from a TensorFlow.js model what it refuses from a checkpoint, and writes nothing', async () => {
  const [exported, out] = [join(folder, 'damaged'), join(folder, 'refused.safetensors')];
  await valleys(['export', '--network', 'preresnet-8', '--checkpoint', checkpoint, '--out', exported]);
  const bytes = readFileSync(join(exported, 'weights.bin'));
  const { weightsManifest: [{ weights }] } = JSON.parse(readFileSync(join(exported, 'model.json'), 'utf8')) as { weightsManifest: [{ weights: { name: string; shape: number[] }[] }] };
  const offsetOf = (ending: string): number => weights.slice(0, weights.findIndex(({ name }) => name.endsWith(ending))).reduce((sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1), 0);
  const attempts = [['bn1/moving_variance', -1, 'CHECKPOINT_VARIANCE'], ['conv1/kernel', NaN, 'CHECKPOINT_NOT_FINITE'], ['fc/bias', Infinity, 'CHECKPOINT_NOT_FINITE']] as const;
  for (const [weight, value, code] of attempts) {
    const changed = Buffer.from(bytes);
    changed.writeFloatLE(value, offsetOf(weight));
    writeFileSync(join(exported, 'weights.bin'), changed);
    const { status, stderr } = await valleys(['import', '--network', 'preresnet-8', '--from', join(exported, 'model.json'), '--out', out]);
    assert.equal(status, 1);
    assert.match(stderr, new RegExp(`${weight.replace('/', '\\.')}.*\\[${code}\\]`));
    assert.equal(existsSync(out), false);
  }
});

test('import tells which prefix it left away', async () => {
  const [wrapped, out] = [join(folder, 'averaged.safetensors'), join(folder, 'unwrapped.safetensors')];
  const { tensors } = readTensors(checkpoint);
  writeTensors(wrapped, { tensors: new Map([...[...tensors].map(([name, tensor]) => [`module.${name}`, tensor] as const), ['n_averaged', { shape: [], data: Int32Array.of(7) }]]), metadata: {} });
  const { status, stderr } = await valleys(['import', '--network', 'preresnet-8', '--from', wrapped, '--out', out]);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /Removed from.*"module\."/);
  assert.deepEqual(readTensors(out).tensors, tensors);
});

test('what fails says so in one line on stderr', async () => {
  const { status, stdout, stderr } = await valleys(['evaluate', '--network', 'preresnet-20', '--checkpoint', checkpoint, '--dataset', 'synthetic', '--json']);
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(stderr.trim(), /^valleys: .*preresnet-8, not of preresnet-20.* \[CHECKPOINT_NETWORK\]$/);
});

test('the doctor runs where TensorFlow cannot be loaded, and other commands point to it', async () => {
  const env = { NODE_OPTIONS: `--require ${resolve(__dirname, 'tensorflow-absent.js')}` };
  const [doctor, other] = [await valleys(['doctor', '--json'], undefined, env), await valleys(['evaluate'], undefined, env)];
  const report = JSON.parse(doctor.stdout) as DoctorReport;
  assert.equal(doctor.status, 1);
  assert.deepEqual([report.ok, report.tensorflow, report.device, report.compiled], [false, null, null, false]);
  const { found, remedy } = report.checks.find(({ name }) => name === 'tensorflow') ?? assert.fail('no check of TensorFlow');
  assert.match(found, /libtensorflow/);
  assert.ok(remedy.length > 0);
  assert.equal(other.status, 1);
  assert.match(other.stderr.trim(), /^valleys: TensorFlow cannot be loaded.*valleys doctor.* \[TENSORFLOW_UNLOADABLE\]$/);
});
