import type { Verdict } from '../claims/claims';
import type { SourcedClaim } from './claim-blocks';
import { areOfNetworks } from './claim-sources';

const VERBS: readonly { readonly verdict: Verdict; readonly one: string; readonly several: string }[] = [
  { verdict: 'holds', one: 'holds', several: 'hold' },
  { verdict: 'does not hold at this scale', one: 'does not hold at this scale', several: 'do not hold at this scale' },
  { verdict: 'undecided', one: 'is undecided', several: 'are undecided' },
];

/**
 * One sentence: how many claims have which verdict, those about trained networks and those of theory apart. Then, where they are decided,
 * how the paper's central claim fares, along random directions and on the line to SWA.
 */
export function verdictCounts(claims: readonly SourcedClaim[]): string {
  const networks = claims.filter(({ records }) => areOfNetworks(records));
  const theory = claims.filter((claim) => !networks.includes(claim));
  const counts = `Of ${networks.length} claims about trained networks ${countsOf(networks)}; `
    + `of ${theory.length} about theory, simulated or computed exactly, ${countsOf(theory)}.`;
  return [counts, ...centralText(claims)].join(' ');
}

function centralText(claims: readonly SourcedClaim[]): string[] {
  const [along, onLine] = ['C29', 'C18'].map((id) => claims.find(({ claim }) => claim.id === id)?.claim.verdict);
  if (along === undefined || onLine === undefined) return [];
  const verb = (verdict: Verdict): string => VERBS.find((one) => one.verdict === verdict)?.one ?? verdict;
  return [
    `The central one, that a move to the flat side lowers the test loss, ${verb(along)} along (0, 1) directions (C29); on the line to SWA, `
    + `where it says that the test minimum lies on the flat side, it ${verb(onLine)} (C18).`,
  ];
}

function countsOf(claims: readonly SourcedClaim[]): string {
  const parts = VERBS.flatMap(({ verdict, one, several }) => {
    const count = claims.filter(({ claim }) => claim.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
  });
  return parts.length < 2 ? (parts[0] ?? 'none is decided') : `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}
