import { existsSync } from 'node:fs';
import { RecordError, UsageError } from '../../base/errors';
import type { RunOptions } from '../../base/progress';
import { type Project, project } from '../../base/project';
import type { Dataset } from '../../datasets/dataset';
import { checkDatasetName, loadDataset } from '../../datasets/datasets';
import { engineVersion } from '../../engine/binding';
import { nameOfDirection, type OwnDirection } from '../../landscape/direction-at';
import { RecordsAwaited } from './measure-each';
import {
  type Derivation, hasRecord, type Json, recordKey, type RecordOptions, recorded, type Recorded, recordedWith,
} from '../../records/records';
import { type Store, storeBy } from '../../records/store';
import { withNetworks } from './networks';
import { chooseScale, type NetworkRow, type Scale, type ScaleName } from './scale';

/** One section's experiments at one scale: where its results are kept and how long work is run. */
export interface Study {
  /** Number of the paper's section, such as `03`; the folder of its records. */
  readonly section: string;
  readonly scale: Scale;
  /** Whether its results are those that the project ships: laptop scale on the scale's own dataset. */
  readonly shipped: boolean;
  /** Directions of one's own, see {@link StudyOptions}. Another process does not know them. */
  readonly directions: readonly OwnDirection[];
  /** Compute everything again, even where there is a record. */
  readonly fresh: boolean;
  /** Write records again whose derived part other code has made, see `recordedWith`. Default: derive them each time they are read. */
  readonly renew?: boolean;
  /** Never compute: what has no record is refused, so that reading takes moments and needs no dataset. */
  readonly recordsOnly: boolean;
  /**
   * Which of the missing records this process computes, by their keys (`recordKey`); absent: all. The others are left to other
   * processes.
   */
  readonly computes?: (key: string) => boolean;
  /** Told why something is left out that cannot be computed here, with the command that mends it; perhaps more than once. */
  readonly onLeftOut?: (why: string) => void;
  /** Told the key (`recordKey`) of every record that is read or computed; perhaps more than once. */
  readonly onRecord?: (key: string) => void;
  /** Where its trainings and records are kept. */
  readonly project: Project;
  /** Progress and interruption of whatever has to be computed. */
  readonly run: RunOptions;
}

/** What a study can be about: a section of the paper, or the trainings, which belong to none. */
export type SectionName = '01' | '03' | '04' | '05' | '06-1' | '06-2' | '06-3' | '07' | '08' | 'trainings';

