import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { SetupError } from '../../base/errors';
import { breathe } from '../../base/progress';
import { project } from '../../base/project';
import { computingDevice } from '../../engine/binding';
import { median } from '../../landscape/statistics';
import { jsonOption, wholeNumber } from '../options';
import { endProgress, print, printJson, terminalRun } from '../terminal';
import { imagesPerSecond, randomBatch, type Repetitions, runnerForSpeed, stockImagesPerSecond, type Work } from '../throughput';

interface BenchArguments {
  readonly networks: readonly string[];
  readonly rounds: number;
  readonly peer?: string;
  readonly peerScript?: string;
  readonly layers?: boolean;
  readonly json?: boolean;
}

interface BenchResult {
  readonly network: string;
  readonly work: Work;
  /** Images per second of the compiled runner. */
  readonly ours: number;
  readonly peer: number | null;
  /** Median over the rounds of ours / peer. */
  readonly ratio: number | null;
  /** Images per second of the plain layers runner, where it was asked for. */
  readonly layers?: number;
  /** Of TensorFlow.js without this library, likewise. */
  readonly stock?: number;
}

/** Images per second of one round. */
interface Round {
  readonly ours: number;
  readonly peer: number | null;
  readonly layers?: number;
  readonly stock?: number;
}

const BATCH = 128;
const WORK: readonly Work[] = ['train', 'evaluate'];
const MANY: Repetitions = { warmUp: 3, steps: 10 };
/** Of what takes seconds. */
const FEW: Repetitions = { warmUp: 1, steps: 3 };

/** `valleys bench`: images per second, beside PyTorch's if an interpreter is given. */
export function benchCommand(): Command {
  return new Command('bench')
    .description('Measure the speed of training and evaluation at batch 128, beside PyTorch if asked to.')
    .option('--networks <name...>', 'which networks', ['preresnet-20', 'preresnet-8', 'densenet-bc-40'])
    .option('--rounds <number>', 'rounds of alternating measurements; medians count', wholeNumber(1), 5)
    .option('--peer <python>', 'an interpreter that has PyTorch')
    .option('--peer-script <file>', 'the program it runs (default: ../shared/bench/peer_torch.py beside the project)')
    .option('--layers', "measure the plain layers runner too, and TensorFlow.js's own trainOnBatch and predictOnBatch")
    .addOption(jsonOption())
    .addHelpText('after', '\nRun it on an idle machine.\n\nExamples:\n  valleys bench\n  valleys bench --peer ~/torch/bin/python --json')
    .action(run);
}

async function run(options: BenchArguments): Promise<void> {
  const peer = options.peer === undefined ? undefined : findPeer(options.peer, options.peerScript);
  const { signal, onProgress } = terminalRun();
  const results: BenchResult[] = [];
  for (const [index, network] of options.networks.entries()) {
    onProgress({ label: 'bench', done: index, total: options.networks.length, details: [network] });
    const rounds: Record<Work, Round>[] = [];
    for (let round = 0; round < options.rounds; round++) {
      await breathe(signal);
      const measured = peer?.(network);
      const of = async (work: Work): Promise<Round> => ({
        ours: await speedOf(network, 'compiled', work),
        peer: measured?.[work] ?? null,
        ...(options.layers && { layers: await speedOf(network, 'layers', work), stock: await stockImagesPerSecond(network, work, BATCH, FEW) }),
      });
      rounds.push({ train: await of('train'), evaluate: await of('evaluate') });
    }
    for (const work of WORK) results.push(summarise(network, work, rounds.map((round) => round[work])));
  }
  endProgress();
  if (options.json) printJson({ machine: machine(), results });
  else print(table(results));
}

function summarise(network: string, work: Work, rounds: readonly Round[]): BenchResult {
  const medianOf = (pick: (round: Round) => number | null | undefined): number | undefined => {
    const values = rounds.flatMap((each) => pick(each) ?? []);
    return values.length > 0 ? median(values) : undefined;
  };
  const [ours, peer, ratio] = [medianOf((each) => each.ours) ?? NaN, medianOf((each) => each.peer), medianOf((each) => each.peer && each.ours / each.peer)];
  const [layers, stock] = [medianOf((each) => each.layers), medianOf((each) => each.stock)];
  return {
    network,
    work,
    ours: round(ours, 1),
    peer: peer === undefined ? null : round(peer, 1),
    ratio: ratio === undefined ? null : round(ratio, 3),
    ...(layers !== undefined && { layers: round(layers, 1) }),
    ...(stock !== undefined && { stock: round(stock, 1) }),
  };
}

async function speedOf(network: string, kind: 'compiled' | 'layers', work: Work): Promise<number> {
  const runner = runnerForSpeed(network, kind);
  try {
    return await imagesPerSecond(runner, work, randomBatch(BATCH), kind === 'compiled' ? MANY : FEW);
  } finally {
    runner.dispose();
    runner.model.dispose();
  }
}

/** Runs the peer once for a network and reads its JSON. */
function findPeer(python: string, script = resolve(project().folder, '..', 'shared', 'bench', 'peer_torch.py')): (network: string) => Record<Work, number> {
  if (!existsSync(script)) {
    throw new SetupError('PEER_ABSENT', `The peer program ${script} is not there.`, 'Name one with --peer-script.');
  }
  return (network) => {
    const name = network.replace('-bc', '').replaceAll('-', '');
    const child = spawnSync(python, [script, name, '--batch', String(BATCH), '--steps', '10'], { encoding: 'utf8' });
    if (child.status !== 0) {
      const reason = child.error?.message ?? child.stderr.trim().split('\n').at(-1) ?? '';
      throw new SetupError('PEER_FAILED', `${python} ${script} ${name} failed: ${reason.replace(/\.$/, '')}.`, 'Give an interpreter that has PyTorch.');
    }
    const answer = JSON.parse(child.stdout) as { train_images_per_second: number; eval_images_per_second: number };
    return { train: answer.train_images_per_second, evaluate: answer.eval_images_per_second };
  };
}

function machine(): Record<string, string | number> {
  return { device: computingDevice(), processor: cpus()[0]?.model.trim() ?? 'unknown', cores: cpus().length, memoryGiB: round(totalmem() / 2 ** 30, 1), node: process.version };
}

function table(results: readonly BenchResult[]): string {
  const rows = results.map((r) => [r.network, r.work, r.ours.toFixed(0), r.peer?.toFixed(0) ?? '–', r.ratio?.toFixed(2) ?? '–', r.layers?.toFixed(0) ?? '–', r.stock?.toFixed(0) ?? '–']);
  const all = [['network', 'work', 'ours', 'peer', 'ratio', 'layers', 'stock'], ...rows];
  return all.map((row) => row.map((cell, i) => (i < 2 ? cell.padEnd(15) : cell.padStart(8))).join(' ')).join('\n');
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
