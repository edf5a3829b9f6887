import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { durationText } from '../base/duration';
import { RecordError } from '../base/errors';
import { listFolder, readText } from '../base/files';
import type { BenchMachine, Throughput } from './measure';
import type { CurveTime } from './measure-curves';
import { toMarkdown } from '../figures';
import { markdownTable, type Row } from '../notebook/table';
import { estimateText } from '../numbers/texts';

/** The machine of a timing; the device on which TensorFlow computed is there if it matters. */
type Machine = Omit<BenchMachine, 'device' | 'matrixProduct'> & Partial<Pick<BenchMachine, 'device'>>;

interface Measured<T> {
  readonly machine: Machine;
  readonly results: readonly T[];
  /** Number of measurements behind each median. */
  readonly rounds?: number;
  readonly curves?: readonly CurveTime[];
}

/** The output of `valleys bench --json`. */
export type Bench = Measured<Throughput>;

/** One timing of `npm run times`. */
interface CommandTime {
  readonly command: string;
  readonly when: string;
  readonly seconds: number;
}

/** Largest difference between a ratio and the ratio of the two rounded numbers beside it. */
const ROUNDING = 0.002;
const BENCH = 'npx valleys bench --layers --curve preresnet-20 --json > data/records/bench.json';

/**
 * The throughput tables as Markdown, one for each machine with a record: `bench.json` first, then `bench-NAME.json` beside it.
 * Without `bench.json`, the command that makes it.
 *
 * @param folder of the records @throws RecordError RECORD_CORRUPT
 */
export function throughputMarkdown(folder: string): string {
  return benchFiles(folder).map((path) => measuredMarkdown(path, throughputRow, BENCH, ratiosText)).join('\n\n');
}

/** The records of throughput of all machines, `bench.json` first. @param folder of the records @throws RecordError RECORD_CORRUPT */
export function readBenches(folder: string): readonly Bench[] {
  return benchFiles(folder).filter((path) => existsSync(path)).map((path) => readMeasured<Throughput>(path, BENCH));
}

function benchFiles(folder: string): string[] {
  const others = listFolder(folder).filter((name) => /^bench-.+\.json$/.test(name)).sort();
  return ['bench.json', ...others].map((name) => join(folder, name));
}

/** The durations of loss curves. */
function curvesMarkdown(curves: readonly CurveTime[]): string[] {
  return curves.map(({ network, points, train, test, batchNorm, seconds, secondsTogether, secondsPrecise, precision, peer }) => {
    const row = (how: string, took: number | undefined): Row[] =>
      took === undefined
        ? []
        : [
            {
              how,
              seconds: took,
              'PyTorch, seconds': peer,
              'times faster than PyTorch': peer === null ? null : Number((peer / took).toFixed(2)),
            },
          ];
    const rows = [
      ...row('one process, all cores', seconds),
      ...row('as many curves at once as cores, each', secondsTogether),
      ...row(`one process, each point to a standard error of ${precision} nats`, secondsPrecise),
    ];
    return (
      `A loss curve of ${network}: ${points} points, each on ${train} training and ${test} test images, batch norm ` +
      `re-estimated on ${batchNorm}.\n\n${markdownTable(rows)}`
    );
  });
}

function throughputRow({
  network,
  work,
  processes = 1,
  ours,
  peer,
  ratio,
  ratioRange,
  peerDefault,
  layers,
  stock,
  fraction,
  megabytes,
}: Throughput): Row {
  const times = (other: number | undefined): string | null => (other === undefined ? null : `${(ours / other).toFixed(1)} ×`);
  return {
    network,
    work,
    processes,
    'images/s': ours,
    'PyTorch, images/s': peer,
    'ratio to PyTorch':
      ratio !== null && ratioRange
        ? estimateText({ value: ratio, low: ratioRange[0], high: ratioRange[1] }, 2)
        : (ratio?.toFixed(2) ?? null),
    'PyTorch, default allocator': peerDefault ?? null,
    'to the layers runner': times(layers),
    'to TensorFlow.js alone': times(stock),
    'of a matrix product': fraction === undefined ? null : `${(100 * fraction).toFixed(0)} %`,
    'memory, MB': megabytes ?? null,
  };
}

/** The lines of `bench.json`. @throws FileError, RecordError RECORD_CORRUPT */
export function readThroughput(path: string): readonly Throughput[] {
  return readMeasured<Throughput>(path, BENCH).results;
}

/** The durations of the commands, as Markdown, from `setup.json`; without that file, the command that makes it. @throws RecordError */
export function timesMarkdown(path: string): string {
  const rows = ({ command, when, seconds }: CommandTime): Row => ({ command: `<b>${command}</b>`, when, took: durationText(seconds) });
  return measuredMarkdown(path, rows, 'npm run times');
}

/** Explains why ratios differ from those of the numbers beside them, if they visibly do. */
function ratiosText({ results }: Bench): string {
  const differs = results.some(({ ours, peer, ratio }) => peer !== null && ratio !== null && Math.abs(ratio - ours / peer) > ROUNDING);
  return differs ? " Ratios are medians of the rounds' ratios, so they may differ from the ratio of the two medians shown." : '';
}

function measuredMarkdown<T>(
  path: string,
  toRow: (result: T) => Row,
  command: string,
  remark: (measured: Measured<T>) => string = () => '',
): string {
  if (!existsSync(path)) return `*Not measured yet; measure it with \`${command}\`*`;
  const measured = readMeasured<T>(path, command);
  const { machine, results, rounds, curves = [] } = measured;
  const { processor, cores, memoryGiB, node, device, gpu = 'a GPU' } = machine;
  const howOften = rounds === undefined ? '' : rounds === 1 ? ', in one round' : `, medians of ${rounds} rounds`;
  const where =
    `Measured on ${device === 'GPU' ? `${toMarkdown(gpu)}, with ` : ''}${cores} cores (${toMarkdown(processor)}), ` +
    `${memoryGiB} GiB of memory, Node ${node}${howOften}.${remark(measured)}`;
  return [markdownTable(results.map(toRow)), where, ...curvesMarkdown(curves)].join('\n\n');
}

function readMeasured<T>(path: string, command: string): Measured<T> {
  try {
    const measured = JSON.parse(readText(path)) as Measured<T>;
    if (Array.isArray(measured.results) && measured.results.length > 0 && typeof measured.machine.processor === 'string') return measured;
  } catch (cause) {
    if (!(cause instanceof SyntaxError) && !(cause instanceof TypeError)) throw cause;
  }
  throw new RecordError('RECORD_CORRUPT', `${path} contains no measurements.`, `Make it again: ${command}`);
}
