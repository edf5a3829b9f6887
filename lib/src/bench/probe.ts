import { buildNetwork } from '../networks/networks';
import { multiplyAdds } from '../networks/multiply-adds';
import { computingDevice, gpuName } from '../engine/binding';
import { type CurveSize, secondsOfPoint, secondsOfPreciseCurve } from './curve-speed';
import { randomBatch } from '../datasets/random-batch';
import { imagesPerSecond, matrixProductSpeed, type Repetitions, runnerForSpeed, stockImagesPerSecond, type Work } from './throughput';

// A process of the bench, see `processes.ts`: what is measured shares nothing with what was measured before.

/** What runs the network: this library's runners, or TensorFlow.js alone. */
export type Engine = 'compiled' | 'layers' | 'stock';

/** What a process of the bench is asked to measure. */
export type ProbeTask = NetworkTask | CurveTask | 'machine';

/** Training and evaluation of a network. */
export interface NetworkTask {
  readonly network: string;
  readonly engine: Engine;
  readonly batch: number;
}

/** A loss curve of a network: the seconds of a point, or, to a precision in nats, of the whole. */
export interface CurveTask {
  readonly network: string;
  readonly curve: CurveSize;
  readonly precision?: number;
}

/** Of a network, in images per second. */
export interface NetworkSpeed extends Readonly<Record<Work, number>> {
  /** Most memory that the process has had resident when it had trained and not yet evaluated, megabytes. */
  readonly trainingMegabytes: number;
  /** Of one image, forward. */
  readonly multiplyAdds: number;
}

/** Of the machine. */
export interface MachineSpeed {
  readonly device: 'CPU' | 'GPU';
  /** Its name, if it is a GPU. */
  readonly gpu?: string;
  /** Multiply-adds per second of a plain matrix product. */
  readonly matrixProduct: number;
}

/** Of a curve. */
export interface CurveSpeed {
  /** Absent where what is needed to measure it is not there. */
  readonly seconds?: number;
}

const MANY: Repetitions = { warmUp: 3, steps: 10 };
/** Of what takes seconds. */
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
  // The last line on stderr is what the bench tells as the reason.
  process.stderr.write(`${(error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ')}\n`);
  process.exitCode = 1;
}

void answer(JSON.parse(process.argv[2]) as ProbeTask).then((speed) => process.stdout.write(JSON.stringify(speed)), fail);
