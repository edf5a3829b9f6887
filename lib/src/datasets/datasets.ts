import { UsageError } from '../base/errors';
import { nearest } from '../base/nearest';
import { readCifar } from './cifar';
import { hasCifar } from './cifar-folder';
import { CIFAR10, CIFAR100, type CifarLayout } from './cifar-layout';
import type { Dataset } from './dataset';
import { syntheticDataset } from './synthetic';
import { SHAPES } from './synthetic-shapes';

const CIFAR: ReadonlyMap<string, CifarLayout> = new Map([CIFAR10, CIFAR100].map((layout) => [layout.name, layout]));

/** The names that {@link loadDataset} knows. */
export const datasetNames: readonly string[] = ['synthetic', ...CIFAR.keys()];

/** Options of {@link loadDataset}. */
export interface LoadDatasetOptions {
  /** For CIFAR: the folder that holds `cifar-10-batches-bin/` or `cifar-100-binary/`. */
  readonly folder?: string;
  /** For `synthetic`: which images are drawn. Default 0. */
  readonly seed?: number;
}

/**
 * Loads a dataset by name. `synthetic` is drawn; `cifar10` and `cifar100` (fine labels) are read from the given folder, else from
 * `VALLEYS_DATA`, else from the project's `data/`.
 *
 * @throws UsageError DATASET_UNKNOWN
 * @throws DatasetError if the files are absent or bad, see `readCifar`
 */
export function loadDataset(name: string, options: LoadDatasetOptions = {}): Dataset {
  const layout = cifarLayout(name);
  return layout ? readCifar(layout, options.folder) : syntheticDataset({ seed: options.seed });
}

/**
 * Whether the dataset is at hand: `synthetic` always, the others if their folder exists.
 *
 * @throws UsageError DATASET_UNKNOWN
 */
export function isAvailable(name: string, folder?: string): boolean {
  const layout = cifarLayout(name);
  return layout === undefined || hasCifar(layout, folder);
}

/** Number of classes of a dataset, known without its files. @throws UsageError DATASET_UNKNOWN */
export function classCount(name: string): number {
  return cifarLayout(name)?.labelRanges.at(-1) ?? Object.keys(SHAPES).length;
}

/** @throws UsageError DATASET_UNKNOWN, with the nearest name */
export function checkDatasetName(name: string): void {
  if (datasetNames.includes(name)) return;
  const suggestion = nearest(name, datasetNames);
  const guess = suggestion ? ` Did you mean ${suggestion}?` : '';
  throw new UsageError('DATASET_UNKNOWN', `There is no dataset "${name}".${guess}`, `Choose one of ${datasetNames.join(', ')}.`);
}

/** The layout of a dataset's files; undefined for `synthetic`. @throws UsageError DATASET_UNKNOWN */
export function cifarLayout(name: string): CifarLayout | undefined {
  checkDatasetName(name);
  return CIFAR.get(name);
}
