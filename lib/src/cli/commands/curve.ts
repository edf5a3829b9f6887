import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import { LandscapeError } from '../../base/errors';
import type { RunOptions } from '../../base/progress';
import { augmentedCopy } from '../../datasets/augmented';
import { subset } from '../../datasets/batches';
import { loadDataset } from '../../datasets/datasets';
import { type Asymmetry, asymmetry } from '../../landscape/asymmetry';
import { type AsymmetryUncertainty, asymmetryWithUncertainty } from '../../landscape/asymmetry-uncertainty';
import type { CurveSettings, LossCurve, SplitCurve } from '../../landscape/curve';
import { DIRECTION_KINDS, directionKind, drawDirection } from '../../landscape/directions';
import { distancesBetween } from '../../numbers/distances';
import { BATCH_NORM_MODES, type BatchNormMode } from '../../landscape/evaluate-point';
import { lossCurve } from '../../landscape/loss-curve';
import type { PreciseCurve, PreciseSplitCurve } from '../../landscape/precise-curve';
import { samplesOf } from '../../landscape/profile';
import { normalised } from '../../numbers/vector';
import type { Runner } from '../../networks/runner';
import { checkNetworkName } from '../../networks/networks';
import { loadVector } from '../../training/checkpoint';
import { openCheckpoint } from '../../training/open-checkpoint';
import { asymmetryText } from '../asymmetry-text';
import {
  checkpointOption,
  dataOption,
  datasetOption,
  finiteNumber,
  jsonOption,
  MOST,
  networkOption,
  seedOption,
  wholeNumber,
} from '../options';
import { endProgress, print, printJson, remark, terminalRun } from '../terminal';

interface CurveArguments {
  readonly network: string;
  readonly checkpoint: string;
  readonly dataset: string;
  readonly data?: string;
  readonly direction: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly points: number;
  readonly batchNorm: BatchNormMode;
  readonly split: 'train' | 'test';
  readonly examples?: number;
  readonly batchNormExamples: number;
  readonly precision?: number;
  readonly keep?: string;
  readonly json?: boolean;
}

/** `valleys curve`: train and test loss along a direction from a checkpoint, with the statistics of asymmetry. */
export function curveCommand(): Command {
  return new Command('curve')
    .description('Loss and accuracy along a direction from a checkpoint, and how asymmetric they are.')
    .addOption(networkOption())
    .addOption(checkpointOption())
    .addOption(datasetOption())
    .addOption(dataOption())
    .option('--direction <kind or file>', `one of: ${DIRECTION_KINDS.join(', ')}; or a .safetensors file`, 'uniform01')
    .addOption(seedOption())
    .option('--from <distance>', 'first distance', finiteNumber, -8)
    .option('--to <distance>', 'last distance', finiteNumber, 8)
    .option('--points <number>', 'number of evenly spaced distances', wholeNumber(2, MOST.points), 21)
    .addOption(new Option('--batch-norm <mode>', 'statistics at each point').choices(BATCH_NORM_MODES).default('reestimate'))
    .addOption(
      new Option('--split <name>', 'split whose loss gives the asymmetry; both are measured')
        .choices(['train', 'test'])
        .default('train'),
    )
    .option('--examples <number>', 'number of examples of each split, from the first on (default: all)', wholeNumber(1))
    .option('--batch-norm-examples <number>', 'training examples for reestimate, augmented', wholeNumber(1), 2000)
    .option(
      '--precision <nats>',
      'standard error, nats: each point takes as many examples as its difference from the solution needs',
      finiteNumber,
    )
    .addOption(new Option('--keep <folder>', 'keep each point there, and reuse kept points').conflicts('precision'))
    .addOption(jsonOption())
    .addHelpText('after', EXPLANATION)
    .action(run);
}

