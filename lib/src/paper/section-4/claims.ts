import { overClusters, wider } from '../../numbers/over-clusters';
import { type Estimate, wilsonInterval } from '../../numbers/statistics';
import { type Claim, decideAbove, decideAll, decideBelow, type Verdict } from '../claims/claims';
import * as measure from './measure';
import { neighbourClaim } from './neighbour-claim';
import type { Neighbourhood } from './neighbours';
import { FEWEST_SEEDS, OVER_SEEDS } from '../claims/over-seeds';
import type { Recorded } from '../../records/records';
import { SHIFT_KINDS, type ShiftOfDirection } from './shifts';
import { networkOf } from '../study/networks';
import type { Study } from '../study/study';
import { estimateText } from '../../numbers/texts';
import { seedsText } from '../study/texts';
import { checkTheorem1, type Theorem1Checks } from './theorem-1-checks';
import type { TrainingSetShifts } from './training-sets';

/** Everything that the claims of section 4 rest on. */
export interface Section4Measurements {
  readonly shifts: readonly ShiftOfDirection[];
  readonly trainingSets: Recorded<TrainingSetShifts[]>;
  readonly neighbourhood: Neighbourhood;
  readonly theorem: Theorem1Checks;
}

/** Measures, or reads, everything that the claims of section 4 need. */
export async function measureSection4(study: Study): Promise<Section4Measurements> {
  return {
    shifts: await measure.shifts(study),
    trainingSets: await measure.trainingSets(study),
    neighbourhood: await measure.neighbourhood(study),
    theorem: checkTheorem1(),
  };
}

/** C4 to C9, measured or read. @throws RecordError RECORD_ABSENT in a study of `recordsOnly` */
export async function claimsOfSection4(study: Study): Promise<Claim[]> {
  return decideSection4(study, await measureSection4(study));
}

/** The verdicts of section 4, by the rules that stand beside them. */
export function decideSection4(study: Study, measured: Section4Measurements): Claim[] {
  const provenance = provenanceLine(study, measured.shifts);
  return [
    ...shiftClaims(measured.shifts).map((claim) => ({ ...claim, provenance })),
    { ...signClaim(measured), provenance: `${provenance}; ${trainingSetsText(smallestSets(measured.trainingSets.result))}` },
    { ...neighbourClaim(measured.neighbourhood), provenance: provenanceLine(study, measured.shifts.slice(0, 1)) },
    { ...theoremClaim(measured.theorem), provenance: 'simulation, exact and with random signs' },
    { ...gainClaim(measured.shifts), provenance },
  ];
}

/** C4: so much of the mismatch may remain at the best shift, as a share of that without a shift. */
const LARGEST_RATIO = 0.5;

/** A claim without what it rests on. */
export type Decided = Omit<Claim, 'provenance'>;

/** The direction of the paper's figure at each seed. */
export function figureDirections(shifts: readonly ShiftOfDirection[]): readonly ShiftOfDirection[] {
  return shifts.filter(({ kind, index }) => kind === 'uniform01' && index === 0);
}

/** C4 and C5, along the direction of the paper's figure at each seed. */
export function shiftClaims(shifts: readonly ShiftOfDirection[]): Decided[] {
  const own = figureDirections(shifts);
  const matched = SHIFT_KINDS.map((kind) => shifts.filter((entry) => entry.kind === kind)).map(
    (of) => `${of[0].kind} ${of.filter((entry) => shiftMatches(entry) === 'holds').length} of ${of.length}`,
  );
  const single = (entry: ShiftOfDirection): Verdict => (hasSingleMinimum(entry) ? 'holds' : 'does not hold at this scale');
  const passesByValue = ({ record }: ShiftOfDirection): boolean => {
    const { ratio, shift } = record.result.shift;
    return ratio.value < LARGEST_RATIO && excludesZero(shift);
  };
  const byValue = own.filter(passesByValue).length;
  return [
    {
      id: 'C4',
      section: '4.2',
      statement: 'A horizontal shift makes the training and test curves match.',
      paper: 'ξ_δ/ξ_0 falls to 0.155 at δ = 0.4 (slide)',
      measured:
        `first (0, 1) direction: ${own.map(shiftText).join('; ')}. By the value of the ratio alone ${byValue} of ${own.length} ` +
        `seeds pass. Directions that pass: ${matched.join(', ')}`,
      verdict: decideAll(own.map(shiftMatches)),
      why:
        `Holds if at every seed, along the first (0, 1) direction, the smallest ξ_δ/ξ_0 lies below ${LARGEST_RATIO} and the ` +
        `fitted shift is not 0, both with their whole intervals (examples resampled). That the ratio's whole interval must lie ` +
        `there is stricter than asking it of the value alone.`,
    },
    {
      id: 'C5',
      section: '4.2',
      statement: 'The relative gap has a single interior minimum over the shift.',
      paper: 'V-shaped',
      measured:
        `${shifts.filter(hasSingleMinimum).length} of ${shifts.length} directions have one; along the first (0, 1) direction ` +
        `${own.filter(hasSingleMinimum).length} of ${own.length} seeds`,
      verdict: decideAll(own.map(single)),
      why:
        'Holds if at every seed, along the first (0, 1) direction, ξ_δ/ξ_0 falls up to an interior minimum and rises after it; ' +
        'moves against that count only above the noise floor, half the median width of the band.',
    },
  ];
}

