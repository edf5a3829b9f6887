import { estimateText } from '../../numbers/texts';
import type { Recorded } from '../../records/records';
import type { Claim, Decided, Verdict } from '../claims/claims';
import { networkOf } from '../study/networks';
import type { Study } from '../study/study';
import { seedsText } from '../study/texts';
import { flatSideClaim } from './flat-side-claim';
import * as measure from './measure';
import { neighbourClaim } from './neighbour-claim';
import type { Neighbourhood } from './neighbours';
import { gainsAgree, keepsBound, largestGain, matchesByValue, RULES } from './rules';
import { figureDirections, paperShifts, SHIFT_KINDS, type ShiftOfDirection } from './shifts';
import { logisticSignClaim, signClaim, trainingSetsText } from './sign-claim';
import { stretchClaims } from './stretch-claim';
import { checkTheorem1, type Theorem1Checks } from './theorem-1-checks';
import type { TrainingSetShifts } from './training-sets';

/** Everything that the claims of section 4 rest on. */
export interface Section4Measurements {
  readonly shifts: readonly ShiftOfDirection[];
  /** Along the first (0, 1) direction at other networks. */
  readonly elsewhere: readonly ShiftOfDirection[];
  readonly trainingSets: Recorded<TrainingSetShifts[]>;
  readonly neighbourhood: Neighbourhood;
  readonly theorem: Theorem1Checks;
}

/** Measures, or reads, everything that the claims of section 4 need. */
export async function measureSection4(study: Study): Promise<Section4Measurements> {
  return {
    shifts: await measure.shifts(study),
    elsewhere: await measure.shiftsElsewhere(study),
    trainingSets: await measure.trainingSets(study),
    neighbourhood: await measure.neighbourhood(study),
    theorem: checkTheorem1(),
  };
}

/** C4 to C9, C29 and C30, measured or read. @throws RecordError RECORD_ABSENT in a study of `recordsOnly` */
export async function claimsOfSection4(study: Study): Promise<Claim[]> {
  return decideSection4(study, await measureSection4(study));
}

/** The verdicts of section 4, by its {@link RULES}, from the paper's directions. */
export function decideSection4(study: Study, measured: Section4Measurements): Claim[] {
  const { elsewhere, neighbourhood, theorem, trainingSets } = measured;
  const shifts = paperShifts(measured.shifts);
  const provenance = provenanceLine(study, shifts);
  return [
    ...shiftClaims(shifts).map((claim) => ({ ...claim, provenance })),
    { ...signClaim(shifts), provenance },
    { ...logisticSignClaim(trainingSets.result), provenance: trainingSetsText(trainingSets.result) },
    { ...neighbourClaim(neighbourhood), provenance: provenanceLine(study, shifts.slice(0, 1)) },
    { ...theoremClaim(theorem), provenance: 'simulation, exact and with random signs' },
    { ...gainClaim(shifts), provenance },
    { ...flatSideClaim(shifts, elsewhere), provenance },
    ...stretchClaims(shifts).map((claim) => ({ ...claim, provenance })),
  ];
}

/** C4 and C5, along the direction of the paper's figure at each seed. */
export function shiftClaims(shifts: readonly ShiftOfDirection[]): Decided[] {
  const own = figureDirections(shifts);
  const passing = (verdict: (of: readonly ShiftOfDirection[]) => Verdict): string =>
    SHIFT_KINDS.map((kind) => shifts.filter((entry) => entry.kind === kind))
      .map((of) => `${of[0].kind} ${of.filter((entry) => verdict([entry]) === 'holds').length} of ${of.length}`)
      .join(', ');
  const byValue = own.filter(matchesByValue).length;
  return [
    {
      id: 'C4',
      section: '4.2',
      statement: 'A horizontal shift makes the training and test curves match.',
      paper: 'ξ_δ/ξ_0 falls to 0.155 at δ = 0.4 (slide)',
      measured:
        `first (0, 1) direction: ${own.map(shiftText).join('; ')}. By the value of the ratio alone ${byValue} of ${own.length} ` +
        `seeds pass. Directions that pass: ${passing(RULES.C4.verdict)}`,
      verdict: RULES.C4.verdict(own),
      why: RULES.C4.why,
    },
    {
      id: 'C5',
      section: '4.2',
      statement: 'The relative gap has a single interior minimum over the shift.',
      paper: 'V-shaped',
      measured:
        `along the first (0, 1) direction at ${own.filter((entry) => RULES.C5.verdict([entry]) === 'holds').length} of ${own.length} ` +
        `seeds. Directions with one that can be told from noise: ${passing(RULES.C5.verdict)}`,
      verdict: RULES.C5.verdict(own),
      why: RULES.C5.why,
    },
  ];
}

/** C8: whether simulations of Theorem 1 give what it says. */
export function theoremClaim(checks: Theorem1Checks): Decided {
  const { admissible, between } = checks;
  const agree = gainsAgree(checks, RULES.C8.thresholds.standardErrors);
  return {
    id: 'C8',
    section: '4.1',
    statement: 'Theorem 1: under random shifts a bias towards the flat side lowers the expected population loss by at least the bound.',
    paper: 'theorem',
    measured:
      `gains ${agree ? 'equal' : 'differ from'} the closed form; bound violated in ${admissible.violations} of ` +
      `${admissible.trials} admissible cases (smallest margin ${admissible.smallestMargin.toPrecision(2)}), and in ` +
      `${between.violations} of ${between.trials} between minimum and maximum of the range condition`,
    verdict: RULES.C8.verdict(checks),
    why: RULES.C8.why,
  };
}

/** C9: whether a bias towards the flat side lowers the expected loss of the measured curves, and by no less than the bound. */
export function gainClaim(shifts: readonly ShiftOfDirection[]): Decided {
  const own = figureDirections(shifts);
  return {
    id: 'C9',
    section: '4',
    statement:
      'With the measured curve, shifted by the measured shift to either side, a bias towards the flat side lowers the expected loss.',
    paper: 'implied',
    measured:
      `largest gain along the first (0, 1) direction: ` +
      `${own.map((entry) => `seed ${entry.solution.seed}: ${estimateText(largestGain(entry), 5)} nats`).join('; ')}; ` +
      `${own.every(keepsBound) ? 'nowhere' : 'somewhere'} below the theorem's bound without its mismatch term`,
    verdict: RULES.C9.verdict(own),
    why: RULES.C9.why,
  };
}

function shiftText({ solution, record }: ShiftOfDirection): string {
  const { shift, ratio } = record.result.shift;
  return `seed ${solution.seed}: ξ_δ/ξ_0 = ${estimateText(ratio, 2)} at δ = ${estimateText(shift, 2)}`;
}

function provenanceLine({ scale }: Study, shifts: readonly ShiftOfDirection[]): string {
  const seeds = [...new Set(shifts.map(({ solution }) => solution.seed))];
  return `${networkOf(scale, 'main')} on ${scale.dataset}, ${seedsText(seeds)}, ${scale.name} scale, batch norm re-estimated`;
}
