import type { StudyTraining } from '../study/trainings';

/** A piece of a study that any process can do by itself. What it gives is kept in files, written whole. */
export type StudyTask = TrainingTask | RecordTask;

/** Trainings one after the other: the later ones start from what the first one gives. */
export interface TrainingTask {
  readonly kind: 'training';
  /** Complete ones too, which are left alone, so that the task stays the same while it is being done. */
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