/** C4's rule for one direction. */
export function shiftMatches({ record }: Pick<ShiftOfDirection, 'record'>): Verdict {
  const { ratio, shift } = record.result.shift;
  return decideAll([decideBelow(ratio, LARGEST_RATIO), excludesZero(shift) ? 'holds' : 'undecided']);
}

function excludesZero({ low, high }: Estimate): boolean {
  return low > 0 || high < 0;
}

/** C5's rule for one direction. */
export function hasSingleMinimum({ record }: Pick<ShiftOfDirection, 'record'>): boolean {
  const { gap, ratios } = record.result.shift;
  const widths = ratios.value.map((_, k) => ratios.high[k] - ratios.low[k]).sort((a, b) => a - b);
  return gap.interior && gap.defect <= widths[Math.floor(widths.length / 2)] / 2;
}

/** C6: how often shifts point to the flat side, along measured directions and over drawn training sets. */
export function signClaim({ shifts, trainingSets }: Pick<Section4Measurements, 'shifts' | 'trainingSets'>): Decided {
  const { share, overSeeds, seeds } = symmetricShares(shifts);
  const ofSets = smallestSets(trainingSets.result).map(({ direction, examples, shifts: drawn }) => ({
    name: `${examples} examples, ${direction}`,
    share: positiveShare(drawn),
  }));
  const texts = ofSets.map((one) => `${one.name} ${estimateText(one.share, 2)}`);
  const ofSeeds = overSeeds ? `, over ${seeds} seeds ${estimateText(overSeeds, 2)}` : '';
  const ofDirections = `(−1, 1) directions ${estimateText(share, 2)}${ofSeeds}`;
  return {
    id: 'C6',
    section: '4.1',
    statement: 'The sign of the shift is symmetric: towards the flat side as often as towards the sharp one.',
    paper: 'assumed, not tested',
    measured: `share towards the flat side: ${[ofDirections, ...texts].join('; ')}`,
    verdict: decideAll([overSeeds ? wider(share, overSeeds) : share, ...ofSets.map((one) => one.share)].map(isEvenShare)),
    why:
      `Each share must have an interval that contains ½ and is narrower than ±0.2: over (−1, 1) directions (side and shift ` +
      `from different images), and over independent training sets of the smallest size along each of three fixed directions. ` +
      `An interval without ½ refutes; a wide one leaves it undecided. The interval is Wilson's, which takes directions for ` +
      `independent; for (−1, 1) directions from three seeds on the wider of it and the interval over seeds. ${OVER_SEEDS}`,
  };
}

/** The share of (−1, 1) directions with their shift towards the flat side, of all and, from three seeds on, over seeds. */
function symmetricShares(all: readonly ShiftOfDirection[]): {
  readonly share: Estimate;
  readonly overSeeds: Estimate | null;
  readonly seeds: number;
} {
  const symmetric = all.filter(({ kind }) => kind === 'uniform-symmetric');
  const shareOf = (some: readonly ShiftOfDirection[]): Estimate =>
    positiveShare(some.map(({ record }) => record.result.shift.crossFittedShift));
  const bySeed = [...new Set(symmetric.map(({ solution }) => solution.seed))].map(
    (seed) => shareOf(symmetric.filter(({ solution }) => solution.seed === seed)).value,
  );
  return {
    share: shareOf(symmetric),
    overSeeds: bySeed.length >= FEWEST_SEEDS ? overClusters(bySeed, { within: [0, 1] }) : null,
    seeds: bySeed.length,
  };
}

/** The training sets of the smallest size, one entry for each direction. */
function smallestSets(all: readonly TrainingSetShifts[]): readonly TrainingSetShifts[] {
  const smallest = Math.min(...all.map(({ examples }) => examples));
  return all.filter(({ examples }) => examples === smallest);
}

