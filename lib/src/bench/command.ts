import { Command } from 'commander';
import { type CurveTime, measureCurveTime } from './measure-curves';
import { measureThroughput, type Throughput } from './measure';
import { findPeer } from './processes';
import { checkNetworkName } from '../networks/networks';
import { jsonOption, wholeNumber } from '../cli/options';
import { endProgress, print, printJson, terminalRun } from '../cli/terminal';

interface BenchArguments {
  readonly networks: readonly string[];
  readonly rounds: number;
  readonly peer?: string;
  readonly peerScript?: string;
  readonly layers?: boolean;
  readonly curve?: string;
  readonly json?: boolean;
}

const BATCH = 128;

/** `valleys bench`: images per second, beside PyTorch's if an interpreter is given. */
export function benchCommand(): Command {
  return new Command('bench')
    .description('Measure the speed of training and evaluation at batch 128, beside PyTorch if asked to.')
    .option('--networks <name...>', 'which networks', ['preresnet-20', 'preresnet-8', 'preresnet-29', 'densenet-bc-40'])
    .option('--rounds <number>', 'rounds of alternating measurements; results are medians', wholeNumber(1, 10_000), 5)
    .option('--peer <python>', 'a Python interpreter with PyTorch')
    .option('--peer-script <file>', 'the program to run with it (default: ../shared/bench/peer_torch.py beside the project)')
    .option('--layers', "also measure the plain layers runner, and TensorFlow.js's own trainOnBatch and predictOnBatch")
    .option('--curve <network>', 'also measure a 41-point loss curve of a PreResNet with basic blocks, such as preresnet-20')
    .addOption(jsonOption())
    .addHelpText('after', `
Each network is measured by one process with all cores, and by as many processes at once as there are cores, each with one
thread: what two trainings, or the workers of valleys study, reach together. "untuned" is the peer with the C library's own
allocator; it and the layers runner are measured in two rounds only. "of product" is the fraction of the multiply-adds
per second that a plain matrix product reaches. The curve is measured in both ways too, and once with each point stopped at a
standard error of 0.005 nats. Run it on an idle machine.

Examples:
  valleys bench
  valleys bench --networks preresnet-20 --rounds 3
  valleys bench --peer ~/torch/bin/python --layers --curve preresnet-20 --json`)
    .action(run);
}

async function run({ networks, rounds, layers = false, curve, json, ...options }: BenchArguments): Promise<void> {
  for (const name of [...networks, ...(curve === undefined ? [] : [curve])]) checkNetworkName(name);
  const { signal, onProgress } = terminalRun();
  const peer = options.peer === undefined ? undefined : findPeer(options.peer, options.peerScript, { signal });
  const measured = await measureThroughput({ networks, rounds, batch: BATCH, peer, layers }, { signal, onProgress });
  const curves = curve === undefined ? [] : [await measureCurveTime(curve, { rounds, python: options.peer }, { signal, onProgress })];
  endProgress();
  if (json) printJson({ ...measured, ...(curves.length > 0 && { curves }) });
  else print([table(measured.results), ...curves.map(curveText)].join('\n'));
}

function curveText({ network, points, seconds, secondsTogether, secondsPrecise, precision, peer }: CurveTime): string {
  const text = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : `${value.toFixed(1)} s`);
  return (
    `a curve of ${network}, ${points} points: ${text(seconds)}; each of several at once: ${text(secondsTogether)}; to ` +
    `${precision} nats: ${text(secondsPrecise)}; PyTorch: ${text(peer)}`
  );
}

function table(results: readonly Throughput[]): string {
  const whole = (value: number | null | undefined): string => value?.toFixed(0) ?? '–';
  const rows = results.map((r) => [
    r.network,
    r.work,
    whole(r.processes),
    whole(r.ours),
    whole(r.peer),
    r.ratio?.toFixed(2) ?? '–',
    whole(r.peerDefault),
    whole(r.layers),
    whole(r.stock),
    r.fraction === undefined ? '–' : `${(100 * r.fraction).toFixed(0)} %`,
    whole(r.megabytes),
  ]);
  const all = [['network', 'work', 'processes', 'ours', 'peer', 'ratio', 'untuned', 'layers', 'stock', 'of product', 'MB'], ...rows];
  return all.map((row) => row.map((cell, i) => (i < 2 ? cell.padEnd(15) : cell.padStart(10))).join(' ')).join('\n');
}
