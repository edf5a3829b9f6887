import type { RunOptions } from '../../base/progress';
import type { Asymmetry } from '../../landscape/asymmetry';
import type { LossCurve } from '../../landscape/curve';
import { type Direction, drawsOf, nameOfDirection } from '../../landscape/direction-at';
import { measuredShift, type MeasuredShift } from '../../landscape/measured-shift';
import type { Estimate } from '../../numbers/statistics';
import { codeIdentity } from '../../records/code-identity';
import { keptWithin, labelled, pathOf, roundedRadius } from '../study/curves';
import type { DirectionChoice } from '../study/directions';
import { type KeptCurve, withLosses } from '../study/kept-curves';
import { measureEach } from '../study/measure-each';
import type { Recorded } from '../../records/records';
import type { StudySolution } from '../study/solutions';
import { inSection, type Study, studyRecord } from '../study/study';

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

/**
 * Definition 3 along one direction from a solution (paper, section 4.2), from the curve of section 3: batch norm re-estimated,
 * examples resampled for the intervals. Recorded.
 */
export async function measureShift(study: Study, solution: StudySolution, choice: DirectionChoice): Promise<Recorded<DirectionShift>> {
  return measureWithin(await sectionRadius(study, solution, choice.kind), study, solution, choice);
}

/** How many directions of a kind are measured at each solution: `uniform01` ones have most of their length in common. */
function shiftCount({ scale }: Study, kind: Direction): number {
  return drawsOf(kind, kind === 'uniform-symmetric' ? scale.directions : scale.controlDirections);
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
  const { derived, ...kept } = await keptWithin(radius, inSection(study, '03'), solution, { ...choice, batchNorm: BATCH_NORM });
  const name = `${pathOf(solution)}/shift-${nameOfDirection(choice.kind)}-${choice.index}`;
  const what = { name, inputs: { curve: kept.inputs, replicates: REPLICATES }, code: codeIdentity(__filename, shiftOf) };
  const { result, ...record } = await studyRecord(study, what, () => shiftOf(kept.result, study.run));
  return { ...record, result: { ...result, curve: kept.result.curve, asymmetry: derived } };
}

async function shiftOf(kept: KeptCurve, run: RunOptions): Promise<Pick<DirectionShift, 'shift'>> {
  return { shift: await measuredShift(withLosses(kept), { ...run, replicates: REPLICATES }) };
}
