/**
 * The base of every error of this library: a `code` for programs, a message and a remedy. `message` is one line: the problem and
 * its place, then the remedy.
 */
export abstract class ValleysError extends Error {
  /** Stable identifier, such as `DATASET_TRUNCATED`. */
  readonly code: string;
  /** What the user can do about it, one sentence. */
  readonly remedy: string;

  constructor(code: string, problem: string, remedy: string, options?: ErrorOptions) {
    super(`${problem} ${remedy}`, options);
    this.name = new.target.name;
    this.code = code;
    this.remedy = remedy;
  }
}

/** An argument is unknown, missing or out of range. Command line: exit code 2. */
export class UsageError extends ValleysError {}

/** A dataset is absent, truncated, of another format, or its download failed. */
export class DatasetError extends ValleysError {}

/** A checkpoint cannot be read, or does not belong to the network at hand. */
export class CheckpointError extends ValleysError {}

/** A model cannot be built, compiled or run. */
export class NetworkError extends ValleysError {}

/** A training cannot start or go on. */
export class TrainingError extends ValleysError {}

/** A direction, distance range or curve cannot be computed. */
export class LandscapeError extends ValleysError {}

/** A stored result is corrupt or does not belong to the code and inputs that ask for it. */
export class RecordError extends ValleysError {}

/** A piece of a study failed in another process or on another machine. */
export class StudyError extends ValleysError {}

/** A file or folder cannot be read or written. */
export class FileError extends ValleysError {}

/** A part of the installation is missing or broken. */
export class SetupError extends ValleysError {}

/** The work was stopped on request (an aborted `AbortSignal`). Command line: exit code 130, or 143 after SIGTERM. */
export class InterruptedError extends ValleysError {
  constructor(what: string, remedy: string) {
    super('INTERRUPTED', what, remedy);
  }
}
