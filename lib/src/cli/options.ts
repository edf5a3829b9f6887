import { InvalidArgumentError, Option } from 'commander';
import { datasetNames } from '../datasets/datasets';
import { networkNames } from '../networks/networks';

/** Parses a whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(
      `It must be a whole number of at least ${least}${/^\d+$/.test(text) && value > most ? ` and at most ${most}` : ''}.`,
    );
  };
}

/** Larger values outgrow memory, or a machine's threads and processes. */
export const MOST = { points: 10_001, epochs: 1_000_000, classes: 65_536, processes: 1024, threads: 1024, arrayTasks: 1_000_000 } as const;

/** Parses a finite number, such as -1.5 or 2e-3. */
export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

// The library itself checks names and suggests the nearest one, so these options list the names without enforcing them.
export const networkOption = (): Option => new Option('--network <name>', `one of: ${networkNames.join(', ')}`).makeOptionMandatory();
export const datasetOption = (): Option => new Option('--dataset <name>', `one of: ${datasetNames.join(', ')}`).default('cifar10');
export const dataOption = (): Option =>
  new Option('--data <folder>', 'folder that holds cifar-10-batches-bin or cifar-100-binary (default: VALLEYS_DATA, then data/)');
export const checkpointOption = (): Option => new Option('--checkpoint <file>', 'weights, a .safetensors file').makeOptionMandatory();
export const jsonOption = (): Option => new Option('--json', 'print one JSON object on stdout, everything else on stderr');
export const seedOption = (): Option => new Option('--seed <number>', 'seed of every random draw').argParser(wholeNumber(0)).default(1);
export const splitOption = (): Option => new Option('--split <name>', 'which examples').choices(['train', 'test']).default('test');
export const examplesOption = (): Option =>
  new Option('--examples <number>', 'number of examples, from the first on (default: all)').argParser(wholeNumber(1));
