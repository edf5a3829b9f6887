import { RecordError, UsageError } from '../base/errors';
import type { RunOptions } from '../base/progress';
import { type Project, project } from '../base/project';
import type { Dataset } from '../datasets/dataset';
import { loadDataset } from '../datasets/datasets';
import { hasRecord, type Json, type RecordOptions, recorded, type Recorded } from './records';
import { chooseScale, type Scale, type ScaleName } from './scale';

/** One section's experiments at one scale: where its results are kept and how long work is run. */
export interface Study {
  /** Number of the paper's section, such as `03`; the folder of its records. */
  readonly section: string;
  readonly scale: Scale;
  /** Compute everything again, even where there is a record. */
  readonly fresh: boolean;
  /** Never compute: what has no record is refused, so that reading takes moments and needs no dataset. */
  readonly recordsOnly: boolean;
  /** Where its trainings and records are kept. */
  readonly project: Project;
  /** Progress and interruption of whatever has to be computed. */
  readonly run: RunOptions;
}

export interface StudyOptions {
  readonly section: string;
  readonly scale: ScaleName;
  readonly fresh?: boolean;
  /** Refuse what has no record instead of computing it. Excludes `fresh`. */
  readonly recordsOnly?: boolean;
  /** Other folders than the project's own. */
  readonly project?: Project;
  readonly run?: RunOptions;
}

/**
 * Opens a section's study. VALLEYS_SCALE, if set, overrules `scale`.
 *
 * @throws UsageError SCALE_UNKNOWN, STUDY_CONTRADICTORY
 */
export function openStudy({ section, scale, fresh = false, recordsOnly = false, project: folders = project(), run = {} }: StudyOptions): Study {
  if (fresh && recordsOnly) {
    throw new UsageError('STUDY_CONTRADICTORY', 'A study cannot be both fresh and recordsOnly.', 'Leave one of them out.');
  }
  return { section, scale: chooseScale(scale), fresh, recordsOnly, project: folders, run };
}

/** Where the scale's trainings and, except at laptop scale, its records are kept. */
export function scaleFolder({ project: { runs }, scale }: Study): string {
  return `${runs}/${scale.name}`;
}

/**
 * {@link recorded} for a study: the laptop scale's records are those that the project ships.
 *
 * @throws RecordError RECORD_ABSENT in a study of `recordsOnly`
 */
export async function studyRecord<T>(study: Study, name: string, inputs: Json, compute: () => Promise<T>, engine: string): Promise<Recorded<T>> {
  const folder = study.scale.name === 'laptop' ? study.project.records : `${scaleFolder(study)}/records`;
  const options: RecordOptions = { folder, fresh: study.fresh, engine };
  const path = `${study.section}/${name}`;
  if (study.recordsOnly && !hasRecord(folder, path, inputs)) {
    throw new RecordError('RECORD_ABSENT', `There is no record ${path} at ${study.scale.name} scale for these weights and settings.`, 'Open the study without recordsOnly to compute it.');
  }
  return recorded(path, inputs, compute, options);
}

const loaded = new Map<string, Dataset>();

/** The scale's dataset, loaded when it is first needed and then kept. @throws DatasetError when it is not at hand */
export function studyDataset(scale: Scale): Dataset {
  const known = loaded.get(scale.dataset);
  if (known) return known;
  const dataset = loadDataset(scale.dataset);
  loaded.set(scale.dataset, dataset);
  return dataset;
}