function trainingSetsText([{ examples, sets, separable, shifts }]: readonly TrainingSetShifts[]): string {
  const excluded =
    separable > 0 ? ` (${separable} of ${sets} left out: a threshold separates their classes, so that they have no minimum)` : '';
  return `logistic regression on ${shifts.length} training sets of ${examples} examples${excluded}`;
}

/** The share of shifts towards the flat side, Wilson's interval. Unknown as soon as one shift is not a number. */
export function positiveShare(shifts: readonly number[]): Estimate {
  if (shifts.some(Number.isNaN)) return { value: NaN, low: NaN, high: NaN };
  return wilsonInterval(shifts.filter((shift) => shift > 0).length, shifts.length);
}

/** C6's rule for one share. */
export function isEvenShare({ low, high }: Estimate): Verdict {
  if (low > 0.5 || high < 0.5) return 'does not hold at this scale';
  return high - low < 0.4 ? 'holds' : 'undecided';
}

/** C8: whether simulations of Theorem 1 give what it says. */
export function theoremClaim({
  line,
  plane,
  admissible,
  between,
}: Pick<Theorem1Checks, 'line' | 'plane' | 'admissible' | 'between'>): Decided {
  const within = [...line, plane].every(
    ({ exact, closedForm, simulated }) =>
      Math.abs(simulated.value - closedForm) <= (3 / 1.96) * (simulated.high - simulated.value) && Math.abs(exact - closedForm) < 1e-9,
  );
  const parts = [within, admissible.violations === 0 && !Number.isNaN(admissible.smallestMargin), between.violations === between.trials];
  return {
    id: 'C8',
    section: '4.1',
    statement: 'Theorem 1: under random shifts a bias towards the flat side lowers the expected population loss by at least the bound.',
    paper: 'theorem',
    measured:
      `gains ${within ? 'equal' : 'differ from'} the closed form; bound violated in ${admissible.violations} of ` +
      `${admissible.trials} admissible cases (smallest margin ${admissible.smallestMargin.toPrecision(2)}), and in ` +
      `${between.violations} of ${between.trials} between minimum and maximum of the range condition`,
    verdict: decideAll(parts.map((part) => (part ? 'holds' : 'does not hold at this scale'))),
    why:
      'Holds if simulated gains lie within 3 standard errors of the closed form, the bound is never violated for admissible ' +
      'biases, and always fails where the printed "max" in place of "min" would still admit the bias.',
  };
}

/** C9: whether a bias towards the flat side lowers the expected loss of the measured curves, and by no less than the bound. */
export function gainClaim(shifts: readonly ShiftOfDirection[]): Decided {
  const own = figureDirections(shifts);
  const gains = own.map(({ record }) => record.result.shift.gain.best?.gain ?? { value: 0, low: 0, high: 0 });
  const bounded = own.every(({ record }) => {
    const { gain, bound } = record.result.shift.gain;
    return bound.every((least, k) => Number.isNaN(least) || gain.value[k] >= least - 1e-9);
  });
  return {
    id: 'C9',
    section: '4',
    statement:
      'With the measured curve, shifted by the measured shift to either side, a bias towards the flat side lowers the expected loss.',
    paper: 'implied',
    measured:
      `largest gain along the first (0, 1) direction: ` +
      `${own.map(({ solution }, k) => `seed ${solution.seed}: ${estimateText(gains[k], 5)} nats`).join('; ')}; ` +
      `${bounded ? 'nowhere' : 'somewhere'} below the theorem's bound without its mismatch term. The shift that did occur: ` +
      `${own.map(occurredText).join('; ')}`,
    verdict: decideAll([...gains.map((gain) => decideAbove(gain, 0)), bounded ? 'holds' : 'does not hold at this scale']),
    why:
      'Holds if at every seed the largest gain over biases l > 0 is above 0 with its whole interval (examples resampled, shift ' +
      'fitted anew), and no gain lies below the bound where the theorem gives one.',
  };
}

function occurredText({ solution, record }: ShiftOfDirection): string {
  const { shift, flatSign } = record.result.shift;
  return `seed ${solution.seed} towards the ${shift.value * flatSign > 0 ? 'flat' : 'sharp'} side`;
}

function shiftText({ solution, record }: ShiftOfDirection): string {
  const { shift, ratio } = record.result.shift;
  return `seed ${solution.seed}: ξ_δ/ξ_0 = ${estimateText(ratio, 2)} at δ = ${estimateText(shift, 2)}`;
}

function provenanceLine({ scale }: Study, shifts: readonly ShiftOfDirection[]): string {
  const seeds = [...new Set(shifts.map(({ solution }) => solution.seed))];
  return `${networkOf(scale, 'main')} on ${scale.dataset}, ${seedsText(seeds)}, ${scale.name} scale, batch norm re-estimated`;
}
