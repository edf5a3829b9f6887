import { UsageError } from '../../base/errors';
import { checkNetworkName, type Network, networkNames } from '../../networks/networks';
import type { NetworkRole, NetworkRow, Scale } from './scale';

/** Roles in which there is one network only. */
const SINGLE: readonly NetworkRole[] = ['main', 'shallow', 'shallow-without-norm', 'batch-size'];

/** The rows of some roles, in the order of the roles. */
export function rowsOf({ networks }: Scale, ...roles: readonly NetworkRole[]): NetworkRow[] {
  return roles.flatMap((role) => networks.filter((row) => row.role === role));
}

/** The names of the networks of some roles, in the order of the roles, each once. */
export function networksOf(scale: Scale, ...roles: readonly NetworkRole[]): string[] {
  return [...new Set(rowsOf(scale, ...roles).map(({ name }) => name))];
}

/** The name of the network that has a role, or of the first that has it. @throws UsageError NETWORK_ABSENT if none has it */
export function networkOf(scale: Scale, role: NetworkRole): string {
  const [name] = networksOf(scale, role);
  if (name !== undefined) return name;
  throw new UsageError('NETWORK_ABSENT', `The study has no network in the role "${role}".`, 'Add a row with this role to openStudy.');
}

/** What builds a network of a scale: its name, or what its row holds. */
export function networkToBuild({ networks }: Scale, name: string): Network {
  const { build } = networks.find((row) => row.name === name) ?? {};
  return build === undefined ? name : { name, build };
}

/** Whether a network of a scale is one's own. */
export function isOwn({ networks }: Scale, name: string): boolean {
  return networks.some((row) => row.name === name && row.build !== undefined);
}

/** Seeds of a network's trainings, over all its roles. @throws UsageError NETWORK_UNKNOWN, with the names of the scale's networks */
export function seedsOf({ networks }: Scale, name: string): number[] {
  const rows = networks.filter((row) => row.name === name);
  if (rows.length > 0) return [...new Set(rows.flatMap(({ seeds }) => seeds))];
  const names = [...new Set(networks.map((row) => row.name))].join(', ');
  throw new UsageError('NETWORK_UNKNOWN', `The study has no network "${name}".`, `Use one of: ${names}; or add a row to openStudy.`);
}

/**
 * A scale's networks and further ones. Where a role is for one network only, a further one takes its place.
 *
 * @throws UsageError NETWORK_NAME_INVALID, NETWORK_NAME_TAKEN, NETWORK_UNKNOWN
 */
export function withNetworks(scale: Scale, further: readonly NetworkRow[]): Scale {
  for (const row of further) checkRow(row);
  const isTaken = ({ role }: NetworkRow): boolean => SINGLE.includes(role) && further.some((row) => row.role === role);
  return { ...scale, networks: [...scale.networks.filter((row) => !isTaken(row)), ...further] };
}

function checkRow({ name, build }: NetworkRow): void {
  if (build === undefined) return checkNetworkName(name);
  if (!/^\w[\w.-]*$/.test(name))
    throw new UsageError('NETWORK_NAME_INVALID', `"${name}" cannot name a network.`, 'Use letters, digits, dots and dashes.');
  if (networkNames.includes(name))
    throw new UsageError('NETWORK_NAME_TAKEN', `${name} is one of the project's networks.`, 'Give your own another name.');
}
