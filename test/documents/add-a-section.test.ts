import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { PROJECT, read } from './documents';

/** Measures, decides and draws the new section at a network that was trained a little. */
const PROGRAM = `
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sectionSam } from '../../lib/src/paper/face';
import { recordsOf } from '../../lib/src/paper/report/claim-sources';
import { measurementsOf, SECTIONS } from '../../lib/src/paper/sections';
import { smallStudy, trainLittle } from './small-study';

async function main(): Promise<void> {
  const folder = join(__dirname, 'project');
  mkdirSync(folder);
  const read: string[] = [];
  const project = { folder, checkpoints: join(folder, 'checkpoints'), records: join(folder, 'records'), runs: join(folder, 'runs') };
  const study = smallStudy(project, { section: 'sam' });
  await trainLittle(study, 1);
  for (const measure of measurementsOf(study, 'sam')) await measure();
  const reading = { ...study, recordsOnly: true, onRecord: (key: string) => void read.push(key) };
  const claims = await SECTIONS.find(({ section }) => section === 'sam')?.decide(reading);
  const measured = await sectionSam.measure.rises(reading);
  const figure = sectionSam.figures.risesFigure(measured, { title: 'A title', caption: 'What to see.' });
  console.log(JSON.stringify({ claims, rises: measured.map(({ swa, sgd }) => [swa, sgd].map(({ source, result }) => [source, result])), figure, records: recordsOf('C40', read, study.scale) }));
}
void main();
`;

/** The blocks of a kind under the heading. */
function blocksOf(kind: string): string[] {
  const [, section] = /\n## Add a section\n([\s\S]*?)\n## /.exec(read('lib/README.md')) ?? [];
  return [...section.matchAll(new RegExp(`\`\`\`${kind}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block]) => block);
}

/** Carries out a block of changes: after `--- FILE`, a line that stays (" ") or goes ("-"), and those that come there ("+"). */
function change(folder: string, block: string): void {
  for (const [, file, lines] of block.matchAll(/^--- (.*)\n((?:[ +-](?!-).*\n)+)/gm)) {
    const path = join(folder, file);
    for (const [, sign, line, added] of lines.matchAll(/^([ -])(.*)\n((?:\+.*\n)+)/gm)) {
      const [before, after, ...more] = `\n${readFileSync(path, 'utf8')}`.split(`\n${line}\n`);
      assert.ok(after !== undefined && more.length === 0, `${file} has one line: ${line}`);
      const kept = sign === ' ' ? `${line}\n` : '';
      writeFileSync(path, `${before}\n${kept}${added.replace(/^\+/gm, '')}${after}`.slice(1));
    }
  }
}

/** A copy of the library's sources with a section more, inside the project, where packages are found. */
function withSection(folder: string): string[] {
  cpSync(join(PROJECT, 'lib', 'src'), join(folder, 'lib', 'src'), { recursive: true });
  cpSync(join(PROJECT, 'lib', 'package.json'), join(folder, 'lib', 'package.json'));
  symlinkSync(join(PROJECT, 'lib', 'node_modules'), join(folder, 'lib', 'node_modules'));
  mkdirSync(join(folder, 'test', 'paper'), { recursive: true });
  cpSync(join(PROJECT, 'test', 'paper', 'small-study.ts'), join(folder, 'test', 'paper', 'small-study.ts'));
  const files = blocksOf('ts').map((block) => {
    const [, path] = /^\/\/ (\S+)\n/.exec(block) ?? [];
    assert.ok(path, 'each file begins with its path');
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), block);
    return join(folder, path);
  });
  blocksOf('diff').forEach((block) => change(folder, block));
  mkdirSync(join(folder, 'lib', 'dist'));
  const manifest = pathToFileURL(join(PROJECT, 'setup', 'identity', 'manifest.mjs')).href;
  execFileSync(process.execPath, ['--input-type=module', '--eval', `(await import('${manifest}')).writeIdentities(${JSON.stringify(folder)})`]);
  return files;
}

test('a section that is added as lib/README.md says is measured, decided, drawn, and told where its claim is shown', (t) => {
  mkdirSync(join(PROJECT, 'runs'), { recursive: true });
  const folder = mkdtempSync(join(PROJECT, 'runs', 'section-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const files = withSection(folder);
  assert.equal(files.length, 5);

  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(join(PROJECT, 'lib', 'tsconfig.json'), ts.sys.readFile).config, ts.sys, join(folder, 'lib'));
  const program = ts.createProgram(files, { ...options, noEmit: true, composite: false, incremental: false, tsBuildInfoFile: undefined });
  const problems = files.flatMap((file) => program.getSemanticDiagnostics(program.getSourceFile(file)).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')));
  assert.deepEqual(problems, []);

  writeFileSync(join(folder, 'test', 'paper', 'program.ts'), PROGRAM);
  const printed = execFileSync(process.execPath, ['--require', 'tsx/cjs', 'program.ts'], { cwd: join(folder, 'test', 'paper'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const { claims, rises, figure, records } = JSON.parse(printed) as {
    claims: { id: string; verdict: string; measured: string }[]; rises: [string, number][][]; figure: object; records: string[];
  };
  assert.deepEqual(rises.map((seed) => seed.map(([source]) => source)), [['record', 'record']]);
  const [[[, swa], [, sgd]]] = rises;
  assert.ok(swa > 0 && sgd > 0, 'along the gradient the loss rises');
  assert.deepEqual(claims.map(({ id, verdict }) => [id, verdict]), [['C40', swa < sgd ? 'holds' : 'does not hold at this scale']]);
  assert.equal(new Set(records).size, 2);
  assert.match(JSON.stringify(figure), /SGD after SWA/);
});
