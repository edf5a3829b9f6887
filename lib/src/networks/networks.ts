import { UsageError } from '../base/errors';
import { nearest } from '../base/nearest';
import type { tf } from '../engine/tensorflow';
import { freeWhenUnreferenced } from '../engine/unreferenced';
import { densenetBc } from './densenet';
import { preresnet } from './preresnet';
import { allVariables } from './variables';

/** Builds a network with so many outputs, its weights drawn from the seed. */
type Builder = (classes: number, seed: number) => tf.LayersModel;

/** A network of one's own, wherever the name of one of the project's is taken. */
export interface OwnNetwork {
  /** None of the project's names. Checkpoints and records go by it. */
  readonly name: string;
  /**
   * Gives a model for the dataset's inputs, with logits as its output, one for each class. The same seed gives the same weights.
   * Layers have names that are the same each time: checkpoints go by them.
   */
  readonly build: Builder;
}

/** A network: the name of one of the project's, or one's own. */
export type Network = string | OwnNetwork;

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

/** The name of a network, in checkpoints and records. */
export function nameOfNetwork(network: Network): string {
  return typeof network === 'string' ? network : network.name;
}

/**
 * Builds a network and initialises it: one of the project's, for 32×32×3 images, by its name, or one's own. Its output is logits, one
 * for each class. It is freed when nothing refers to it any more; `model.dispose()` frees it sooner.
 *
 * @param classes at least 2
 * @throws UsageError NETWORK_UNKNOWN, NETWORK_CLASSES; NETWORK_INVALID where `build` of one's own gives no model
 */
export function buildNetwork(network: Network, classes: number, seed: number): tf.LayersModel {
  if (!Number.isInteger(classes) || classes < 2) {
    throw new UsageError('NETWORK_CLASSES', `A network cannot have ${classes} classes.`, 'Give a whole number of at least 2.');
  }
  const model = builderOf(network)(classes, seed);
  freeWhenUnreferenced(allVariables(model));
  return model;
}

function builderOf(network: Network): Builder {
  if (typeof network === 'string') {
    checkNetworkName(network);
    return BUILDERS[network];
  }
  return (classes, seed) => {
    const model: Partial<tf.LayersModel> | undefined = network.build(classes, seed);
    if (Array.isArray(model?.layers)) return model as tf.LayersModel;
    throw new UsageError('NETWORK_INVALID', `What builds ${network.name} gave no model.`, 'Return a tf.LayersModel, not a promise of one.');
  };
}
