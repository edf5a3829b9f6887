import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { InterruptedError, SetupError } from '../base/errors';
import { project } from '../base/project';
import type { CurveSize } from './curve-speed';
import type { CurveSpeed, CurveTask, MachineSpeed, NetworkSpeed, NetworkTask, ProbeTask } from './probe';
import type { Work } from './throughput';

/** How processes measure: how many at once, and how many threads each has (absent: the engine decides). */
export interface Arrangement {
  readonly processes: number;
  readonly threads?: number;
}

/** Options of processes: `signal` ends them when it is aborted. */
export interface ProcessOptions {
  readonly signal?: AbortSignal;
}

const execute = promisify(execFile);
const CURVE_PEER = join(__dirname, '..', '..', 'bench', 'curve_torch.py');
const PROBE = join(__dirname, `probe${extname(__filename)}`);

/**
 * Measures in separate processes that start together; returns one answer from each.
 *
 * @throws SetupError PROBE_FAILED; InterruptedError
 */
export async function probe(task: NetworkTask, arrangement: Arrangement, options?: ProcessOptions): Promise<NetworkSpeed[]>;
export async function probe(task: CurveTask, arrangement: Arrangement, options?: ProcessOptions): Promise<CurveSpeed[]>;
export async function probe(task: 'machine', arrangement: Arrangement, options?: ProcessOptions): Promise<MachineSpeed[]>;
export async function probe(task: ProbeTask, { processes, threads }: Arrangement, options: ProcessOptions = {}): Promise<unknown[]> {
  const limits = threads === undefined ? {} : { TF_NUM_INTRAOP_THREADS: String(threads), TF_NUM_INTEROP_THREADS: String(threads) };
  const words = [...process.execArgv, PROBE, JSON.stringify(task)];
  const one = (): Promise<unknown> => answerOf(process.execPath, words, { ...process.env, ...limits }, options, (reason, cause) =>
    new SetupError('PROBE_FAILED', `A process of the bench failed: ${reason}.`, 'Run valleys doctor.', { cause }));
  return Promise.all(Array.from({ length: processes }, one));
}

/**
 * Images per second of a program to compare with: {@link probe}, but of that program. The program keeps the memory that it frees,
 * unless `allocator` leaves the C library's allocator as it is, which costs PyTorch up to two thirds of its speed.
 */
export type Peer = (
  network: string,
  batch: number,
  arrangement: Arrangement,
  allocator?: 'default',
) => Promise<Readonly<Record<Work, number>>[]>;

/**
 * A program that measures PyTorch: called as `PYTHON SCRIPT preresnet20 --batch 128 --steps 10 [--threads 1]
 * [--malloc default]`, it prints JSON with `train_images_per_second` and `eval_images_per_second`.
 *
 * @param script by default `../shared/bench/peer_torch.py` beside the project
 * @throws SetupError PEER_ABSENT; the peer: SetupError PEER_FAILED, InterruptedError
 */
export function findPeer(
  python: string,
  script = resolve(project().folder, '..', 'shared', 'bench', 'peer_torch.py'),
  options: ProcessOptions = {},
): Peer {
  if (!existsSync(script)) throw new SetupError('PEER_ABSENT', `There is no peer program ${script}.`, 'Name one with --peer-script.');
  return (network, batch, { processes, threads }, allocator) => {
    const name = network.replace('-bc', '').replaceAll('-', '');
    const words = [
      script,
      name,
      '--batch',
      String(batch),
      '--steps',
      '10',
      ...(threads === undefined ? [] : ['--threads', String(threads)]),
      ...(allocator === undefined ? [] : ['--malloc', allocator]),
    ];
    const one = async (): Promise<Record<Work, number>> => {
      const answer = (await answerOf(python, words, process.env, options, peerFailed(`${python} ${script} ${name}`))) as {
        train_images_per_second: number;
        eval_images_per_second: number;
      };
      return { train: answer.train_images_per_second, evaluate: answer.eval_images_per_second };
    };
    return Promise.all(Array.from({ length: processes }, one));
  };
}

/**
 * Seconds of a point of a PreResNet's loss curve in PyTorch, programmed straightforwardly (`bench/curve_torch.py`).
 *
 * @throws SetupError PEER_FAILED; InterruptedError
 */
export async function peerPoint(
  python: string,
  network: string,
  { points, train, test, batchNorm }: CurveSize,
  batch: number,
  options: ProcessOptions = {},
): Promise<number> {
  const sizes = Object.entries({ points, train, test, 'batch-norm': batchNorm, batch }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);
  const words = [CURVE_PEER, network.replace('preresnet-', ''), ...sizes];
  return ((await answerOf(python, words, process.env, options, peerFailed(`${python} ${CURVE_PEER}`))) as { seconds: number }).seconds;
}

/** Makes the error for a failed program from its last message. */
type Failure = (reason: string, cause: unknown) => SetupError;

function peerFailed(command: string): Failure {
  return (reason, cause) =>
    new SetupError('PEER_FAILED', `${command} failed: ${reason}.`, 'Give a Python interpreter with PyTorch.', { cause });
}

/** The JSON that a program prints. */
async function answerOf(
  file: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  { signal }: ProcessOptions,
  failure: Failure,
): Promise<unknown> {
  try {
    return JSON.parse((await execute(file, words, { env, signal, encoding: 'utf8' })).stdout) as unknown;
  } catch (error) {
    if (signal?.aborted) throw new InterruptedError('Stopped on request.', 'Nothing was written.');
    throw failure(reasonOf(error), error);
  }
}

/** The last error named on stderr, else its last line: after an uncaught error comes a stack, in Node also Node's version. */
function reasonOf(cause: unknown): string {
  const { stderr = '', message } = cause as { readonly stderr?: string; readonly message: string };
  const lines = stderr.trim().split('\n');
  return (lines.filter((line) => /^[\w.]*Error\b/.test(line)).at(-1) ?? (lines.at(-1) || message.split('\n')[0])).replace(/\.$/, '');
}