const EXPLANATION = `
The direction has length 1 over all trainable weights. A file has tensors named as in a checkpoint; missing ones count as 0.
"frozen" keeps the checkpoint's running statistics, "reestimate" re-estimates them at
every point from augmented training images, "batch" uses each batch's own.
With --keep an interrupted curve continues where it stopped, and a wider or finer one computes only its new points; the folder may
hold points of any number of curves.
With --precision the asymmetry has no intervals: its points have different numbers of examples.
If a finished curve has no asymmetry, for example because the loss at the checkpoint is not finite, the command gives the reason.

Examples:
  valleys curve --network preresnet-20 --checkpoint sgd.safetensors --examples 2000
  valleys curve --network preresnet-20 --checkpoint sgd.safetensors --keep points --from -12 --to 12 --points 31
  valleys curve --network preresnet-20 --checkpoint sgd.safetensors --direction bn-only --from -3 --to 3 --points 31 --json`;

async function run(options: CurveArguments): Promise<void> {
  checkNetworkName(options.network);
  const distances = distancesBetween(options.from, options.to, options.points);
  const dataset = loadDataset(options.dataset, { folder: options.data });
  const { runner, notes = [] } = openCheckpoint(options.checkpoint, options.network, dataset);
  for (const note of notes) remark(note);
  const [train, test] = [dataset.train, dataset.test].map((split) => subset(split, options.examples ?? split.count));
  const batchNormExamples = await augmentedCopy(
    subset(dataset.train, Math.min(options.batchNormExamples, dataset.train.count)),
    options.seed,
  );
  const direction = directionOf(options, runner);
  const work = terminalRun();
  const settings = { direction, distances, train, test, batchNorm: options.batchNorm, batchNormExamples };
  const measured = await measure(runner, settings, options, work);
  endProgress();
  if (!options.json) print(`${table(measured)}\n`);
  const found = await asymmetryOf(measured, options.split, work);
  endProgress();
  if (options.json) printJson({ distances: measured.distances, train: plain(measured.train), test: plain(measured.test), ...found });
  else print(found.asymmetry === null ? `No asymmetry: ${found.problem}` : asymmetryText(found.asymmetry, options.split));
}

function measure(
  runner: Runner,
  settings: CurveSettings,
  { precision, keep }: CurveArguments,
  work: RunOptions,
): Promise<LossCurve | PreciseCurve> {
  if (precision !== undefined) return lossCurve(runner, settings, { ...work, precision });
  return lossCurve(runner, settings, { ...work, keep, keepLosses: true });
}

type FoundAsymmetry =
  | { readonly asymmetry: Asymmetry & { readonly uncertainty?: AsymmetryUncertainty } }
  | { readonly asymmetry: null; readonly problem: string };

/** The curve's asymmetry, or the problem that prevents computing it: the curve took long, so it is shown anyway. */
async function asymmetryOf(curve: LossCurve | PreciseCurve, split: 'train' | 'test', work: RunOptions): Promise<FoundAsymmetry> {
  try {
    const samples = samplesOf(curve, split);
    return { asymmetry: 'precision' in curve ? asymmetry(samples) : await asymmetryWithUncertainty(samples, work) };
  } catch (error) {
    if (!(error instanceof LandscapeError)) throw error;
    return { asymmetry: null, problem: error.message };
  }
}

function directionOf(options: CurveArguments, runner: Runner): Float32Array {
  const isKind = DIRECTION_KINDS.some((kind) => kind === options.direction);
  if (!isKind && (options.direction.endsWith('.safetensors') || existsSync(options.direction))) {
    return normalised(loadVector(options.direction, runner.model), `The direction ${options.direction}`);
  }
  return drawDirection(directionKind(options.direction), runner.layout, { seed: options.seed, weights: runner.getWeights() });
}

function plain(
  split: SplitCurve | PreciseSplitCurve,
): Pick<SplitCurve | PreciseSplitCurve, 'loss' | 'accuracy' | 'standardErrorToOrigin' | 'examples'> {
  const { loss, accuracy, standardErrorToOrigin, examples } = split;
  return { loss, accuracy, standardErrorToOrigin, examples };
}

function table({ distances, train, test }: LossCurve | PreciseCurve): string {
  const rows = distances.map((l, k) => [
    l.toFixed(3),
    train.loss[k].toFixed(4),
    train.accuracy[k].toFixed(4),
    test.loss[k].toFixed(4),
    test.accuracy[k].toFixed(4),
  ]);
  return [['distance', 'train loss', 'accuracy', 'test loss', 'accuracy'], ...rows]
    .map((row) => row.map((cell) => cell.padStart(10)).join(' '))
    .join('\n');
}
