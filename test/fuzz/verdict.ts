/** Thrown by a call that itself saw how what it tried has ended: a command, in a process of its own. */
export class Verdict extends Error {
  constructor(
    readonly outcome: 'typed' | 'untyped' | 'dead' | 'hung',
    detail: string,
  ) {
    super(detail);
  }
}
