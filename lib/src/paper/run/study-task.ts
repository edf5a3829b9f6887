import type { StudyTraining } from '../study/trainings';

/** A piece of a study that any process can do by itself. Its results are in files, written whole. */
export type StudyTask = TrainingTask | RecordTask;

/** Trainings one after the other: the later ones start from a solution of the first. */
export interface TrainingTask {
  readonly kind: 'training';
  /** All trainings of the task; complete ones are skipped, so that the task stays the same while it is done. */
  readonly trainings: readonly StudyTraining[];
  /** Place among all tasks of the group, done or not. */
  readonly place: number;
}

/** One record of a section. */
export interface RecordTask {
  readonly kind: 'record';
  readonly section: string;
  /** See `recordKey`. */
  readonly key: string;
}
