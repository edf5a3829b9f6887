import { measurementsOf, sectionNames } from '../sections';
import { measureEach, RecordsAwaited } from '../study/measure-each';
import { isComplete } from '../study/solutions';
import type { Study } from '../study/study';
import { studyTrainings, studyUnknown, trainingGroups } from '../study/trainings';

/** All names for `valleys study`: groups of trainings, and sections of the paper. */
const studyNames: readonly string[] = [...trainingGroups, ...sectionNames];

/** A record or a training of a study. */
export interface Listed {
  /** For a record its key, see `recordKey`; for a training its folder, such as `preresnet-20/laptop-seed-1`. */
  readonly key: string;
  readonly done: boolean;
}

/** The records of a section, by their keys. */
export interface AskedRecords {
  readonly there: readonly string[];
  /** Missing records; records that depend on them become known once these exist. */
  readonly missing: readonly string[];
}

/**
 * Whether a study's tasks are trainings; otherwise they are records.
 *
 * @throws UsageError STUDY_UNKNOWN
 */
export function isTrainingGroup(name: string): boolean {
  if (!studyNames.includes(name)) throw studyUnknown(name, studyNames);
  return trainingGroups.includes(name);
}

/**
 * Finds the records of everything that a section measures, and computes nothing. @throws TrainingError SOLUTION_ABSENT,
 * SNAPSHOTS_ABSENT
 */
export async function askedRecords(study: Study, section: string): Promise<AskedRecords> {
  const there = new Set<string>();
  const asking: Study = { ...study, computes: () => false, onRecord: (key) => void there.add(key) };
  try {
    await measureEach(measurementsOf(asking, section), (measure) => measure());
    return { there: [...there], missing: [] };
  } catch (error) {
    if (!(error instanceof RecordsAwaited)) throw error;
    return { there: [...there], missing: error.keys };
  }
}

/**
 * The trainings of a group, or the records of a section, done or not, as far as they are known: the key of a curve is known once
 * its radius exists. Records of another section on which some depend belong to that section; they are listed while they are
 * missing.
 *
 * @throws UsageError STUDY_UNKNOWN; TrainingError SOLUTION_ABSENT, SNAPSHOTS_ABSENT if a section's trainings do not exist
 */
export async function listStudy(study: Study, name: string): Promise<Listed[]> {
  if (isTrainingGroup(name)) {
    return studyTrainings(name, study.scale).map((training) => (
      { key: `${training.network}/${training.recipe}-seed-${training.seed}`, done: isComplete(study, training) }
    ));
  }
  const { there, missing } = await askedRecords(study, name);
  const own = there.filter((key) => key.startsWith(`${name}/`));
  const listed = [...own.map((key) => ({ key, done: true })), ...missing.map((key) => ({ key, done: false }))];
  return listed.sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }));
}