/** What {@link openStudy} opens. */
export interface StudyOptions {
  readonly section: SectionName;
  readonly scale: ScaleName;
  /** Another dataset than the scale's own, such as `cifar100`. */
  readonly dataset?: string;
  /** Further networks beside the scale's own, also of one's own making: a row for each. */
  readonly networks?: readonly NetworkRow[];
  /**
   * Directions of one's own, along which sections 3, 4, 5 and 6.3 measure beside the paper's; no claim rests on them. All sections give
   * them the images of section 3's curves, so that a direction at a solution is one and the same.
   */
  readonly directions?: readonly OwnDirection[];
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
 * @throws UsageError SCALE_UNKNOWN, STUDY_CONTRADICTORY, DATASET_UNKNOWN, NETWORK_UNKNOWN, NETWORK_NAME_INVALID, NETWORK_NAME_TAKEN,
 * DIRECTION_NAME_INVALID, DIRECTION_NAME_TAKEN; RecordError RECORDS_ABSENT if only records of the project are to be read, outside a
 * clone of it
 */
export function openStudy(options: StudyOptions): Study {
  const { section, scale, dataset, networks = [], directions = [], fresh = false, recordsOnly = false, run = {} } = options;
  if (fresh && recordsOnly) {
    throw new UsageError('STUDY_CONTRADICTORY', 'A study cannot be both fresh and recordsOnly.', 'Leave one of them out.');
  }
  const chosen = chooseScale(scale);
  if (dataset !== undefined) checkDatasetName(dataset);
  directions.forEach(nameOfDirection);
  const studied = withNetworks({ ...chosen, dataset: dataset ?? chosen.dataset }, networks);
  const shipped = studied.dataset === chosen.dataset && chosen.name === 'laptop';
  const study = { section, scale: studied, directions, shipped, fresh, recordsOnly, project: options.project ?? project(), run };
  if (recordsOnly && shipped && options.project === undefined) checkRecords(study);
  return study;
}

/** Where the library is installed as a package, it has no records but those that were measured there. @throws RecordError RECORDS_ABSENT */
function checkRecords(study: Study): void {
  const { records } = study.project;
  if (existsSync(records) || existsSync(recordsFolder(study))) return;
  const problem = `The paper's records are not part of the installed library, and there is no ${records}.`;
  throw new RecordError('RECORDS_ABSENT', problem, 'Work in a clone of the project, or open the study without recordsOnly.');
}

/** The same study about another section: its records lie in another folder. */
export function inSection(study: Study, section: string): Study {
  return { ...study, section };
}

/** Where the study's own trainings and records are kept. */
export function scaleFolder({ project: { runs }, scale }: Study): string {
  return scale.dataset === chooseScale(scale.name).dataset ? `${runs}/${scale.name}` : `${runs}/${scale.name}-${scale.dataset}`;
}

/** What {@link studyRecord} measures. */
export interface StudyMeasurement extends Pick<RecordOptions, 'code'> {
  /** Of the record within its section. */
  readonly name: string;
  /** Everything that the result depends on, see `recorded`. */
  readonly inputs: Json;
  /** What the result is computed with. Default: TensorFlow, with its version. */
  readonly engine?: string;
}

/**
 * {@link recorded} for a study: what is measured goes to its own folder; a study that is `shipped` also reads the project's records.
 *
 * @throws RecordError RECORD_ABSENT in a study of `recordsOnly`; RECORD_AWAITED when another process computes it
 */
export async function studyRecord<T>(study: Study, measurement: StudyMeasurement, compute: () => Promise<T>): Promise<Recorded<T>> {
  return kept(study, measurement, (path, inputs, options) => recorded(path, inputs, compute, options));
}

/** {@link studyRecord} of a measurement with what is derived from it, see `recordedWith`. @throws as `studyRecord` */
export async function studyRecordWith<T, D>(
  study: Study,
  measurement: StudyMeasurement,
  compute: () => Promise<T>,
  derivation: Derivation<T, D>,
): Promise<Recorded<T> & { readonly derived: D }> {
  return kept(study, measurement, async (path, inputs, options) => {
    const { derived, ...record } = await recordedWith(path, inputs, compute, derivation, options);
    return { ...record, derived: derived as D };
  });
}

async function kept<R>(
  study: Study,
  { name, inputs, code, engine = engineVersion() }: StudyMeasurement,
  read: (path: string, inputs: Json, options: RecordOptions) => Promise<R>,
): Promise<R> {
  const images = (): string | undefined => loaded.get(study.scale.dataset)?.fingerprint;
  const path = `${study.section}/${name}`;
  const key = recordKey(path, inputs);
  const found = folderOf(study, key);
  if ((study.recordsOnly || study.computes) && found === undefined) refuse(study, path, inputs);
  const folder = study.fresh ? recordsFolder(study) : (found ?? recordsFolder(study));
  const record = await read(path, inputs, { folder, fresh: study.fresh, engine, code, images, renew: study.renew });
  study.onRecord?.(key);
  return record;
}

/** Whether {@link studyRecord} has a record to read. */
export function isRecorded(study: Study, name: string, inputs: Json): boolean {
  return isKept(study, recordKey(`${study.section}/${name}`, inputs));
}

/** Whether a study has a record, its own or one that the project ships. @param key see `recordKey` */
export function isKept(study: Study, key: string): boolean {
  return folderOf(study, key) !== undefined;
}

/** The folder with a record: what was measured here comes before what the project ships. */
function folderOf(study: Study, key: string): string | undefined {
  const folders = study.shipped ? [recordsFolder(study), study.project.records] : [recordsFolder(study)];
  return folders.find((folder) => hasRecord(folder, key));
}

/** The study as a place for results of one's own, among its section's records: for `keep` and `keepFit`. */
export function storeOf(study: Study): Store {
  return storeBy((measurement, compute) => studyRecord(study, measurement, compute));
}

/** Where the study's own records are written. Those that the project ships are only read; `npm run records -- --publish` writes them. */
export function recordsFolder(study: Study): string {
  return `${scaleFolder(study)}/records`;
}

/** Throws where a missing record is not to be computed by this process. */
function refuse(study: Study, path: string, inputs: Json): void {
  if (study.recordsOnly) {
    throw new RecordError(
      'RECORD_ABSENT',
      `There is no record ${path} at ${study.scale.name} scale for these weights and settings.`,
      'Open the study without recordsOnly to compute it.',
    );
  }
  const key = recordKey(path, inputs);
  if (study.computes?.(key) === false) throw new RecordsAwaited([key]);
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
