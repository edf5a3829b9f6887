import { UsageError } from '../base/errors';
import { nearest } from '../base/nearest';
import type { tf } from '../engine/tensorflow';
import { freeWhenUnreferenced } from '../engine/unreferenced';
import { densenetBc } from './densenet';
import { preresnet } from './preresnet';
import { allVariables } from './variables';

type Builder = (classes: number, seed: number) => tf.LayersModel;

const BUILDERS: Readonly<Record<string, Builder>> = {
  'preresnet-8': (classes, seed) => preresnet({ depth: 8, block: 'basic', classes, seed }),
  'preresnet-8-no-bn': (classes, seed) => preresnet({ depth: 8, block: 'basic', norm: 'none', classes, seed }),
  'preresnet-8-group-norm': (classes, seed) => preresnet({ depth: 8, block: 'basic', norm: 'group', classes, seed }),
  'preresnet-8-symmetric-gamma': (classes, seed) => preresnet({ depth: 8, block: 'basic', gamma: 'symmetric', classes, seed }),
  'preresnet-20': (classes, seed) => preresnet({ depth: 20, block: 'basic', classes, seed }),
  'preresnet-20-group-norm': (classes, seed) => preresnet({ depth: 20, block: 'basic', norm: 'group', classes, seed }),
  'preresnet-20-layer-norm': (classes, seed) => preresnet({ depth: 20, block: 'basic', norm: 'layer', classes, seed }),
  'preresnet-20-symmetric-gamma': (classes, seed) => preresnet({ depth: 20, block: 'basic', gamma: 'symmetric', classes, seed }),
  'preresnet-29': (classes, seed) => preresnet({ depth: 29, block: 'bottleneck', classes, seed }),
  'preresnet-110': (classes, seed) => preresnet({ depth: 110, block: 'bottleneck', classes, seed }),
  'preresnet-164': (classes, seed) => preresnet({ depth: 164, block: 'bottleneck', classes, seed }),
  'densenet-bc-40': (classes, seed) => densenetBc({ depth: 40, classes, seed }),
  'densenet-bc-100': (classes, seed) => densenetBc({ depth: 100, classes, seed }),
};

/** The names that {@link buildNetwork} accepts. */
export const networkNames: readonly string[] = Object.keys(BUILDERS);

/** @throws UsageError NETWORK_UNKNOWN, with the nearest name */
export function checkNetworkName(name: string): void {
  if (networkNames.includes(name)) return;
  const suggestion = nearest(name, networkNames);
  const guess = suggestion ? ` Did you mean ${suggestion}?` : '';
  throw new UsageError('NETWORK_UNKNOWN', `There is no network "${name}".${guess}`, `Choose one of ${networkNames.join(', ')}.`);
}

/**
 * Builds a network for 32×32×3 images by name and initialises it. Its output is logits, one for each class. It is freed when
 * nothing refers to it any more; `model.dispose()` frees it sooner.
 *
 * @param classes at least 2
 * @throws UsageError NETWORK_UNKNOWN, NETWORK_CLASSES
 */
export function buildNetwork(name: string, classes: number, seed: number): tf.LayersModel {
  checkNetworkName(name);
  if (!Number.isInteger(classes) || classes < 2) {
    throw new UsageError('NETWORK_CLASSES', `A network cannot have ${classes} classes.`, 'Give a whole number of at least 2.');
  }
  const model = BUILDERS[name](classes, seed);
  freeWhenUnreferenced(allVariables(model));
  return model;
}
