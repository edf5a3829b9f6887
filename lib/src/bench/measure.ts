import { cpus, totalmem } from 'node:os';
import type { RunOptions } from '../base/progress';
import { median } from '../numbers/statistics';
import type { Engine, NetworkSpeed } from './probe';
import { type Arrangement, type Peer, probe } from './processes';
import type { Work } from './throughput';

/** One line of a bench: one kind of work on one network in one arrangement of processes. Medians over the rounds. */
export interface Throughput {
  readonly network: string;
  readonly work: Work;
  /** Processes at once: one with all cores, or as many as cores with one thread each. Absent in older records: one. */
  readonly processes?: number;
  /** Images per second of all processes together, compiled runner. */
  readonly ours: number;
  /** The same for the peer; null without one. */
  readonly peer: number | null;
  /** Median over the rounds of ours / peer. */
  readonly ratio: number | null;
  /** The lowest and the highest ratio of a round. Absent in older records. */
  readonly ratioRange?: readonly [lowest: number, highest: number];
  /** Images per second of the peer with the C library's own allocator, see {@link Peer}; absent if not measured. */
  readonly peerDefault?: number;
  /** Images per second of the plain layers runner, and of TensorFlow.js without this library, if requested. */
  readonly layers?: number;
  readonly stock?: number;
  /**
   * Multiply-adds per second of the network's convolutions and dense layers, as a fraction of those of a plain matrix product in
   * the same arrangement and round. Absent in older records.
   */
  readonly fraction?: number;
  /** Peak resident memory of a process during training, megabytes. */
  readonly megabytes?: number;
}

/** The machine of a bench. */
export interface BenchMachine {
  readonly device: 'CPU' | 'GPU';
  /** Name of the GPU, if it computes on one. */
  readonly gpu?: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  /** 10⁹ multiply-adds per second of a plain matrix product (2048 × 2048) by TensorFlow, with all cores. */
  readonly matrixProduct: number;
}

/** The plan of a bench. */
export interface BenchPlan {
  readonly networks: readonly string[];
  readonly rounds: number;
  readonly batch: number;
  readonly peer?: Peer;
  /** Whether to measure the layers runner and TensorFlow.js alone too. */
  readonly layers: boolean;
}

/** One round of one arrangement. */
interface Round {
  /** Multiply-adds per second of plain matrix products, of all processes together. */
  readonly product: number;
  readonly ours: readonly NetworkSpeed[];
  readonly peer?: readonly Readonly<Record<Work, number>>[];
  readonly peerDefault?: Readonly<Record<Work, number>>;
  readonly layers?: NetworkSpeed;
  readonly stock?: NetworkSpeed;
}

/** Number of rounds that include the slow measurements: the layers runner, TensorFlow.js alone, the peer with the default allocator. */
const SLOW_ROUNDS = 2;

/** A training step passes the network three times: forward, backward to the inputs, backward to the weights. */
const PASSES: Readonly<Record<Work, number>> = { train: 3, evaluate: 1 };

/**
 * Measures images per second of networks with random weights on random images, in rounds that alternate between this library and
 * the peer, each time in new processes.
 *
 * @throws SetupError PROBE_FAILED, PEER_FAILED; InterruptedError
 */
export async function measureThroughput(
  plan: BenchPlan,
  { signal, onProgress }: RunOptions,
): Promise<{ machine: BenchMachine; rounds: number; results: Throughput[] }> {
  const [{ device, gpu, matrixProduct }] = await probe('machine', { processes: 1 }, { signal });
  const cores = cpus().length;
  const arrangements: Arrangement[] = [{ processes: 1 }, ...(cores > 1 && device === 'CPU' ? [{ processes: cores, threads: 1 }] : [])];
  const tasks = plan.networks.flatMap((network) => arrangements.map((arrangement) => ({ network, arrangement })));
  const results: Throughput[] = [];
  for (const [i, { network, arrangement }] of tasks.entries()) {
    const { processes } = arrangement;
    const rounds: Round[] = [];
    while (rounds.length < plan.rounds) {
      const done = i * plan.rounds + rounds.length;
      onProgress?.({
        label: 'bench',
        done,
        total: tasks.length * plan.rounds,
        details: [network, processes === 1 ? 'one process' : `${processes} processes`],
      });
      rounds.push(await oneRound(plan, network, arrangement, rounds.length < SLOW_ROUNDS && processes === 1, signal));
    }
    for (const work of ['train', 'evaluate'] as const) results.push({ network, work, processes, ...summarise(work, rounds) });
  }
  return {
    machine: { ...machine(), device, ...(gpu !== undefined && { gpu }), matrixProduct: round(matrixProduct / 1e9, 1) },
    rounds: plan.rounds,
    results,
  };
}

async function oneRound(
  { batch, peer, layers }: BenchPlan,
  network: string,
  arrangement: Arrangement,
  slowOnes: boolean,
  signal?: AbortSignal,
): Promise<Round> {
  const measured = (engine: Engine): Promise<NetworkSpeed[]> => probe({ network, batch, engine }, arrangement, { signal });
  const product = (await probe('machine', arrangement, { signal })).reduce((sum, { matrixProduct }) => sum + matrixProduct, 0);
  const ours = await measured('compiled');
  const always = { product, ours, peer: await peer?.(network, batch, arrangement) };
  if (!slowOnes) return always;
  const peerDefault = (await peer?.(network, batch, arrangement, 'default'))?.[0];
  if (!layers) return { ...always, peerDefault };
  return { ...always, peerDefault, layers: (await measured('layers'))[0], stock: (await measured('stock'))[0] };
}

/** Medians over rounds. */
export function summarise(work: Work, rounds: readonly Round[]): Omit<Throughput, 'network' | 'work' | 'processes'> {
  const together = (speeds: readonly Readonly<Record<Work, number>>[]): number => speeds.reduce((sum, speed) => sum + speed[work], 0);
  const over = (values: readonly (number | undefined)[]): number | undefined => {
    const known = values.filter((value) => value !== undefined);
    return known.length > 0 ? median(known) : undefined;
  };
  const ours = median(rounds.map((one) => together(one.ours)));
  const peer = over(rounds.map((one) => one.peer && together(one.peer)));
  const ratios = rounds.flatMap((one) => (one.peer ? [together(one.ours) / together(one.peer)] : []));
  const [layers, stock, peerDefault] = (['layers', 'stock', 'peerDefault'] as const).map((engine) =>
    over(rounds.map((one) => one[engine]?.[work])),
  );
  return {
    ours: round(ours, 1),
    peer: peer === undefined ? null : round(peer, 1),
    ratio: ratios.length === 0 ? null : round(median(ratios), 3),
    ...(ratios.length > 0 && { ratioRange: [round(Math.min(...ratios), 3), round(Math.max(...ratios), 3)] as const }),
    ...(peerDefault !== undefined && { peerDefault: round(peerDefault, 1) }),
    ...(layers !== undefined && { layers: round(layers, 1) }),
    ...(stock !== undefined && { stock: round(stock, 1) }),
    fraction: round(median(rounds.map((one) => (PASSES[work] * together(one.ours) * one.ours[0].multiplyAdds) / one.product)), 3),
    ...(work === 'train' && {
      megabytes: Math.round(median(rounds.map((one) => Math.max(...one.ours.map(({ trainingMegabytes }) => trainingMegabytes))))),
    }),
  };
}

function machine(): Omit<BenchMachine, 'device' | 'gpu' | 'matrixProduct'> {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: round(totalmem() / 2 ** 30, 1),
    node: process.version,
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
