import { fork, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statfsSync } from 'node:fs';
import { freemem, platform } from 'node:os';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readText } from '../base/files';
import { cloneFolder, packageFolder, SET_UP } from '../base/installation';
import { version } from '../base/version';
import type { Probe } from './doctor-probe';

/** The state of one part of the installation. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** The finding: a version, an amount, or the problem. */
  readonly found: string;
  /** The remedy; empty if the part is in order. */
  readonly remedy: string;
}

/** The report of {@link doctor}. */
export interface DoctorReport {
  /** Whether every check is in order. */
  readonly ok: boolean;
  /** Version of TensorFlow's C library as it reports it; `null` if it cannot be loaded. */
  readonly tensorflow: string | null;
  /** The device on which TensorFlow computes, as it reports it; `null` if it cannot be loaded. */
  readonly device: 'CPU' | 'GPU' | null;
  /** Whether a small network was compiled to one TensorFlow graph and trained. */
  readonly compiled: boolean;
  readonly checks: readonly Check[];
}

/** The words that choose the device at set-up; npm passes on the words after two dashes. */
const [GPU, CPU] = cloneFolder === undefined ? ['--gpu', '--cpu'] : ['-- --gpu', '-- --cpu'];
/** The folder to delete so that set-up builds it again. */
const BUILT = cloneFolder === undefined ? 'node_modules/asymmetric-valleys and install it again' : 'node_modules/@tensorflow';
const LEAST_DISK = 1;
const LEAST_MEMORY = 2;

/** Checks every part of the installation, and trains a small network on TensorFlow. */
export async function doctor(): Promise<DoctorReport> {
  const outcome = await runProbe();
  const probe = typeof outcome === 'string' ? undefined : outcome;
  const checks = [
    nodeCheck(),
    check('library', true, `asymmetric-valleys ${version}`, ''),
    ...(cloneFolder === undefined ? [] : projectChecks(cloneFolder)),
    ...tensorflowChecks(outcome, await choicePath()),
    diskCheck(),
    memoryCheck(),
  ];
  return {
    ok: checks.every(({ ok }) => ok),
    tensorflow: probe?.tensorflow ?? null,
    device: probe?.device ?? null,
    compiled: probe !== undefined && probe.compiled && probe.problem === undefined,
    checks,
  };
}

/** The report as a table for people, with the remedies beneath. */
export function doctorText({ checks, ok }: DoctorReport): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map(({ name, ok: good, found }) => `${good ? 'ok  ' : 'FAIL'}  ${name.padEnd(width)}  ${found}`);
  const remedies = checks.filter((each) => !each.ok).map(({ name, remedy }) => `${name}: ${remedy}`);
  return [...lines, '', ...(ok ? ['Everything works.'] : remedies)].join('\n');
}

function check(name: string, ok: boolean, found: string, remedy: string): Check {
  return { name, ok, found, remedy: ok ? '' : remedy };
}

/** The file where set-up notes whether a GPU was requested. */
async function choicePath(): Promise<string> {
  const { stateFolder } = (await import(pathToFileURL(join(packageFolder, 'setup', 'project.mjs')).href)) as {
    readonly stateFolder: string;
  };
  return join(stateFolder, 'choice.json');
}

function nodeCheck(): Check {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const ok = (major === 20 && minor >= 11) || major === 22 || major === 24;
  return check(
    'node',
    ok,
    `${process.versions.node} (N-API ${process.versions.napi}, ${process.platform}-${process.arch})`,
    'Install Node 20 (from 20.11 on), 22 or 24.',
  );
}

