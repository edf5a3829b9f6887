import { benchCommand } from '../cli/commands/bench';
import { studyCommand } from '../cli/commands/study';

/** What the paper adds to the command `valleys`. */
export const commands = [studyCommand, benchCommand] as const;
