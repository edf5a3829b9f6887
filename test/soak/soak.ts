// `npm run soak`: does what users do, over and over, and says whether memory and tensors stay flat.
import { parseArgs } from 'node:util';
import { memoryUse } from 'asymmetric-valleys';
import { median } from '../../lib/src/numbers/statistics';
import { cycle } from './cycle';

/** What the process held at the end of a cycle. */
export interface Sample {
  readonly seconds: number;
  readonly megabytes: number;
}

/** What a soak saw. */
export interface Soak {
  readonly cycles: number;
  /** Over the whole run without its warm-up, by a robust line through the samples. */
  readonly risenMegabytes: number;
  /** Between the end of the warm-up and the end of the run, each after what is no longer used was collected. */
  readonly tensors: number;
  readonly nativeTensors: number;
  readonly graphs: number;
  readonly samples: readonly Sample[];
}

/** More would be a leak. Garbage comes and goes within it. */
export const FLAT_MEGABYTES = 50;
/** At least so many cycles, and at least this share of the time, until caches are full and memory is laid out. */
const WARM_UP = { cycles: 10, share: 0.2 };

/** Whether memory stayed flat and no tensor and no graph was left behind. */
export function isFlat({ risenMegabytes, tensors, nativeTensors, graphs }: Soak): boolean {
  return risenMegabytes < FLAT_MEGABYTES && tensors <= 0 && nativeTensors <= 0 && graphs <= 0;
}

/** The rise over all samples by the median of the slopes between pairs of them (Theil and Sen), which single peaks do not move. */
export function risen(samples: readonly Sample[]): number {
  const some = samples.filter((_, i) => i % Math.ceil(samples.length / 300) === 0);
  const slopes = some.flatMap((a, i) => some.slice(i + 1).map((b) => (b.megabytes - a.megabytes) / (b.seconds - a.seconds)));
  return slopes.length === 0 ? 0 : median(slopes) * (some[some.length - 1].seconds - some[0].seconds);
}

/** Repeats cycles for so many seconds, after a warm-up. @throws whatever a cycle throws: a mistake that was taken, or work that failed */
export async function soak(seconds: number, onCycle: (sample: Sample, cycles: number) => void = () => undefined): Promise<Soak> {
  const began = performance.now();
  const samples: Sample[] = [];
  let cycles = 0;
  let warm: Awaited<ReturnType<typeof collected>> | undefined;
  for (let elapsed = 0; elapsed < seconds || !warm || samples.length < WARM_UP.cycles; elapsed = (performance.now() - began) / 1000) {
    await cycle(cycles++);
    const sample = { seconds: (performance.now() - began) / 1000, megabytes: memoryUse().residentBytes / 1e6 };
    if (warm) samples.push(sample);
    else if (cycles >= WARM_UP.cycles && sample.seconds >= WARM_UP.share * seconds) warm = await collected();
    onCycle(sample, cycles);
  }
  const end = await collected();
  return {
    cycles, samples, risenMegabytes: risen(samples),
    tensors: end.tensors - warm.tensors, nativeTensors: end.nativeTensors - warm.nativeTensors, graphs: end.graphs - warm.graphs,
  };
}

/** What is held when garbage has been collected, and what was freed for it. */
async function collected(): Promise<ReturnType<typeof memoryUse>> {
  if (!globalThis.gc) throw new Error('Start Node with --expose-gc.');
  // What the first collection finds unused is freed in a task of its own, and may let go of more.
  for (let i = 0; i < 5; i++) {
    globalThis.gc();
    await new Promise((done) => setTimeout(done, 20));
  }
  return memoryUse();
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } });
  let next = 0;
  const seen = await soak(60 * Number(values.minutes), ({ seconds, megabytes }, cycles) => {
    if (seconds < next) return;
    next = seconds + 60;
    const minutes = (seconds / 60).toFixed(1);
    const columns = [minutes.padStart(6), 'min', String(cycles).padStart(7), 'cycles', megabytes.toFixed(0).padStart(7), 'MB'];
    process.stdout.write(`${columns.join(' ')}\n`);
  });
  const flat = isFlat(seen);
  const { cycles, risenMegabytes, tensors, nativeTensors, graphs } = seen;
  process.stdout.write(`\n${cycles} cycles: memory rose by ${risenMegabytes.toFixed(1)} MB (flat is below ${FLAT_MEGABYTES}), `
    + `tensors by ${tensors}, native tensors by ${nativeTensors}, graphs by ${graphs}: ${flat ? 'flat' : 'not flat'}.\n`);
  return flat ? 0 : 1;
}

if (require.main === module) void main().then((code) => (process.exitCode = code));
