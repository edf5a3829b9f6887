import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { SetupError } from '../../base/errors';
import { breathe } from '../../base/progress';
import { project } from '../../base/project';
import { median } from '../../landscape/statistics';
import { jsonOption, wholeNumber } from '../options';
import { endProgress, print, printJson, terminalRun } from '../terminal';
import { imagesPerSecond, randomBatch, runnerForSpeed, type Work } from '../throughput';

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
}

const BATCH = 128;
const WORK: readonly Work[] = ['train', 'evaluate'];

/** `valleys bench`: images per second, beside PyTorch's if an interpreter is given. */
export function benchCommand(): Command {
  return new Command('bench')
    .description('Measure the speed of training and evaluation at batch 128, beside PyTorch if asked to.')
    .option('--networks <name...>', 'which networks', ['preresnet-20', 'preresnet-8', 'densenet-bc-40'])
    .option('--rounds <number>', 'rounds of alternating measurements; medians count', wholeNumber(1), 5)
    .option('--peer <python>', 'an interpreter that has PyTorch')
    .option('--peer-script <file>', 'the program it runs (default: ../shared/bench/peer_torch.py beside the project)')
    .option('--layers', 'measure the plain layers runner too')
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
    const rounds: Record<Work, { ours: number; peer: number | null }>[] = [];
    const runner = runnerForSpeed(network, 'compiled');
    const batch = randomBatch(BATCH);
    for (let round = 0; round < options.rounds; round++) {
      await breathe(signal);
      const measured = peer?.(network);
      const ours = (work: Work): number => imagesPerSecond(runner, work, batch, { warmUp: 3, steps: 10 });
      rounds.push({ train: { ours: ours('train'), peer: measured?.train ?? null }, evaluate: { ours: ours('evaluate'), peer: measured?.evaluate ?? null } });
    }
    runner.dispose();
    for (const work of WORK) results.push(summarise(network, work, rounds, options.layers ? layersSpeed(network, work) : undefined));
  }
  endProgress();
  if (options.json) printJson({ machine: machine(), results });
  else print(table(results));
}

function summarise(network: string, work: Work, rounds: readonly Record<Work, { ours: number; peer: number | null }>[], layers?: number): BenchResult {
  const each = rounds.map((round) => round[work]);
  const peers = each.flatMap(({ peer }) => peer ?? []);
  const ratios = each.flatMap(({ ours, peer }) => (peer === null ? [] : ours / peer));
  return {
    network,
    work,
    ours: round(median(each.map(({ ours }) => ours)), 1),
    peer: peers.length ? round(median(peers), 1) : null,
    ratio: ratios.length ? round(median(ratios), 3) : null,
    ...(layers !== undefined && { layers: round(layers, 1) }),
  };
}

function layersSpeed(network: string, work: Work): number {
  const runner = runnerForSpeed(network, 'layers');
  const speed = imagesPerSecond(runner, work, randomBatch(BATCH), { warmUp: 1, steps: 3 });
  runner.dispose();
  return speed;
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
  return { processor: cpus()[0]?.model.trim() ?? 'unknown', cores: cpus().length, memoryGiB: round(totalmem() / 2 ** 30, 1), node: process.version };
}

function table(results: readonly BenchResult[]): string {
  const rows = results.map((r) => [r.network, r.work, r.ours.toFixed(0), r.peer?.toFixed(0) ?? '–', r.ratio?.toFixed(2) ?? '–', r.layers?.toFixed(0) ?? '–']);
  const all = [['network', 'work', 'ours', 'peer', 'ratio', 'layers'], ...rows];
  return all.map((row) => row.map((cell, i) => (i < 2 ? cell.padEnd(15) : cell.padStart(8))).join(' ')).join('\n');
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
