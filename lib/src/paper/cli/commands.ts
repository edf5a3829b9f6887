import { benchCommand } from '../../bench/command';
import { studyCommand } from './study';

/** What the paper adds to the command `valleys`. */
export const commands = [studyCommand, benchCommand] as const;
