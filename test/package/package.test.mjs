import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';
import { causeOf } from '../../lib/setup/command.mjs';
import { startKernel } from '../setup/kernel.mjs';
import { install, lendBinding, lendTensorflow, npm, pack, runProgram, temporaryFolder, valleys } from './stranger.mjs';

const ts = createRequire(import.meta.url)('typescript');
const top = temporaryFolder(test);
const tarball = await pack(top);
const folder = join(top, 'stranger');
install(folder, tarball);

/** What npm would install into an empty folder: it finds that out while the other tests run. */
const empty = join(top, 'empty');
mkdirSync(empty);
writeFileSync(join(empty, 'package.json'), '{}');
const resolving = npm(['install', '--package-lock-only', '--prefer-offline', '--no-audit', '--fetch-retries=0', tarball], empty);

test('before set-up, both doors refuse in one line with the remedy, required or imported', () => {
  for (const door of ['asymmetric-valleys', 'asymmetric-valleys/paper']) {
    for (const [name, load] of [['early.cjs', `Promise.resolve().then(() => require('${door}'))`], ['early.mjs', `import('${door}')`]]) {
      const program = `${load}.catch(({ name, code, message }) => console.log(JSON.stringify({ name, code, message })));`;
      const { status, stdout, stderr } = runProgram(folder, name, program);
      assert.deepEqual([status, stderr], [0, '']);
      const message = 'TensorFlow is not set up for this installation of asymmetric-valleys. Run "npx valleys setup".';
      assert.deepEqual(JSON.parse(stdout), { name: 'SetupError', code: 'TENSORFLOW_ABSENT', message });
    }
  }
  const uncaught = runProgram(folder, 'uncaught.cjs', "require('asymmetric-valleys');");
  assert.match(uncaught.stderr, /SetupError: TensorFlow is not set up .*Run "npx valleys setup"\.\n {4}at [^\n]*uncaught\.cjs:1:/);
});

test('before set-up, the command explains itself and what comes first', () => {
  const { status, stdout } = valleys(folder, ['--help']);
  assert.equal(status, 0);
  for (const text of [/^Usage: valleys /, /\n {2}setup /, /\n {2}kernel/, /Run "npx valleys setup"\./]) assert.match(stdout, text);
  const train = valleys(folder, ['train', '--help']);
  assert.deepEqual([train.status, train.stdout], [1, '']);
  assert.match(train.stderr, /^valleys: TensorFlow is not set up [^\n]*Run "npx valleys setup"\. \[TENSORFLOW_ABSENT\]\n$/);
});

const PROGRAM = `
import * as av from 'asymmetric-valleys';
import { loadDataset } from 'asymmetric-valleys';
import { openStudy, theory, type Study } from 'asymmetric-valleys/paper';
export const study: Study = openStudy({ section: '04', scale: 'smoke' });
export const bounds: object = theory;
const model: av.tf.LayersModel = av.buildNetwork('preresnet-8', 10, 1);
const dataset = loadDataset('synthetic');
const runner = av.createRunner(model, dataset);
export async function losses(signal: AbortSignal): Promise<readonly number[]> {
  const direction = av.drawDirection('uniform01', runner.layout, { seed: 1 });
  const settings = { ...dataset, direction, distances: av.distancesBetween(-1, 1, 5), batchNorm: 'frozen' } as const;
  return (await av.lossCurve(runner, settings, { signal })).train.loss;
}
// @ts-expect-error A name is a text.
loadDataset(3);
`;

/** @typedef {import('typescript').SourceFile} SourceFile */

/** Files that are parsed already, by name and by what Node takes them for. @type {Map<string, SourceFile | undefined>} */
const parsed = new Map();

/** @param {import('typescript').CompilerOptions} options */
function hostOf(options) {
  const host = ts.createCompilerHost(options);
  const parse = host.getSourceFile;
  host.getCurrentDirectory = () => folder;
  host.getSourceFile = (/** @type {[string, { impliedNodeFormat?: number }]} */ ...words) => {
    const key = `${words[0]} ${words[1].impliedNodeFormat}`;
    if (!parsed.has(key)) parsed.set(key, parse(...words));
    return parsed.get(key);
  };
  return host;
}

/**
 * What is wrong with the program above, and with the declarations of ours that it reads: TensorFlow.js's own are not without fault in
 * strict programs, which therefore set skipLibCheck.
 *
 * @param {number} module @param {number} moduleResolution how TypeScript finds modules @param {readonly string[]} names of files
 */
function problems(module, moduleResolution, names) {
  const files = names.map((name) => join(folder, name));
  for (const file of files) writeFileSync(file, PROGRAM);
  const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, types: [], module, moduleResolution };
  const program = ts.createProgram(files, options, hostOf(options));
  const library = join(folder, 'node_modules', 'asymmetric-valleys', 'dist');
  const isOurs = (/** @type {SourceFile} */ { fileName }) => fileName.startsWith(library) || files.includes(fileName);
  const read = program.getSourceFiles().filter(isOurs);
  assert.ok(read.length > 50, 'the declarations are those of the package');
  const found = [...program.getOptionsDiagnostics(), ...read.flatMap((/** @type {SourceFile} */ file) => program.getSemanticDiagnostics(file))];
  return found.map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}

test("a stranger's strict compiler accepts the types, however it finds modules", () => {
  const { ModuleKind, ModuleResolutionKind } = ts;
  assert.deepEqual(problems(ModuleKind.NodeNext, ModuleResolutionKind.NodeNext, ['use.mts', 'use.cts']), []);
  assert.deepEqual(problems(ModuleKind.CommonJS, ModuleResolutionKind.Node10, ['use.ts']), []);
  assert.deepEqual(problems(ModuleKind.ESNext, ModuleResolutionKind.Bundler, ['use.ts']), []);
});

