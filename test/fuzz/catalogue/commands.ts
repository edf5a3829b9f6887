import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import type { Call } from '../calls';
import { type Run, valleys } from '../commands';
import type { Fixtures } from '../fixtures';
import type { Mutation } from '../mutations';

/** A checkpoint of preresnet-8 for ten classes. */
const checkpoint = (f: Fixtures): string => f.once('checkpoint of commands', () => {
  const path = f.path('.safetensors');
  const model = f.av.buildNetwork('preresnet-8', 10, 1);
  const runner = f.av.createRunner(model);
  f.av.saveCheckpoint(path, { network: 'preresnet-8', model, weights: runner.getWeights(), statistics: runner.getStatistics() });
  runner.dispose();
  return path;
});

const fifo = (f: Fixtures): string => f.once('fifo', () => {
  const path = f.path('-fifo');
  spawnSync('mkfifo', [path]);
  return path;
});

const damaged = (f: Fixtures): string => f.once('damaged', () => {
  const path = f.path('.safetensors');
  writeFileSync(path, readFileSync(checkpoint(f)).subarray(0, 5000));
  return path;
});

/** What may be typed by mistake, or by a script that has lost a variable. */
const hostile = (f: Fixtures): readonly string[] => [
  '', ' ', '-1', '0', '1', '1.5', 'NaN', 'Infinity', '1e20', '9007199254740993', '0x10', 'zzz', 'x'.repeat(300), '../../..', '/proc/none/x',
    '/dev/full', '/dev/zero', '/dev/null', f.folder, fifo(f), damaged(f),
  '__proto__', 'constructor', '--', '-', '--help', 'préresnet', 'a\nb', 'all', '-e', '1/0', '5/2',
];

/** Options that a command has, as its own help lists them. */
function optionsOf(help: string): readonly string[] {
  return [...help.matchAll(/^ {2,}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option);
}

function changesOf(f: Fixtures, { words }: Run, help: string): readonly Mutation[] {
  const [command, ...rest] = words;
  const of = (name: string, change: Partial<Run>): Mutation => ({ name, apply: (run: Run) => ({ ...run, ...change }) });
  const values = hostile(f);
  const instead = rest.flatMap((word, i) => (word.startsWith('--')
    ? [] : values.map((value) => of(`${rest[i - 1] ?? ''} ${value.slice(0, 30)}`,
    { words: [command, ...rest.slice(0, i), value, ...rest.slice(i + 1)] }))));
  const added = optionsOf(help).flatMap((option) => [...values, undefined].map((value) =>
    of(`${option} ${value?.slice(0, 30) ?? '(nothing)'}`, { words: [...words, option, ...(value === undefined ? [] : [value])] })));
  const fewer = rest.map((word, i) => of(`without ${word.slice(0, 30)}`, { words: words.filter((_, k) => k !== i + 1) }));
  const where = (['left', 'full', 'closed'] as const).map((stdout) => of(`stdout ${stdout}`, { stdout }));
  return [...instead, ...added, ...fewer, ...where, of('folder lost', { lost: true }),
    of('an unknown option', { words: [...words, '--unheard-of'] }), of('a word too many', { words: [...words, 'zzz'] }),
    of('help into a full disk', { words: [command, '--help'], stdout: 'full' }),
    of('help to nobody', { words: [command, '--help'], stdout: 'left' })];
}

/** A command with valid words. */
function command(name: string, words: (f: Fixtures) => readonly string[]): Call {
  const help = (f: Fixtures): Promise<string> => f.once(`help of ${name}`, () => valleys(f, { words: [name, '--help'] }));
  return {
    name: `valleys ${name}`, volatile: true, blind: true, args: (f) => [{ words: [name, ...words(f)] }],
      invoke: (f, [run]) => valleys(f, run as Run),
    changes: async (f) => changesOf(f, { words: [name, ...words(f)] }, await help(f)),
  };
}

/** The command line: every command, every option of its help. */
export const COMMAND_CALLS: readonly Call[] = [
  command('doctor', () => []),
  command('data', () => []),
  command('study', () => []),
  command('evaluate', (f) => ['--network', 'preresnet-8', '--checkpoint', checkpoint(f), '--dataset', 'synthetic', '--examples', '50']),
  command('curve', (f) => ['--network', 'preresnet-8', '--checkpoint', checkpoint(f), '--dataset', 'synthetic', '--examples', '20',
    '--points', '3', '--batch-norm-examples', '20']),
  command('train', (f) => ['--network', 'preresnet-8', '--dataset', 'synthetic', '--recipe', 'smoke', '--epochs', '1', '--out',
    join(f.folder, 'trained')]),
  command('export', (f) => ['--network', 'preresnet-8', '--checkpoint', checkpoint(f), '--out', f.path('-exported')]),
  command('import', (f) => ['--network', 'preresnet-8', '--from', checkpoint(f), '--out', f.path('.safetensors')]),
  command('notebooks', () => ['zzz']),
  command('bench', () => ['--networks', 'zzz', '--rounds', '1']),
];
