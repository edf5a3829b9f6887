import type { GroupKind } from '../../landscape/group-directions';
import type { BatchNormMode } from '../../landscape/evaluate-point';
import { measureEach } from '../study/measure-each';
import { groupKinds, type GroupMeasurements, measureGroups } from './groups';
import { networkOf, networksOf } from '../study/networks';
import { convergedSolutions, isTrained, trainingCommand } from '../study/solutions';
import type { Study } from '../study/study';

/** Networks of which at least one training is at hand, and the commands that train the others. */
export interface NetworksAtHand {
  readonly present: readonly string[];
  readonly absent: readonly { readonly network: string; readonly command: string }[];
}

/** Which of some networks are trained; nothing is trained for them. The study's own counts as trained. */
export function networksAtHand(study: Study, networks: readonly string[]): NetworksAtHand {
  const { recipe } = study.scale;
  const ready = (network: string): boolean => network === networkOf(study.scale, 'main') || isTrained(study, { network });
  const unique = [...new Set(networks)];
  return {
    present: unique.filter(ready),
    absent: unique
      .filter((network) => !ready(network))
      .map((network) => ({ network, command: trainingCommand(study, { network, recipe, seed: 1 }) })),
  };
}

/** The networks of Appendix I besides the main one. */
export function otherNetworks({ scale }: Study): string[] {
  return networksOf(scale, 'shallow', 'appendix').filter((network) => network !== networkOf(scale, 'main'));
}

/** The shallow network and its copies that came after the paper: γ that starts with both signs, group norm in place of batch norm. */
export function laterNetworks({ scale }: Study): string[] {
  return networksOf(scale, 'shallow', 'shallow-variant');
}

/**
 * Figure 12 and Appendix I: (0, 1) directions in the norm weights and in all others. At the main network as many as the
 * scale asks for over all seeds together, at others so many at each seed.
 */
export async function measureMainGroups(study: Study, network = networkOf(study.scale, 'main')): Promise<GroupMeasurements[]> {
  const solutions = await convergedSolutions(study, network);
  const { directions, otherDirections } = study.scale.groups;
  const count = network === networkOf(study.scale, 'main') ? Math.ceil(directions / solutions.length) : otherDirections;
  return measureGroups(study, solutions, groupKinds('uniform01'), { count });
}

/**
 * Controls of Figure 12 along `count` directions of each kind: at the first seed of the main network, where curves are dear,
 * and at all seeds of the shallow one, if it is trained. One entry for each network.
 */
export async function measureGroupControls(
  study: Study,
  kinds: readonly GroupKind[],
  options: { readonly count: number; readonly batchNorm?: BatchNormMode },
): Promise<GroupMeasurements[][]> {
  const [network, shallowNetwork] = [networkOf(study.scale, 'main'), networkOf(study.scale, 'shallow')];
  const main = await convergedSolutions(study, network);
  const shallow = networksAtHand(study, [shallowNetwork]).present.length > 0 ? await convergedSolutions(study, shallowNetwork) : [];
  const sets = network === shallowNetwork ? [main] : [main.slice(0, 1), shallow].filter((solutions) => solutions.length > 0);
  return measureEach(sets, (solutions) => measureGroups(study, solutions, kinds, options));
}
