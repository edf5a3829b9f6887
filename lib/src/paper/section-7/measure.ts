import { measureEach } from '../study/measure-each';
import { networkOf } from '../study/networks';
import { convergedSolutions } from '../study/solutions';
import type { Study } from '../study/study';
import { measureNetworkAverages, type NetworkAverages } from './averages';
import { MORE_SUBSET_KINDS, SHALLOW_KINDS, SUBSET_KINDS } from './gains';
import { groupKinds, type GroupMeasurements, type MeasuredPart, measureDirectionParts } from './groups';
import { laterNetworks, measureGroupControls, measureMainGroups, networksAtHand, otherNetworks } from './networks';

/** Figure 12 and Appendix I: the two main groups, at the study's own network and at all others. @throws TrainingError SOLUTION_ABSENT */
export async function mainGroups(study: Study): Promise<GroupMeasurements[][]> {
  const networks = [networkOf(study.scale, 'main'), ...networksAtHand(study, otherNetworks(study)).present];
  return measureEach(networks, (network) => measureMainGroups(study, network));
}

/** The same at shallow networks whose γ starts otherwise, or whose norm is another. */
export async function laterGroups(study: Study): Promise<GroupMeasurements[][]> {
  return measureEach(networksAtHand(study, laterNetworks(study)).present, (network) => measureMainGroups(study, network));
}

/** One (0, 1) direction and its parts, at the first seed. @throws TrainingError SOLUTION_ABSENT */
export async function directionParts(study: Study): Promise<MeasuredPart[]> {
  const [first] = await convergedSolutions(study);
  return measureDirectionParts(study, first);
}

/** γ alone and β alone. @throws TrainingError SOLUTION_ABSENT */
export async function gammaAndBeta(study: Study): Promise<GroupMeasurements[][]> {
  return measureGroupControls(study, groupKinds('uniform01', ['gamma', 'beta']), { count: study.scale.groups.controlDirections });
}

/** Figure 12 with batch norm frozen. @throws TrainingError SOLUTION_ABSENT */
export async function frozenGroups(study: Study): Promise<GroupMeasurements[][]> {
  return measureGroupControls(study, groupKinds('uniform01'), { count: study.scale.groups.controlDirections, batchNorm: 'frozen' });
}

/** Both groups along directions with entries of both signs. @throws TrainingError SOLUTION_ABSENT */
export async function symmetricGroups(study: Study): Promise<GroupMeasurements[][]> {
  return measureGroupControls(study, groupKinds('uniform-symmetric'), { count: study.scale.groups.otherDirections });
}

/** Both groups along (1, …, 1). @throws TrainingError SOLUTION_ABSENT */
export async function onesGroups(study: Study): Promise<GroupMeasurements[][]> {
  return measureGroupControls(study, groupKinds('ones'), { count: 1 });
}

/** Directions whose entries have the signs of the weights, in each group. @throws TrainingError SOLUTION_ABSENT */
export async function signConsistentGroups(study: Study): Promise<GroupMeasurements[][]> {
  const groups = ['norm', 'gamma', 'beta', 'not-norm', 'convolution', 'classifier'] as const;
  return measureGroupControls(study, groupKinds('sign-consistent', groups), { count: study.scale.groups.controlDirections });
}

/** Figure 13: averages of a part of the weights. */
export async function subsetAverages(study: Study): Promise<NetworkAverages> {
  return measureNetworkAverages(study, networkOf(study.scale, 'main'), SUBSET_KINDS);
}

/** The same, of more parts, at the shallow network. */
export async function shallowSubsetAverages(study: Study): Promise<NetworkAverages> {
  return measureNetworkAverages(study, networkOf(study.scale, 'shallow'), MORE_SUBSET_KINDS);
}

/** Figure 14: averages at the shallow network with batch norm. */
export async function averagesWithNorm(study: Study): Promise<NetworkAverages> {
  return measureNetworkAverages(study, networkOf(study.scale, 'shallow'), SHALLOW_KINDS);
}

/** Figure 14: averages at the shallow network without batch norm. */
export async function averagesWithoutNorm(study: Study): Promise<NetworkAverages> {
  return measureNetworkAverages(study, networkOf(study.scale, 'shallow-without-norm'), SHALLOW_KINDS);
}

/** Averages at the networks of {@link laterGroups}, and without any norm. */
export async function laterAverages(study: Study): Promise<NetworkAverages[]> {
  const networks = [...networksAtHand(study, laterNetworks(study)).present, networkOf(study.scale, 'shallow-without-norm')];
  return measureEach(networks, (network) => measureNetworkAverages(study, network, SHALLOW_KINDS));
}
