import { join } from 'node:path';
import { cloneFolder } from './installation';

/** The folders of the project, for the files that it ships and the files that it makes. */
export interface Project {
  readonly folder: string;
  /** Committed weights. */
  readonly checkpoints: string;
  /** Committed results. */
  readonly records: string;
  /** Trainings, not committed. */
  readonly runs: string;
}

/**
 * The project's folders: those of the clone that contains this library, or, if the library is installed as a dependency, those of
 * the working directory.
 */
export function project(): Project {
  const folder = cloneFolder ?? process.cwd();
  return {
    folder,
    checkpoints: join(folder, 'data', 'checkpoints'),
    records: join(folder, 'data', 'records'),
    runs: join(folder, 'runs'),
  };
}

/** The project as it is shipped, without trainings or measurements made here; published texts are made from it. */
export function shippedProject(): Project {
  const own = project();
  return { ...own, runs: join(own.records, 'none') };
}
