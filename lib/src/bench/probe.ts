import { buildNetwork } from '../networks/networks';
import { multiplyAdds } from '../networks/multiply-adds';
import { computingDevice, gpuName } from '../engine/binding';
import { type CurveSize, secondsOfPoint, secondsOfPreciseCurve } from './curve-speed';
import { randomBatch } from '../datasets/random-batch';
import { imagesPerSecond, matrixProductSpeed, type Repetitions, runnerForSpeed, stockImagesPerSecond, type Work } from './throughput';

// A process of the bench, see `processes.ts`: each measurement has a process of its own and shares nothing with earlier ones.

/** The engine of the network: this library's runners, or TensorFlow.js alone. */
export type Engine = 'compiled' | 'layers' | 'stock';

/** A task for a process of the bench. */
export type ProbeTask = NetworkTask | CurveTask | 'machine';

/** Training and evaluation of a network. */
export interface NetworkTask {
  readonly network: string;
  readonly engine: Engine;
  readonly batch: number;
}

/** Timing a loss curve of a network: the seconds of a point, or, with a precision in nats, of the whole curve. */
export interface CurveTask {
  readonly network: string;
  readonly curve: CurveSize;
  readonly precision?: number;
}

/** Speed of a network, in images per second. */
export interface NetworkSpeed extends Readonly<Record<Work, number>> {
  /** Peak resident memory of the process after training and before evaluation, megabytes. */
  readonly trainingMegabytes: number;
  /** Multiply-adds of one image, forward. */
  readonly multiplyAdds: number;
}

/** Speed of the machine. */
export interface MachineSpeed {
  readonly device: 'CPU' | 'GPU';
  /** Name of the GPU, if it computes on one. */
  readonly gpu?: string;
  /** Multiply-adds per second of a plain matrix product. */
  readonly matrixProduct: number;
}

/** Speed of a curve. */
export interface CurveSpeed {
  /** Absent if the data for measuring it are missing. */
  readonly seconds?: number;
}

const MANY: Repetitions = { warmUp: 3, steps: 10 };
/** Repetitions of work that takes seconds. */
const FEW: Repetitions = { warmUp: 1, steps: 3 };

async function networkSpeed({ network, engine, batch }: NetworkTask): Promise<NetworkSpeed> {
  const model = buildNetwork(network, 10, 1);
  const perImage = multiplyAdds(model);
  model.dispose();
  const runner = engine === 'stock' ? undefined : runnerForSpeed(network, engine);
  const repetitions = engine === 'compiled' ? MANY : FEW;
  const images = randomBatch(batch);
  const speedOf = (work: Work): Promise<number> =>
    runner ? imagesPerSecond(runner, work, images, repetitions) : stockImagesPerSecond(network, work, batch, repetitions);
  const train = await speedOf('train');
  const trainingMegabytes = process.resourceUsage().maxRSS / 1e3;
  return { train, evaluate: await speedOf('evaluate'), trainingMegabytes, multiplyAdds: perImage };
}

async function answer(task: ProbeTask): Promise<NetworkSpeed | MachineSpeed | CurveSpeed> {
  if (task !== 'machine' && 'curve' in task) {
    const { network, curve, precision } = task;
    return {
      seconds: precision === undefined ? await secondsOfPoint(network, curve) : await secondsOfPreciseCurve(network, curve, precision),
    };
  }
  return task === 'machine'
    ? { device: computingDevice(), gpu: gpuName(), matrixProduct: await matrixProductSpeed(FEW) }
    : networkSpeed(task);
}

function fail(error: unknown): void {
  // The bench reports the last line on stderr as the reason.
  process.stderr.write(`${(error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ')}\n`);
  process.exitCode = 1;
}

void answer(JSON.parse(process.argv[2]) as ProbeTask).then((speed) => process.stdout.write(JSON.stringify(speed)), fail);
