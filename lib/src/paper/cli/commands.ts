import { benchCommand } from '../../bench/command';
import { studyCommand } from './study';

/** The commands that the paper adds to `valleys`. */
export const commands = [studyCommand, benchCommand] as const;
