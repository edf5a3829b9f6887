import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { ValleysError } from '../../lib/src/base/errors';
import { doctorCommand } from '../../lib/src/cli/commands/doctor';
import { buildProgram } from '../../lib/src/cli/program';
import { commands } from '../../lib/src/paper/cli/commands';
import { describeError, exitCodeOf, strict, usageError } from '../../lib/src/cli/terminal';

const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const [file, pipe] = [join(folder, 'file'), join(folder, 'pipe')];
writeFileSync(file, 'x');
spawnSync('mkfifo', [pipe]);

/** Words of each command that reach its work and end there, for want of a file or of images. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  data: ['cifar10', '--data', join(file, 'below')],
  train: ['--network', 'preresnet-8', '--recipe', 'smoke', '--data', join(folder, 'absent'), '--out', join(file, 'below')],
  study: ['03', '--scale', 'smoke', '--estimate', '--shard', '5/2'],
  evaluate: ['--network', 'preresnet-8', '--data', join(folder, 'absent'), '--checkpoint', join(folder, 'absent')],
  curve: ['--network', 'preresnet-8', '--data', join(folder, 'absent'), '--checkpoint', join(folder, 'absent')],
  bench: ['--networks', 'preresnet-9'],
  export: ['--network', 'preresnet-8', '--checkpoint', join(folder, 'absent'), '--out', join(file, 'below')],
  import: ['--network', 'preresnet-8', '--from', join(folder, 'absent'), '--out', join(file, 'below')],
};

const STRANGE = ['', ' ', '-1', '-', '0', '1.5', 'NaN', 'Infinity', '1e20', '9'.repeat(30), '0x10', 'zzz', 'x'.repeat(300), '__proto__', 'constructor', '\n', 'ü', '../..', '5/4', '[]', '{}'];
/** Nothing can be read from there, or written to. */
const PATHS = ['', 'x'.repeat(300), '/dev/null/x', '/proc/none/x', '/dev/zero', pipe, join(file, 'below'), 'a\0b', `/${'x/'.repeat(3000)}`];
/** Values that are paths; where a name is meant as well, such as a direction's, it is refused like one. */
const OF_PATHS = ['--data', '--out', '--checkpoint', '--from <file>', '--direction', '--keep', '--peer', '--peer-script'];

/** Options whose file is looked at only with images at hand, which take a while to draw. */
const IMAGES = ['evaluate --checkpoint', 'train --out'];

function isPath(flags: string): boolean {
  return OF_PATHS.some((name) => flags === name || flags.startsWith(`${name} `));
}

/** The error that a command line ends with; undefined if it is carried out. */
async function errorOf(words: readonly string[]): Promise<unknown> {
  const program = buildProgram(commands);
  const ignore = (): void => undefined;
  for (const command of [program, ...program.commands]) command.configureOutput({ writeOut: ignore, writeErr: ignore });
  try {
    await program.parseAsync(['node', 'valleys', ...words]);
    return undefined;
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    return typeof code === 'string' && code.startsWith('commander.') ? usageError({ code, message }) : error;
  }
}

function checkRefusal(error: unknown, words: readonly string[]): void {
  const said = JSON.stringify(words).slice(0, 400);
  assert.ok(error instanceof ValleysError, `${said}: ${error instanceof Error ? error.stack : String(error)}`);
  assert.match(describeError(error), /^valleys: .+ \[[A-Z][A-Z0-9_]*\]$/, said);
  assert.ok([1, 2].includes(exitCodeOf(error)), said);
}

for (const [command, words] of Object.entries(WORDS)) {
  test(`${command}: every option refuses strange values in one line`, { timeout: 300_000 }, async () => {
    checkRefusal(await errorOf([command, ...words]), [command, ...words]);
    const options = buildProgram(commands).commands.find((each) => each.name() === command)?.options.filter(({ required }) => required) ?? [];
    assert.ok(options.length > 0);
    for (const { flags, long } of options) {
      for (const value of isPath(flags) ? PATHS : STRANGE) {
        const images = IMAGES.includes(`${command} ${long}`) ? ['--dataset', 'synthetic'] : [];
        const line = [command, ...words, ...images, `${long}=${value}`];
        const error = await errorOf(line);
        checkRefusal(error, line);
        // A file that is not there is no wrong usage; nor do the words without this option reach their end.
        if (!isPath(flags) && /number|index/.test(flags) && Number.isNaN(Number(value))) assert.equal(exitCodeOf(error), 2, `${long}=${value}: ${String(error)}`);
      }
    }
    assert.deepEqual(readdirSync(folder).sort(), ['file', 'pipe']);
  });
}

test('every argument refuses strange words, and names the nearest where one is near', async () => {
  for (const command of ['data', 'study']) {
    for (const value of STRANGE.filter((word) => !word.startsWith('-'))) checkRefusal(await errorOf([command, value]), [command, value]);
  }
  for (const [words, nearest] of [
    [['data', 'cifar1O'], 'cifar10'], [['study', 'seed'], 'seeds'], [['evalute'], 'evaluate'], [['curve', '--network', 'preresnet-8', '--checkpoint', 'x', '--direcion', 'x'], '--direction'],
    [['evaluate', '--network', 'preresnet-22', '--dataset', 'synthetic', '--checkpoint', 'x'], 'preresnet-20'], [['train', '--network', 'preresnet-8', '--recipe', 'smok', '--out', 'x'], 'smoke'],
  ] as const) {
    const error = await errorOf(words);
    assert.equal(exitCodeOf(error), 2, words.join(' '));
    assert.match(describeError(error), new RegExp(`[Dd]id you mean ${nearest}\\?`), words.join(' '));
  }
});

test('a word that a command does not take is refused before it begins', async () => {
  for (const words of [['bench', 'preresnet-8'], ['bench', '--rounds', '999999999'], ['evaluate', 'x', '--network', 'preresnet-8', '--checkpoint', 'x'], ['data', 'cifar10', 'cifar100'], ['kernel'], ['notebooks', '--scale'], ['bench', '--networks']]) {
    const error = await errorOf(words);
    checkRefusal(error, words);
    assert.equal(exitCodeOf(error), 2, words.join(' '));
  }
  await assert.rejects(strict(doctorCommand()).parseAsync(['node', 'doctor', 'x']), { code: 'commander.excessArguments' });
});
