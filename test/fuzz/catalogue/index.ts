import type { Call } from '../calls';
import { DATA_CALLS } from './data';
import { FIGURE_CALLS } from './figures';
import { LANDSCAPE_CALLS } from './landscape';
import { COMMAND_CALLS } from './commands';
import { READER_CALLS } from './readers';
import { RUNNER_CALLS } from './runner';
import { SELF_CHECK } from './self-check';
import { STATISTICS_CALLS } from './statistics';
import { STUDY_CALLS } from './studies-3-4';
import { STUDY_5_6_CALLS } from './studies-5-6';
import { STUDY_7_8_CALLS } from './studies-7-8';
import { THEORY_CALLS } from './theory';

/** Groups that are tried only when they are named. */
export const ON_REQUEST: ReadonlySet<string> = new Set(['self-check']);

/** One valid call of every exported function, and of a runner's methods, by group. */
export const CATALOGUE: Readonly<Record<string, readonly Call[]>> = {
  runner: RUNNER_CALLS,
  data: DATA_CALLS,
  landscape: LANDSCAPE_CALLS,
  statistics: STATISTICS_CALLS,
  theory: THEORY_CALLS,
  figures: FIGURE_CALLS,
  readers: READER_CALLS,
  commands: COMMAND_CALLS,
  studies: [...STUDY_CALLS, ...STUDY_5_6_CALLS, ...STUDY_7_8_CALLS],
  'self-check': SELF_CHECK,
};
