import { groupSize } from '../../landscape/group-directions';
import { layoutOf } from '../../networks/layout';
import { buildNetwork, networkNames } from '../../networks/networks';

/** How many trainable weights a network has, and how many of them belong to its norm layers. */
export interface ParameterCount {
  readonly network: string;
  readonly all: number;
  /** γ and β of batch norm, or of the norm that stands in its place. */
  readonly norm: number;
  readonly convolution: number;
  readonly classifier: number;
  /** norm / all. */
  readonly share: number;
}

/** Counts the weights of a network for 10 classes. @throws UsageError NETWORK_UNKNOWN */
export function countParameters(network: string): ParameterCount {
  const model = buildNetwork(network, 10, 0);
  const layout = layoutOf(model);
  model.dispose();
  const [norm, convolution, classifier] = (['norm', 'convolution', 'classifier'] as const).map((group) => groupSize(layout, group));
  return { network, all: layout.size, norm, convolution, classifier, share: norm / layout.size };
}

/** {@link countParameters} of every network that the library builds. */
export function countAllParameters(): ParameterCount[] {
  return networkNames.map(countParameters);
}
