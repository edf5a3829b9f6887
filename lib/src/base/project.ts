import { join } from 'node:path';
import { cloneFolder } from './installation';

/** Where the project keeps what it ships and what it makes. */
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
 * The project's folders: those of the clone that this library is part of, or, where it is installed as a dependency,
 * of the working directory.
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

/** The project as it is shipped, without what was trained or measured here: for what is published from it. */
export function shippedProject(): Project {
  const own = project();
  return { ...own, runs: join(own.records, 'none') };
}