test('set-up takes the TensorFlow that the user has, links the binding to it, and a curve is measured', () => {
  const env = { XDG_CACHE_HOME: lendTensorflow(top) };
  lendBinding(folder);
  const { status, stdout, stderr } = valleys(folder, ['setup'], env);
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /^Setting up; [^]* 2\/3 TensorFlow [^\n]*: done already\n[^]*Set up in /);
  assert.match(valleys(folder, ['setup'], env).stdout, /^Set-up is complete /);
  const program = `
    import * as av from 'asymmetric-valleys';
    import { lossCurve } from 'asymmetric-valleys';
    import { openStudy, studies } from 'asymmetric-valleys/paper';
    const dataset = av.loadDataset('synthetic');
    const runner = av.createRunner(av.buildNetwork('preresnet-8', 10, 1), dataset);
    const direction = av.drawDirection('uniform01', runner.layout, { seed: 1 });
    const [train, test] = [dataset.train, dataset.test].map((split) => av.subset(split, 100));
    const { train: { loss } } = await lossCurve(runner, { ...dataset, train, test, direction, distances: [-1, 0, 1], batchNorm: 'frozen' });
    const refused = async (act) => { try { await act(); } catch ({ name, code, message }) { return { name, code, message }; } };
    const laptop = { section: '04', scale: 'laptop' };
    const absent = await refused(() => openStudy({ ...laptop, recordsOnly: true }));
    const untrained = await refused(() => studies.openSolution(openStudy(laptop), { seed: 1, solution: 'sgd' }));
    console.log(JSON.stringify({ kind: runner.kind, loss, absent, untrained }));`;
  const ran = runProgram(folder, 'curve.mjs', program);
  assert.equal(ran.status, 0, ran.stderr);
  const { kind, loss, absent, untrained } = JSON.parse(ran.stdout);
  assert.equal(kind, 'compiled');
  assert.equal(loss.length, 3);
  assert.ok(loss.every(Number.isFinite) && loss[2] !== loss[0]);
  assert.deepEqual([absent.name, absent.code], ['RecordError', 'RECORDS_ABSENT']);
  assert.match(absent.message, /data[/\\]records\. Work in a clone of the project/);
  assert.deepEqual([untrained.name, untrained.code], ['TrainingError', 'SOLUTION_ABSENT']);
});

test("the kernel is known to the user's own Jupyter, and its cells find the library in any folder", async (t) => {
  const env = { JUPYTER_DATA_DIR: join(top, 'jupyter') };
  const { status, stdout, stderr } = valleys(folder, ['kernel', 'install', '--json'], env);
  assert.equal(status, 0, stderr);
  const { path } = JSON.parse(stdout);
  assert.equal(path, join(top, 'jupyter', 'kernels', 'tslab', 'kernel.json'));
  assert.equal(valleys(folder, ['kernel', 'install'], env).status, 0, 'it may be written again');
  const { argv } = JSON.parse(readFileSync(path, 'utf8'));
  assert.ok(argv.slice(0, 2).every((/** @type {string} */ part) => existsSync(part)));

  const notebooks = join(top, 'notebooks');
  mkdirSync(notebooks);
  const kernel = await startKernel(t, { folder: notebooks, argv: argv.slice(0, 2) });
  const ran = await kernel.run(`
    import * as av from 'asymmetric-valleys';
    import { theory } from 'asymmetric-valleys/paper';
    const count: number = av.loadDataset('synthetic').train.count;
    [count > 0, typeof theory]`);
  assert.deepEqual([ran.status, ran.stdout], ['ok', "[ true, 'object' ]\n"], ran.stderr);

  writeFileSync(path, '{"argv": ["another"]}');
  const taken = valleys(folder, ['kernel', 'install'], env);
  assert.equal(taken.status, 1);
  assert.match(taken.stderr, /^valleys: Jupyter has another kernel named tslab: .* \[KERNEL_TAKEN\]\n$/);
  assert.equal(readFileSync(path, 'utf8'), '{"argv": ["another"]}');
});

test('npm finds all that the package needs in the registry, and one TensorFlow.js', async (t) => {
  const { status, stderr } = await resolving;
  if (causeOf(stderr)?.problem.startsWith('The network')) return t.skip('SKIPPED: neither the network nor npm\'s cache has the packages');
  assert.equal(status, 0, stderr);
  /** @type {[string, { resolved?: string, hasInstallScript?: boolean, inBundle?: boolean, dependencies?: Record<string, string> }][]} */
  const installed = Object.entries(JSON.parse(readFileSync(join(empty, 'package-lock.json'), 'utf8')).packages);
  const named = (/** @type {string} */ name) => installed.filter(([path]) => path.endsWith(`node_modules/${name}`));
  for (const name of ['tfjs', 'tfjs-core', 'tfjs-layers', 'tfjs-node']) assert.equal(named(`@tensorflow/${name}`).length, 1, name);
  assert.deepEqual([...named('danfojs-node'), ...named('xlsx')], []);
  const wanted = installed.flatMap(([, { dependencies = {} }]) => Object.values(dependencies));
  assert.deepEqual(wanted.filter((version) => /^(https?|git)/.test(version)), []);
  // One asks for donations, the other looks whether its compiled part is there: nothing needs them.
  const scripted = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path);
  assert.deepEqual(scripted, ['node_modules/core-js', 'node_modules/zeromq']);
  assert.equal(named('@tensorflow/tfjs-node')[0][1].inBundle, true);
});
