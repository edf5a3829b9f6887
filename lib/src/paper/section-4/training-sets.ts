import { breathe } from '../../base/progress';
import { version } from '../../base/version';
import { median } from '../../numbers/statistics';
import type { LogisticPoint } from '../theory/logistic';
import { drawTrainingSet, fitLogistic, logisticShift } from '../theory/logistic-shift';
import { codeIdentity } from '../../records/code-identity';
import type { Recorded } from '../../records/records';
import { type Study, studyRecord } from '../study/study';

/** The fixed directions: each of the two weights alone, and both together. */
const LOGISTIC_DIRECTIONS: readonly { readonly name: string; readonly direction: LogisticPoint }[] = [
  { name: 'weight', direction: [1, 0] },
  { name: 'bias', direction: [0, 1] },
  { name: 'both', direction: [Math.SQRT1_2, Math.SQRT1_2] },
];

/** Examples in a training set: the authors' toy has 20. */
const LOGISTIC_SIZES = [20, 60, 180] as const;

/** Seeds of the training sets begin here: others served to try the instrument out. */
const FIRST_SEED = 10_000;

/** The shifts of many independent training sets of one size along one direction. */
export interface TrainingSetShifts {
  readonly direction: string;
  readonly examples: number;
  /** Sets that were drawn, and those among them whose classes a threshold separates: they have no minimum. */
  readonly sets: number;
  readonly separable: number;
  /** δ̂ of each other set, flat side of its own training loss positive. */
  readonly shifts: readonly number[];
  /** Median of ξ_δ̂ / ξ_0 over the sets. */
  readonly medianRatio: number;
}

/**
 * Assumption 1 where its randomness can be drawn at will: logistic regression with two weights, fitted to many independent
 * training sets, each compared with the exact population loss along a fixed direction through its own minimum. Recorded.
 */
export async function measureTrainingSets(study: Study): Promise<Recorded<TrainingSetShifts[]>> {
  const sets = study.scale.trainingSets;
  const directions = LOGISTIC_DIRECTIONS.map(({ name, direction }) => ({ name, direction }));
  const inputs = { directions, examples: LOGISTIC_SIZES, sets, firstSeed: FIRST_SEED };
  const code = codeIdentity(__filename, shiftsOfAll);
  const what = { name: 'logistic/training-sets', inputs, engine: `asymmetric-valleys ${version}`, code };
  return studyRecord(study, what, () => shiftsOfAll(study));
}

async function shiftsOfAll(study: Study): Promise<TrainingSetShifts[]> {
  const sets = study.scale.trainingSets;
  const results: TrainingSetShifts[] = [];
  for (const examples of LOGISTIC_SIZES) {
    for (const { name, direction } of LOGISTIC_DIRECTIONS) {
      const total = LOGISTIC_SIZES.length * LOGISTIC_DIRECTIONS.length;
      study.run.onProgress?.({ label: 'training sets', done: results.length, total, details: [`${examples} examples, ${name}`] });
      results.push({ direction: name, examples, sets, ...(await shiftsOf(study, examples, direction)) });
    }
  }
  return results;
}

async function shiftsOf(
  study: Study,
  examples: number,
  direction: LogisticPoint,
): Promise<Pick<TrainingSetShifts, 'separable' | 'shifts' | 'medianRatio'>> {
  const shifts: number[] = [];
  const ratios: number[] = [];
  for (let set = 0; set < study.scale.trainingSets; set++) {
    if (set % 10 === 0) await breathe(study.run.signal);
    const drawn = drawTrainingSet(examples, FIRST_SEED + set);
    const minimum = fitLogistic(drawn);
    if (minimum === null) continue;
    const { shift, ratio } = await logisticShift(drawn, minimum, direction);
    shifts.push(Number(shift.toPrecision(4)));
    ratios.push(ratio);
  }
  return { separable: study.scale.trainingSets - shifts.length, shifts, medianRatio: median(ratios) };
}
