import { cpus } from 'node:os';
import type { RunOptions } from '../base/progress';
import { DEFAULT_BATCH_SIZE } from '../landscape/evaluate-point';
import { median } from '../numbers/statistics';
import type { CurveSize } from './curve-speed';
import { peerPoint, probe } from './processes';

/** The duration of a loss curve of one network. */
export interface CurveTime extends CurveSize {
  readonly network: string;
  /** Seconds in one process with all cores. */
  readonly seconds: number;
  /** Seconds per curve when as many curves run at once as there are cores. */
  readonly secondsTogether: number;
  /**
   * Seconds of a curve that stops each point at `precision`, all its points measured once; absent without CIFAR-10 and the
   * project's own solution.
   */
  readonly secondsPrecise?: number;
  /** Standard error, nats. */
  readonly precision: number;
  /** Seconds of the same curve in PyTorch, in one process with all cores; null without PyTorch. */
  readonly peer: number | null;
}

/** The curve timed in docs/speed.md. */
const SIZE: CurveSize = { points: 41, train: 5000, test: 5000, batchNorm: 2000 };
/** All points take the same time, so a few suffice. */
const MEASURED_POINTS = 4;
const PRECISION = 0.005;
/** Each round runs through thousands of images several times. */
const MOST_ROUNDS = 3;

/**
 * Medians over the rounds (three at most; one for the precise curve), this library and the peer in alternation.
 *
 * @throws SetupError PROBE_FAILED, PEER_FAILED; InterruptedError
 */
export async function measureCurveTime(
  network: string,
  { rounds, python }: { readonly rounds: number; readonly python?: string },
  { signal, onProgress }: RunOptions,
): Promise<CurveTime> {
  const size = { ...SIZE, points: MEASURED_POINTS };
  const cores = cpus().length;
  const alone: number[] = [];
  const together: number[] = [];
  const precise: number[] = [];
  const peer: number[] = [];
  const count = Math.min(rounds, MOST_ROUNDS);
  for (let round = 0; round < count; round++) {
    onProgress?.({ label: 'curves', done: round, total: count, details: [network] });
    alone.push(...known(await probe({ network, curve: size }, { processes: 1 }, { signal })));
    if (python !== undefined) peer.push(await peerPoint(python, network, size, DEFAULT_BATCH_SIZE, { signal }));
    const both = known(await probe({ network, curve: size }, { processes: cores, threads: 1 }, { signal }));
    together.push(Math.max(...both) / both.length);
    if (round === 0) precise.push(...known(await probe({ network, curve: SIZE, precision: PRECISION }, { processes: 1 }, { signal })));
  }
  const whole = (seconds: readonly number[]): number => Number((SIZE.points * median(seconds)).toFixed(1));
  return {
    network,
    ...SIZE,
    precision: PRECISION,
    seconds: whole(alone),
    secondsTogether: whole(together),
    ...(precise.length > 0 && { secondsPrecise: Number(median(precise).toFixed(1)) }),
    peer: peer.length > 0 ? whole(peer) : null,
  };
}

function known(speeds: readonly { readonly seconds?: number }[]): number[] {
  return speeds.flatMap(({ seconds }) => seconds ?? []);
}
