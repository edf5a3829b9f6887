// A process that tries calls for `pool.ts`, one at a time, until it dies of one.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, type Prepared, prepare } from './attempt';
import { CATALOGUE } from './catalogue';
import { Fixtures } from './fixtures';
import { av } from './package';
import type { Answer, Question } from './pool';

const f = new Fixtures(av);
let layers: Fixtures | undefined;
const reference = (): Fixtures => (layers ??= new Fixtures(av, 'layers'));
const prepared = new Map<string, Prepared>();

// What a spoilt path writes goes into a folder that is thrown away, and nothing is fetched.
const scratch = join(f.folder, 'here');
mkdirSync(scratch);
process.chdir(scratch);
process.env.VALLEYS_DATA = scratch;
globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));
process.on('exit', () => {
  for (const { folder } of [f, layers ?? f]) rmSync(folder, { recursive: true, force: true });
});
process.on('disconnect', () => process.exit());

/** Waits until the parent has it: a process that dies at the next step has told what it died of. */
const tell = (answer: Answer): Promise<void> => new Promise((done) => process.send?.(answer, () => done()));

async function answer({ group, name, index, seed }: Question): Promise<void> {
  const call = CATALOGUE[group].find((each) => each.name === name);
  if (!call) throw new Error(`no call ${name} in ${group}`);
  const cases = prepared.get(name) ?? await prepare(call, f, seed);
  prepared.set(name, cases);
  const tried = cases.cases[index];
  if (!tried) return tell({ kind: 'exhausted' });
  reference();
  await tell({ kind: 'started', name: tried.name });
  await tell({ kind: 'ended', ...(await attempt(cases, tried, f, reference)) });
}

process.on('message', (question: Question) => {
  answer(question).catch((error: unknown) => tell({ kind: 'unprepared',
    detail: error instanceof Error ? error.stack ?? error.message : String(error) }));
});
