import { NetworkError } from '../../base/errors';

/** A model that the compiled runner cannot run; the layers runner can. */
export class UncompilableError extends NetworkError {
  /** The layer and the reason, one sentence. */
  readonly reason: string;

  constructor(reason: string) {
    super('UNCOMPILABLE', reason, 'Use the layers runner (kind: \'layers\'), which is slower but takes any model.');
    this.reason = reason;
  }
}
