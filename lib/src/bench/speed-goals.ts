import type { Throughput } from './measure';
import { toMarkdown } from '../figures';
import { markdownTable, type Row } from '../notebook/table';
import { type Bench, readBenches } from './measured-times';

/** A goal for the speed. */
interface SpeedGoal {
  readonly what: string;
  readonly network: string;
  /** A value of at least `aim` (with `atMost`: of at most `aim`) meets the goal. */
  readonly aim: number;
  readonly atMost?: true;
  /** Unit after the number, such as ` MB`. */
  readonly unit?: string;
  readonly value: (bench: Bench) => number | null | undefined;
  /** The obstacle if the goal is missed. */
  readonly limit: string;
}

const LIMITS = {
  training:
    "memory: batch norm, ReLU and sums are a quarter of a step and cost PyTorch the same; the convolutions, the rest, are oneDNN's in both",
  evaluation: "nearly all the time goes into convolutions, and they are oneDNN's in both",
  curve: 'the forward pass that re-estimates batch norm, and evaluation, at the ratios above',
  memory: 'the backward pass needs the kept activations of the batch, and TensorFlow fuses no operations that would avoid them',
  layers: "with slower convolutions, TensorFlow.js's overhead per operation weighs less",
} as const;

const GOALS: readonly SpeedGoal[] = [
  ...ratios(
    'training, one process',
    'train',
    'one',
    { 'preresnet-20': 1.05, 'preresnet-8': 1.05, 'preresnet-29': 1, 'densenet-bc-40': 1 },
    LIMITS.training,
  ),
  ...ratios('training, a process for each core', 'train', 'several', { 'preresnet-20': 1.15, 'preresnet-8': 1.15 }, LIMITS.training),
  ...ratios(
    'evaluation, a process for each core',
    'evaluate',
    'several',
    { 'preresnet-20': 1.25, 'preresnet-8': 1.25, 'preresnet-29': 1, 'densenet-bc-40': 1 },
    LIMITS.evaluation,
  ),
  {
    what: 'a loss curve, a process for each core',
    network: 'preresnet-20',
    aim: 2,
    limit: LIMITS.curve,
    value: ({ curves }) => ratioOf(curves?.[0]?.peer, curves?.[0]?.secondsTogether),
  },
  {
    what: 'the same, points to a standard error',
    network: 'preresnet-20',
    aim: 2,
    limit: LIMITS.curve,
    value: ({ curves }) => ratioOf(curves?.[0]?.peer, curves?.[0]?.secondsPrecise),
  },
  {
    what: 'memory of training',
    network: 'preresnet-20',
    aim: 700,
    atMost: true,
    unit: ' MB',
    limit: LIMITS.memory,
    value: (bench) => find(bench, 'preresnet-20', 'train', 'one')?.megabytes,
  },
  ...['preresnet-20', 'preresnet-8'].map(
    (network): SpeedGoal => ({
      what: 'training, times the layers runner',
      network,
      aim: 5,
      unit: ' ×',
      limit: LIMITS.layers,
      value: (bench) => ratioOf(find(bench, network, 'train', 'one')?.ours, find(bench, network, 'train', 'one')?.layers),
    }),
  ),
];

/**
 * The goals for the speed, and the measured values on each processor with a record, as Markdown. Ratios are to PyTorch on the same
 * machine unless a row says otherwise. Empty without a record.
 *
 * @param folder of the records @throws RecordError RECORD_CORRUPT
 */
export function speedGoalsMarkdown(folder: string): string {
  const benches = readBenches(folder).filter((bench) => bench.machine.device !== 'GPU' && GOALS.some(({ value }) => known(value(bench))));
  if (benches.length === 0) return '';
  const rows = GOALS.map((goal): Row => {
    const values = benches.map((bench) => goal.value(bench));
    const missed = values.some((value) => known(value) && !isMet(goal, value));
    return {
      what: goal.what, network: goal.network, aim: `${goal.atMost ? '≤' : '≥'} ${goal.aim}${goal.unit ?? ''}`,
      ...Object.fromEntries(benches.map(({ machine }, i) => [toMarkdown(machine.processor), cell(goal, values[i])])),
      'what limits it': missed ? goal.limit : null,
    };
  });
  return markdownTable(rows);
}

function ratios(
  what: string,
  work: Throughput['work'],
  processes: 'one' | 'several',
  aims: Readonly<Record<string, number>>,
  limit: string,
): SpeedGoal[] {
  return Object.entries(aims).map(([network, aim]) => ({
    what,
    network,
    aim,
    limit,
    value: (bench) => find(bench, network, work, processes)?.ratio,
  }));
}

function find({ results }: Bench, network: string, work: Throughput['work'], processes: 'one' | 'several'): Throughput | undefined {
  return results.find(
    (entry) => entry.network === network && entry.work === work && (entry.processes ?? 1) > 1 === (processes === 'several'),
  );
}

function ratioOf(numerator: number | null | undefined, denominator: number | null | undefined): number | undefined {
  return known(numerator) && known(denominator) ? numerator / denominator : undefined;
}

function known(value: number | null | undefined): value is number {
  return value !== null && value !== undefined;
}

function isMet({ aim, atMost }: SpeedGoal, value: number): boolean {
  return atMost ? value <= aim : value >= aim;
}

function cell(goal: SpeedGoal, value: number | null | undefined): string | null {
  if (!known(value)) return null;
  return `${goal.unit === ' MB' ? value.toFixed(0) : value.toFixed(2)}${goal.unit ?? ''}${isMet(goal, value) ? ' ✓' : ''}`;
}
