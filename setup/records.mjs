// `npm run records`: checks whether today's code made the committed records, gives them today's code identity without computing
// them again, and publishes records measured here.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupFailure } from '../lib/setup/command.mjs';
import { root, writeWhole } from '../lib/setup/project.mjs';
import { runScript } from '../lib/setup/script.mjs';
import { publish } from './identity/publish.mjs';
import { outdated, readRecords, restamped, resultsHash } from './identity/stamps.mjs';
import { setUp } from './setup.mjs';

const library = createRequire(join(root, 'lib', 'dist', 'index.js'));
const RECORDS = join(root, 'data', 'records');
/** The records folder of studies at laptop scale. */
const OWN = join(root, 'runs', 'laptop', 'records');
const SAMPLE = join('test', 'paper', 'committed-records.test.ts');

const HELP = `npm run records [-- --publish | --derive | --restamp COMMIT [--renamed OLD=NEW…]]

Counts the committed records made by today's code.
  --publish          moves the records that notebooks and "valleys study" made here at laptop scale from runs/laptop/records to
                     data/records, to publish them as the project's results
  --derive           after a change of code that only derives statistics from measured losses: derives them anew; what was measured
                     stays as it is
  --restamp COMMIT   after a change of code that changes no number: gives the records made by the code of COMMIT the identity of
                     today's code. It first measures a sample again, which needs the images (VALLEYS_DATA).
  --renamed OLD=NEW  a measurement whose function had another name or module in COMMIT, such as
                     paper/study/curves#curveOf=paper/study/curves#lossesOf
`;

const OPTIONS = /** @type {const} */ ({
  publish: { type: 'boolean', default: false },
  derive: { type: 'boolean', default: false },
  restamp: { type: 'string' },
  renamed: { type: 'string', multiple: true, default: [] },
  help: { type: 'boolean', short: 'h' },
});

runScript(import.meta.url, async () => {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return void process.stdout.write(HELP);
  await setUp({ quiet: true });
  if (values.restamp !== undefined) return restamp(values.restamp, Object.fromEntries(values.renamed.map((pair) => pair.split('='))));
  if (values.publish) return publishOwn();
  if (values.derive) return derive();
  const files = readRecords(RECORDS);
  const old = outdated(files, identities());
  process.stdout.write(`${files.length - old.length} of ${files.length} records were made by today's code.\n`);
  process.stdout.write(`SHA-256 of all results: ${resultsHash(files)}\n`);
  for (const { path } of old) process.stdout.write(`  ${path.slice(root.length + 1)}\n`);
  return old.length > 0 ? 1 : 0;
});

function publishOwn() {
  const names = publish(OWN, RECORDS, identities());
  for (const name of names) process.stdout.write(`  ${name}\n`);
  process.stdout.write(names.length === 0 ? 'Nothing was measured here.\n' : `${names.length} records are now in data/records. "npm run claims" updates the documents.\n`);
}

/** Reads every committed record once: whatever was derived by other code is derived anew, and written. */
async function derive() {
  const before = readRecords(RECORDS);
  const { SECTIONS } = library('./paper/sections');
  const { openStudy } = library('./paper/study/study');
  const { shippedProject } = library('./base/project');
  for (const { section, measure } of SECTIONS) {
    process.stdout.write(`Section ${section} …\n`);
    const study = { ...openStudy({ section, scale: 'laptop', recordsOnly: true, project: shippedProject() }), renew: true };
    for (const one of Object.values(measure)) await /** @type {(study: unknown) => Promise<unknown>} */ (one)(study);
  }
  const texts = new Map(readRecords(RECORDS).map(({ path, text }) => [path, text]));
  const changed = before.filter(({ path, text }) => texts.get(path) !== text);
  process.stdout.write(`${changed.length} of ${before.length} records have newly derived parts.\n`);
}

/** @param {string} commit @param {Readonly<Record<string, string>>} renamed */
function restamp(commit, renamed) {
  const files = readRecords(RECORDS);
  const before = resultsHash(files);
  const changed = restamped(files, identitiesAt(commit), identities(), renamed);
  if (changed.length === 0) return void process.stdout.write(`All ${files.length} records already have the identity of today's code.\n`);
  measureSample();
  for (const { path, text } of changed) writeWhole(path, text);
  const after = resultsHash(readRecords(RECORDS));
  process.stdout.write(`${changed.length} of ${files.length} records now have the identity of today's code.\n`);
  process.stdout.write(`SHA-256 of all results:\n  before ${before}\n  after  ${after}\n`);
  if (after !== before) throw new SetupFailure('The results have changed.', 'Restore them: git checkout data/records');
}

/** @param {string} [project] its folder @returns {import('./identity/stamps.mjs').Identities} */
function identities(project = root) {
  return JSON.parse(readFileSync(join(project, 'lib', 'dist', 'code-identity.json'), 'utf8'));
}

/** The identities of a commit's code, by its own rule. @param {string} commit @returns {import('./identity/stamps.mjs').Identities} */
function identitiesAt(commit) {
  const folder = mkdtempSync(join(tmpdir(), 'valleys-commit-'));
  const project = join(folder, 'project');
  try {
    run('git', ['worktree', 'add', '--quiet', '--detach', project, commit], `There is no commit ${commit}.`);
    const manifest = join(project, 'setup', 'identity', 'manifest.mjs');
    if (!existsSync(manifest)) throw new SetupFailure(`The code of ${commit} has no identities of this kind.`, 'Name a later commit.');
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
    run(process.execPath, [manifest], `The identities of ${commit} cannot be computed.`);
    return identities(project);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    spawnSync('git', ['worktree', 'prune'], { cwd: root });
  }
}

/** @throws {SetupFailure} unless every record of the sample was measured again, and came out as it is on record */
function measureSample() {
  process.stdout.write('Measuring a sample again …\n');
  const args = ['--require', 'tsx/cjs', '--test', '--test-reporter=tap', SAMPLE];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (/^# fail 0$/m.test(stdout) && /^# skipped 0$/m.test(stdout)) return;
  const told = stdout.split('\n').filter((line) => /^not ok|# SKIP/.test(line));
  const problem = `The sample did not come out the same, or was not measured:\n${told.join('\n')}\n`;
  throw new SetupFailure(problem, 'Compute records again if their numbers change, with fresh: true; VALLEYS_DATA names the folder of the images.');
}

/** @param {string} program @param {readonly string[]} args @param {string} problem in words, if it fails */
function run(program, args, problem) {
  const { status, stderr } = spawnSync(program, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new SetupFailure(problem, stderr.trim());
}
