import { type Asymmetry, asymmetry } from '../../landscape/asymmetry';
import { evaluateCurve, type LossCurve } from '../../landscape/curve';
import { type Direction, drawsOf, nameOfDirection } from '../../landscape/direction-at';
import { distancesBetween } from '../../numbers/distances';
import { measuredShift, type MeasuredShift } from '../../landscape/measured-shift';
import { samplesOf } from '../../landscape/profile';
import type { Estimate } from '../../numbers/statistics';
import { codeIdentity } from '../../records/code-identity';
import { inputsOf, labelled, pathOf, roundedRadius } from '../study/curves';
import {
  DIRECTION_SEED, type DirectionChoice, directionInputs, directionName, directionOf, findDirection, type FoundDirection,
} from '../study/directions';
import { examplesOf } from '../study/examples';
import { measureEach } from '../study/measure-each';
import type { Recorded } from '../../records/records';
import { runnerOf, type StudySolution } from '../study/solutions';
import { type Study, studyRecord } from '../study/study';

/** Training and test loss along one direction, and by which shift they match. */
export interface DirectionShift {
  readonly curve: LossCurve;
  /** Of the training loss. */
  readonly asymmetry: Asymmetry;
  readonly shift: MeasuredShift;
}

/** One direction's shift at one solution, with what it is. */
export interface ShiftOfDirection {
  /** Of a direction of one's own: its name. */
  readonly kind: string;
  /** Which draw of this kind, from 0. */
  readonly index: number;
  readonly solution: StudySolution;
  readonly record: Recorded<DirectionShift>;
}

/** Kinds of direction along which section 4 fits shifts; of the first the paper's figures are. */
export const SHIFT_KINDS = ['uniform01', 'uniform-symmetric'] as const;

/** The directions along which a study fits shifts in section 4: the paper's, then its own. */
export function shiftDirections({ directions }: Study): readonly Direction[] {
  return [...SHIFT_KINDS, ...directions];
}

/** The shifts on which claims rest: those along the paper's directions. */
export function paperShifts(shifts: readonly ShiftOfDirection[]): readonly ShiftOfDirection[] {
  return shifts.filter(({ kind }) => SHIFT_KINDS.some((known) => known === kind));
}

const BATCH_NORM = 'reestimate';
const REPLICATES = 400;
const FEWEST_POINTS = 9;

/**
 * Definition 3 along one direction from a solution (paper, section 4.2): both curves on the same grid within the radius of
 * section 3, batch norm re-estimated, examples resampled for the intervals. Recorded.
 */
export async function measureShift(study: Study, solution: StudySolution, choice: DirectionChoice): Promise<Recorded<DirectionShift>> {
  return measureWithin(await sectionRadius(study, solution, choice.kind), study, solution, choice);
}

/** How many directions of a kind are measured at each solution: `uniform01` ones have most of their length in common. */
function shiftCount({ scale }: Study, kind: Direction): number {
  return drawsOf(kind, kind === 'uniform-symmetric' ? scale.directions : scale.controlDirections);
}

/** Distances of a curve: along (−1, 1) directions both walls rise gently, and fewer do. */
function pointsOf({ scale }: Study, kind: FoundDirection['kind']): number {
  return kind === 'uniform-symmetric' ? Math.max(FEWEST_POINTS, scale.points - 4) : scale.points;
}

/** {@link measureShift} along all the study's directions of some kinds at several solutions, in this order. */
export async function measureShifts(
  study: Study,
  solutions: readonly StudySolution[],
  kinds: readonly Direction[],
): Promise<ShiftOfDirection[]> {
  const bundles = solutions.flatMap((solution) => kinds.map((kind) => ({ solution, kind })));
  const measured = await measureEach(bundles, async ({ solution, kind }) => {
    const count = shiftCount(study, kind);
    const name = nameOfDirection(kind);
    const radius = await sectionRadius(labelled(study, `seed ${solution.seed}, ${name}, radius`), solution, kind);
    return measureEach(Array(count).keys(), async (index) => {
      const counting = labelled(study, `seed ${solution.seed}, ${name} ${index + 1}/${count}`);
      return { kind: name, index, solution, record: await measureWithin(radius, counting, solution, { kind, index }) };
    });
  });
  return measured.flat();
}

