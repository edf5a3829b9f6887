import { estimateText } from '../../numbers/texts';
import type { Decided } from '../claims/claims';
import { mean } from '../../numbers/statistics';
import { meanChange, type SideChanges, sideChanges, widestOf } from './flat-side';
import { RULES } from './rules';
import { figureDirections, orientedShift, type ShiftOfDirection } from './shifts';

/**
 * C29: whether a move to the flat side lowers the test loss, which all of section 4 leads to.
 *
 * @param elsewhere the first (0, 1) direction at other networks: told, not counted
 */
export function flatSideClaim(shifts: readonly ShiftOfDirection[], elsewhere: readonly ShiftOfDirection[]): Decided {
  const own = figureDirections(shifts);
  const changes = own.map(sideChanges);
  const alike = shifts.filter(({ kind }) => kind === 'uniform01');
  const others = figureDirections(elsewhere).map((entry) => `${entry.solution.network} ${estimateText(sideChanges(entry)[0].flat)}`);
  const seeds = own.map(({ solution: { seed } }, k) => {
    const [{ flat, distance }] = changes[k];
    return `seed ${seed}: ${estimateText(flat)} at |δ̂| = ${distance.toFixed(2)}`;
  });
  return {
    id: 'C29',
    section: '4',
    statement: 'Along a (0, 1) direction a move from the solution to the flat side lowers the test loss (on the line to SWA: C18).',
    paper: 'a solution biased towards the flat side generalises better than the exact minimiser (abstract)',
    measured: [
      `test loss after a move of |δ̂| to the flat side, minus that at the solution, in nats: ${seeds.join('; ')}`,
      ...[0, 1, 2].map((move) => sidesText(changes.map((ofSeed) => ofSeed[move]))),
      ...(others.length > 0 ? [`other networks, flat side by |δ̂|: ${others.join(', ')}`] : []),
      `shifts along (0, 1) directions towards the sharp side: ${alike.filter((entry) => orientedShift(entry).value < 0).length} of ` +
        `${alike.length}. All seeds share one training set: one draw of the shift`,
    ].join('; '),
    verdict: RULES.C29.verdict(meanChange(changes.map(([{ flat }]) => flat))),
    why: RULES.C29.why,
  };
}

/** `mean at l = 1.7: flat side 0.026 (0.007 to 0.044), sharp side −0.012 (−0.03 to 0.006)` */
function sidesText(changes: readonly SideChanges[]): string {
  const [flat, sharp] = (['flat', 'sharp'] as const).map((side) => widestOf(meanChange(changes.map((change) => change[side]))));
  const distance = mean(changes.map((change) => change.distance)).toFixed(2);
  return `mean at l = ${distance}: flat side ${estimateText(flat)}, sharp side ${estimateText(sharp)}`;
}
