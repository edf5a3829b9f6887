import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { project } from '../base/project';
import { subset } from '../datasets/batches';
import type { Split } from '../datasets/dataset';
import { isAvailable, loadDataset } from '../datasets/datasets';
import type { CurveSettings } from '../landscape/curve';
import { drawDirection } from '../landscape/directions';
import { lossCurve } from '../landscape/loss-curve';
import { distancesBetween } from '../numbers/distances';
import type { Runner } from '../networks/runner';
import { openCheckpoint } from '../training/open-checkpoint';
import { randomBatch } from '../datasets/random-batch';
import { runnerForSpeed } from './throughput';

/** The size of a curve to time: numbers of distances and of images. */
export interface CurveSize {
  readonly points: number;
  readonly train: number;
  readonly test: number;
  /** Number of images for re-estimating batch norm at every point. */
  readonly batchNorm: number;
}

/** Typical radius of a trained network's curve. */
const REACH = 8;

/** Seconds of one point of a network's loss curve, on random images: the mean over `size.points`. */
export async function secondsOfPoint(network: string, size: CurveSize): Promise<number> {
  const images = (count: number): Split => ({ ...randomBatch(count), count });
  const runner = runnerForSpeed(network, 'compiled');
  const settings = {
    train: images(size.train),
    test: images(size.test),
    batchNorm: 'reestimate',
    batchNormExamples: images(size.batchNorm),
  } as const;
  return (
    (await timed(runner, settings, (whole) => lossCurve(runner, { ...whole, distances: distancesBetween(0, 0.3, size.points) }))) /
    size.points
  );
}

/**
 * Seconds of a whole curve that stops each point at a precision, from the project's own solution on CIFAR-10: the
 * number of images per point depends on the weights. Undefined without that solution or CIFAR-10.
 *
 * @param precision standard error, nats
 */
export async function secondsOfPreciseCurve(network: string, size: CurveSize, precision: number): Promise<number | undefined> {
  const checkpoint = join(project().checkpoints, network, 'laptop-seed-1', 'sgd-after-swa.safetensors');
  if (!existsSync(checkpoint) || !isAvailable('cifar10')) return undefined;
  const dataset = loadDataset('cifar10');
  const { runner } = openCheckpoint(checkpoint, network, dataset);
  const settings = {
    train: subset(dataset.train, size.train),
    test: subset(dataset.test, size.test),
    batchNorm: 'reestimate',
    batchNormExamples: subset(dataset.train, size.batchNorm),
  } as const;
  return timed(runner, settings, (whole) =>
    lossCurve(runner, { ...whole, distances: distancesBetween(-REACH, REACH, size.points) }, { precision }),
  );
}

/** Seconds of a measurement after a warm-up: the network has seen all examples once. */
async function timed(
  runner: Runner,
  settings: Omit<CurveSettings, 'direction' | 'distances'>,
  measure: (settings: Omit<CurveSettings, 'distances'>) => Promise<unknown>,
): Promise<number> {
  const direction = drawDirection('uniform01', runner.layout, { seed: 0 });
  await lossCurve(runner, { ...settings, direction, distances: [0] });
  const started = performance.now();
  await measure({ ...settings, direction });
  const seconds = (performance.now() - started) / 1000;
  runner.dispose();
  runner.model.dispose();
  return seconds;
}