/** The parts found only in a clone of the project: JupyterLab, Plotly's extension for it, the kernel. */
function projectChecks(clone: string): Check[] {
  const environment = join(clone, '.venv');
  const python = spawnSync(join(environment, 'bin', 'python'), ['--version'], { encoding: 'utf8' });
  const remove = 'Delete the folder .venv, then run "npm run setup".';
  const kernel = kernelProblem(join(environment, 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json'));
  return [
    check('python', python.status === 0, python.status === 0 ? python.stdout.trim() : '.venv has no Python that runs', remove),
    packageCheck('jupyterlab', environment),
    packageCheck('plotly', environment),
    packageCheck('nbclient', environment),
    check('kernel', kernel === undefined, kernel ?? `tslab ${tslabVersion(clone)}`, SET_UP),
  ];
}

function packageCheck(name: string, environment: string): Check {
  const found = pythonPackage(name, environment);
  return check(name, found !== undefined, found ?? 'absent from .venv', SET_UP);
}

function pythonPackage(name: string, environment: string): string | undefined {
  const library = join(environment, 'lib');
  const folder = entriesOf(library).find((entry) => entry.startsWith('python3.'));
  if (folder === undefined) return undefined;
  const entry = entriesOf(join(library, folder, 'site-packages')).find(
    (file) => file.startsWith(`${name}-`) && file.endsWith('.dist-info'),
  );
  return entry?.slice(name.length + 1, -'.dist-info'.length);
}

/** The names in a folder; none if there is no folder. */
function entriesOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** The content of a file as a JSON object; undefined if the file is absent, damaged or something else. */
function jsonIn(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(readText(path));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function kernelProblem(path: string): string | undefined {
  if (!existsSync(path)) return 'the TypeScript kernel is not installed in JupyterLab';
  const argv = jsonIn(path)?.argv;
  if (!Array.isArray(argv) || argv.length < 2) return `${path} does not name the TypeScript kernel`;
  const missing = argv.slice(0, 2).map(String).find((file) => !existsSync(file));
  return missing === undefined ? undefined : `the TypeScript kernel names ${missing}, which is absent`;
}

function tslabVersion(clone: string): string {
  return String(jsonIn(join(clone, 'node_modules', 'tslab', 'package.json'))?.version ?? 'of unknown version');
}

function tensorflowChecks(probe: ProbeOutcome | string, choice: string): Check[] {
  if (typeof probe === 'string') return [check('tensorflow', false, probe, tensorflowRemedy(probe))];
  const trained =
    `preresnet-8 ${probe.compiled ? 'as one graph' : 'layer by layer'}, loss ` +
    `${probe.losses.map((loss) => loss.toFixed(3)).join(' → ')} in ${probe.seconds.toFixed(1)} s`;
  return [
    check('tensorflow', true, `${probe.tensorflow} (TensorFlow.js ${probe.tensorflowJs})`, ''),
    deviceCheck(probe.device, probe.gpuRemark, choice),
    check('training', probe.problem === undefined, probe.problem ?? trained, `Delete ${BUILT}. ${SET_UP} If it still fails, report it.`),
  ];
}

/** A GPU that was requested at set-up but is not used is an error, never a silent fall-back. */
function deviceCheck(device: Probe['device'], remark: string | undefined, path: string): Check {
  const choice = existsSync(path) ? jsonIn(path) : {};
  if (choice === undefined && device === 'CPU') {
    return check(
      'device',
      false,
      `CPU; ${path}, which notes whether a GPU was requested, is damaged`,
      `${SET_UP} Add "${GPU}" to use a GPU.`,
    );
  }
  const ok = device === 'GPU' || choice?.gpu !== true;
  const found = ok ? device : `CPU, although a GPU was requested at set-up${remark === undefined ? '' : ` (TensorFlow: ${remark})`}`;
  return check('device', ok, found, `Check the driver with "nvidia-smi" (CUDA 12 or later), or use the CPU: ${SET_UP} Add "${CPU}".`);
}

function tensorflowRemedy(problem: string): string {
  if (problem.includes('SIGILL')) return 'This TensorFlow needs a processor with AVX instructions: use another machine.';
  return SET_UP;
}

interface ProbeOutcome extends Probe {
  /** TensorFlow's remark about GPUs while it was loaded. */
  readonly gpuRemark?: string;
}

/** The probe's findings, or the reason why it failed. */
async function runProbe(): Promise<ProbeOutcome | string> {
  const script = join(__dirname, `doctor-probe${extname(__filename)}`);
  // Level 0: TensorFlow then reports why it does not use a GPU.
  const child = fork(script, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0' } });
  let stderr = '';
  let result: Probe | undefined;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.on('message', (message) => (result = message as Probe));
  return new Promise((done) => {
    child.once('error', (error) => done(error.message));
    child.once('close', (status, signal) =>
      done(result ? { ...result, gpuRemark: gpuRemark(stderr) } : probeFailure(stderr, status, signal)),
    );
  });
}

function gpuRemark(stderr: string): string | undefined {
  const line = stderr.split('\n').find((text) => /cuInit|CUDA_ERROR|dlopen|GPU libraries|no CUDA-capable/.test(text));
  return line?.replace(/^.*?\] /, '').trim();
}

function probeFailure(stderr: string, status: number | null, signal: string | null): string {
  if (signal !== null) return `TensorFlow crashed (${signal})`;
  const line = stderr.split('\n').find((text) => /^\[?\w*Error\b/.test(text));
  return `TensorFlow cannot be loaded (${line?.replace(/^\[|\] \{$/g, '') ?? `exit code ${status}`})`;
}

function diskCheck(): Check {
  const { bavail, bsize } = statfsSync(cloneFolder ?? process.cwd());
  return amountCheck('disk', (bavail * bsize) / 1e9, LEAST_DISK, 'Free some space: checkpoints and records are written there.');
}

function memoryCheck(): Check {
  // macOS counts memory that it would release at once as used, so the free amount decides nothing there.
  if (platform() === 'darwin') return check('memory', true, `${(freemem() / 1e9).toFixed(1)} GB free`, '');
  return amountCheck('memory', freemem() / 1e9, LEAST_MEMORY, 'Close other programs: training takes about 1 GB.');
}

function amountCheck(name: string, gigabytes: number, least: number, remedy: string): Check {
  return check(name, gigabytes >= least, `${gigabytes.toFixed(1)} GB free`, remedy);
}
