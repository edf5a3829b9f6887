import assert from 'node:assert/strict';
import test from 'node:test';
import { doctorText } from '../../lib/src/cli/doctor';
import { buildProgram } from '../../lib/src/cli/program';
import { commands } from '../../lib/src/paper/cli/commands';
import { describeError, usageError } from '../../lib/src/cli/terminal';
import { networkNames } from '../../lib/src/networks/networks';

type Command = ReturnType<typeof buildProgram>;

const COMMANDS = ['doctor', 'setup', 'kernel', 'data', 'train', 'evaluate', 'curve', 'notebooks', 'export', 'import', 'study', 'bench'];

/** The program with its output collected instead of shown. */
function quietProgram(): { readonly program: Command; readonly shown: string[] } {
  const shown: string[] = [];
  const program = buildProgram(commands);
  const write = (text: string): void => void shown.push(text);
  for (const command of [program, ...program.commands]) command.configureOutput({ writeOut: write, writeErr: write });
  return { program, shown };
}

/** What a command line that must not reach a command's action ends with. */
async function refusal(...words: string[]): Promise<{ readonly exitCode: number; readonly text: string; readonly said: string }> {
  const { program, shown } = quietProgram();
  try {
    await program.parseAsync(['node', 'valleys', ...words]);
  } catch (error) {
    const { exitCode, code, message } = error as { exitCode: number; code: string; message: string };
    return { exitCode, text: shown.join(''), said: describeError(usageError({ code, message })) };
  }
  throw new assert.AssertionError({ message: `"${words.join(' ')}" was taken` });
}

test('every command tells its options and examples, and can answer programs', async () => {
  assert.deepEqual(buildProgram(commands).commands.map((command) => command.name()), COMMANDS);
  for (const name of COMMANDS) {
    const { exitCode, text } = await refusal(name, '--help');
    assert.equal(exitCode, 0, name);
    assert.match(text, new RegExp(`Usage: valleys ${name} `), name);
    assert.match(text, new RegExp(`Examples?:\\n {2}valleys ${name}`), name);
    assert.match(text, /--json/, name);
  }
});

test('every example uses options that its command has', async () => {
  for (const command of buildProgram(commands).commands) {
    const { text } = await refusal(command.name(), '--help');
    const examples = text.split('\n').filter((line) => line.startsWith(`  valleys ${command.name()}`));
    const used = new Set(examples.flatMap((line) => line.match(/--[a-z-]+/g) ?? []));
    const known = command.options.map(({ long }) => long);
    for (const option of used) assert.ok(known.includes(option), `${command.name()} ${option}`);
  }
});

test('help names every network', async () => {
  const { text } = await refusal('evaluate', '--help');
  const flat = text.replace(/\s+/g, ' ');
  for (const name of networkNames) assert.ok(flat.includes(name), name);
});

test('wrong usage is refused in one line with a code and a pointer to the help', async () => {
  const at = ['curve', '--network', 'preresnet-8', '--checkpoint', 'a'];
  const lines: readonly (readonly [code: string, words: readonly string[]])[] = [
    ['MISSING_MANDATORY_OPTION_VALUE', ['evaluate', '--network', 'preresnet-8']],
    ['UNKNOWN_OPTION', [...at, '--nettwork', 'preresnet-8']],
    ['INVALID_ARGUMENT', [...at, '--points', '1']],
    ['INVALID_ARGUMENT', [...at, '--from', 'far']],
    ['INVALID_ARGUMENT', [...at, '--from', 'NaN']],
    ['INVALID_ARGUMENT', [...at, '--to', 'Infinity']],
    ['INVALID_ARGUMENT', [...at, '--batch-norm', 'none']],
    ['MISSING_MANDATORY_OPTION_VALUE', ['train', '--network', 'preresnet-8']],
    ['UNKNOWN_COMMAND', ['frobnicate']],
  ];
  for (const [code, words] of lines) {
    const { exitCode, text, said } = await refusal(...words);
    assert.notEqual(exitCode, 0, words.join(' '));
    assert.equal(text, '', 'nothing else is written');
    assert.match(said, new RegExp(`^valleys: [^\\n]* Add --help for the options and examples\\. \\[${code}\\]$`), words.join(' '));
  }
});

test('a name that is not known fails before anything is read or written', async () => {
  const parse = (...words: string[]): Promise<Command> => quietProgram().program.parseAsync(['node', 'valleys', ...words]);
  await assert.rejects(parse('train', '--network', 'preresnet-8', '--recipe', 'quick', '--out', 'never-made'), { code: 'RECIPE_UNKNOWN' });
  await assert.rejects(parse('train', '--network', 'preresnet-8', '--dataset', 'cifar11', '--out', 'never-made'), { code: 'DATASET_UNKNOWN', message: /cifar10\?/ });
  await assert.rejects(parse('curve', '--network', 'preresnet-8', '--checkpoint', 'a', '--from', '2', '--to', '-2'), { code: 'DISTANCES_INVALID' });
  await assert.rejects(parse('data', 'cifar11'), { code: 'DATASET_UNKNOWN' });
  await assert.rejects(parse('bench', '--networks', 'preresnet-8', 'preresnet-21'), { name: 'UsageError', code: 'NETWORK_UNKNOWN', message: /preresnet-20\?/ });
  await assert.rejects(parse('bench', '--curve', 'preresnet-21'), { code: 'NETWORK_UNKNOWN' });
});

test('the doctor says per part whether it is well, and the remedy where not', () => {
  const part = { name: 'node', ok: true, found: '22.1.0', remedy: '' };
  const report = { ok: true, tensorflow: '2.21.0', device: 'CPU', compiled: true, checks: [part] } as const;
  assert.match(doctorText(report), /^ok +node +22\.1\.0\n\nEverything works\.$/);
  const ill = doctorText({ ...report, ok: false, checks: [part, { name: 'disk', ok: false, found: '0.1 GB free', remedy: 'Free some space.' }] });
  assert.match(ill, /FAIL +disk +0\.1 GB free\n\ndisk: Free some space\.$/);
});
