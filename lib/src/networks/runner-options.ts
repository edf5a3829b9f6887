import { UsageError } from '../base/errors';
import { nearest } from '../base/nearest';
import type { CompileOptions } from './compiled/compiled-runner';
import { shown } from './numbers';

/** Options of `createRunner`. */
export interface RunnerOptions extends CompileOptions {
  /** `auto` (the default): `compiled` if the compiler supports all layers of the model, otherwise `layers`. */
  readonly kind?: 'auto' | 'compiled' | 'layers';
}

const VALUES = {
  kind: ['auto', 'compiled', 'layers'],
  loss: ['softmax-cross-entropy', 'binary-cross-entropy'],
} as const;

/** Further fields of a dataset, which may be given as the options. */
const OF_A_DATASET: readonly string[] = ['name', 'classes', 'train', 'test', 'fingerprint', 'note'];
const OPTIONS: readonly string[] = [...Object.keys(VALUES), 'normalisation'];

/** @throws UsageError OPTION_UNKNOWN, KIND_UNKNOWN, LOSS_UNKNOWN, each with the nearest name; NORMALISATION_INVALID */
export function checkRunnerOptions(options: RunnerOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new UsageError(
      'OPTION_UNKNOWN',
      `The options of createRunner are ${shown(options)}.`,
      'Give a dataset, or an object of options.',
    );
  }
  for (const key of Object.keys(options)) {
    if (OPTIONS.includes(key) || OF_A_DATASET.includes(key)) continue;
    throw new UsageError(
      'OPTION_UNKNOWN',
      `createRunner has no option "${key}".${guess(key, OPTIONS)}`,
      `Its options are ${OPTIONS.join(', ')}; a dataset will do.`,
    );
  }
  if (options.normalisation !== undefined) checkNormalisation(options.normalisation);
  for (const [name, known] of Object.entries(VALUES)) {
    const given: unknown = options[name as keyof typeof VALUES];
    if (given === undefined || (known as readonly unknown[]).includes(given)) continue;
    const suggestion = typeof given === 'string' ? guess(given, known) : '';
    throw new UsageError(
      `${name.toUpperCase()}_UNKNOWN`,
      `createRunner has no ${name} ${shown(given)}.${suggestion}`,
      `Choose ${known.join(' or ')}.`,
    );
  }
}

/**
 * Checks that a normalisation has finite means and positive deviations; the number of channels is checked elsewhere. @throws
 * UsageError NORMALISATION_INVALID
 */
function checkNormalisation(given: unknown): void {
  const { mean, deviation } = (given ?? {}) as { readonly mean?: unknown; readonly deviation?: unknown };
  const finite = (values: unknown): values is readonly number[] =>
    Array.isArray(values) && values.length > 0 && values.every((value) => Number.isFinite(value));
  if (finite(mean) && finite(deviation) && mean.length === deviation.length && deviation.every((value) => value > 0)) return;
  throw new UsageError(
    'NORMALISATION_INVALID',
    'The normalisation is not one finite mean and one positive deviation for each channel.',
    'Give { mean: [...], deviation: [...] }, or the dataset.',
  );
}

function guess(name: string, known: readonly string[]): string {
  const suggestion = nearest(name, known);
  return suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
}