/** The radius on record in section 3, or found now by the same rule. */
export async function sectionRadius(study: Study, solution: StudySolution, kind: Direction): Promise<number> {
  return roundedRadius({ ...study, section: '03', fresh: false }, solution, { kind, batchNorm: BATCH_NORM });
}

/** The same study with the examples of section 4 in place of those of other curves. */
export function withShiftExamples(study: Study): Study {
  const { train, test, batchNorm } = study.scale.shiftExamples;
  return { ...study, scale: { ...study.scale, trainExamples: train, testExamples: test, batchNormExamples: batchNorm } };
}

/** The first (0, 1) direction at each seed, and the first of each of the study's own: where one stands for its kind. */
export function firstDirections(shifts: readonly ShiftOfDirection[]): readonly ShiftOfDirection[] {
  return shifts.filter(({ kind, index }) => kind !== 'uniform-symmetric' && index === 0);
}

/** Kinds by seeds, in the order in which they were measured. */
export function shiftGroups(
  shifts: readonly ShiftOfDirection[],
): readonly { readonly name: string; readonly seed: number; readonly members: readonly ShiftOfDirection[] }[] {
  const seeds = new Set(shifts.map(({ solution }) => solution.seed));
  const groups = new Map<string, ShiftOfDirection[]>();
  for (const entry of shifts) {
    const name = seeds.size > 1 ? `${entry.kind}, seed ${entry.solution.seed}` : entry.kind;
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return [...groups].map(([name, members]) => ({ name, seed: members[0].solution.seed, members }));
}

/** The direction of the paper's figure at each seed. */
export function figureDirections(shifts: readonly ShiftOfDirection[]): readonly ShiftOfDirection[] {
  return shifts.filter(({ kind, index }) => kind === 'uniform01' && index === 0);
}

/** δ̂ with the flat side positive. */
export function orientedShift({ record }: ShiftOfDirection): Estimate {
  const { shift: { value, low, high }, flatSign } = record.result.shift;
  return flatSign === 1 ? { value, low, high } : { value: -value, low: -high, high: -low };
}

async function measureWithin(
  radius: number,
  study: Study,
  solution: StudySolution,
  choice: DirectionChoice,
): Promise<Recorded<DirectionShift>> {
  const { index } = choice;
  // On the examples of section 3: along a direction of one's own too, the curve is of the one whose radius was found there.
  const direction = await findDirection(study, solution, choice);
  const inputs = {
    ...inputsOf(withShiftExamples(study), solution, BATCH_NORM),
    ...directionInputs(direction),
    index,
    seed: DIRECTION_SEED,
    radius,
    points: pointsOf(study, direction.kind),
    replicates: REPLICATES,
  };
  const name = `${pathOf(solution)}/shift-${directionName(direction)}-${index}`;
  return studyRecord(study, { name, inputs, code: codeIdentity(__filename, shiftOf) }, () => shiftOf(radius, study, solution, direction));
}

async function shiftOf(radius: number, study: Study, solution: StudySolution, choice: FoundDirection): Promise<DirectionShift> {
  const runner = runnerOf(study, solution);
  const distances = distancesBetween(-radius, radius, pointsOf(study, choice.kind));
  const examples = await examplesOf(withShiftExamples(study));
  const settings = { ...examples, direction: directionOf(runner, choice), distances, batchNorm: BATCH_NORM } as const;
  const { losses, ...curve } = await evaluateCurve(runner, settings, { ...study.run, keepLosses: true });
  return {
    curve,
    asymmetry: asymmetry(samplesOf({ ...curve, losses }, 'train')),
    shift: await measuredShift({ ...curve, losses }, { ...study.run, replicates: REPLICATES }),
  };
}
