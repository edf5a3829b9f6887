// `npm run fuzz`: tries calls in child processes, prints what was not refused as it should be, then a table.
import { parseArgs } from 'node:util';
import { CATALOGUE, ON_REQUEST } from './catalogue';
import { type Limits, type Question, type Tried, Worker } from './pool';
import { addTo, badIn, isBad, type Table, tableText } from './table';

/** What a fuzz tries, and for how long. */
export interface FuzzOptions {
  readonly seed: number;
  /** So many cases at most. */
  readonly calls: number;
  /** So many seconds at most. */
  readonly seconds: number;
  /** Only groups and functions of these names; none: all. */
  readonly only?: readonly string[];
  /** Only the case of this number of each function. */
  readonly index?: number;
  readonly workers: number;
  /** Other limits than those asked of every call. */
  readonly limits?: Limits;
  readonly onTried?: (tried: Tried) => void;
  /** Ends the fuzz with the calls that are under way. */
  readonly signal?: AbortSignal;
}

/** The paper's studies come up in one round of so many: strangers do not call them. */
const STUDY_ROUNDS = 4;

/** Tries cases in rounds, one of each function a round, until calls or time are used up or no case is left. */
export async function fuzz({ seed, calls, seconds, only = [], index, workers, limits, onTried, signal }: FuzzOptions): Promise<Table> {
  const end = Date.now() + 1000 * seconds;
  const table: Table = new Map();
  const exhausted = new Set<string>();
  const functions = functionsOf(only);
  let tried = 0;
  const work = async (place: number): Promise<void> => {
    const worker = new Worker(limits);
    // Each has functions of its own, whose valid calls it makes once.
    const questions = questionsOf(functions.filter((_, i) => i % workers === place), { seed, index, often: only.length > 0 }, exhausted);
    while (tried < calls && Date.now() < end && !signal?.aborted) {
      const next = questions.next();
      if (next.done) break;
      tried++;
      const ended = await worker.attempt(next.value);
      // Ctrl-C reaches the workers too.
      if (signal?.aborted) break;
      if (ended.outcome === 'exhausted') {
        exhausted.add(ended.name);
        tried--;
        continue;
      }
      addTo(table, ended);
      onTried?.(ended);
    }
    worker.end();
  };
  await Promise.all(Array.from({ length: workers }, (_, place) => work(place)));
  return table;
}

type Named = Pick<Question, 'group' | 'name'>;

/** @throws Error for a name of nothing */
function functionsOf(only: readonly string[]): readonly Named[] {
  const all = Object.entries(CATALOGUE).flatMap(([group, calls]) => calls.map(({ name }) => ({ group, name })));
  if (only.length === 0) return all.filter(({ group }) => !ON_REQUEST.has(group));
  const unknown = only.find((word) => !all.some(({ group, name }) => word === group || word === name));
  const groups = Object.keys(CATALOGUE).join(', ');
  if (unknown !== undefined) throw new Error(`There is no group and no function of the name ${unknown}. Groups: ${groups}.`);
  return all.filter(({ group, name }) => only.includes(group) || only.includes(name));
}

/** @param often whether studies come up in every round too */
function* questionsOf(functions: readonly Named[], { seed, index, often }: { seed: number; index?: number; often: boolean },
  exhausted: ReadonlySet<string>): Generator<Question> {
  for (let round = 0; index === undefined || round === 0; round++) {
    const left = functions.filter(({ name }) => !exhausted.has(name));
    if (left.length === 0) return;
    for (const [place, { group, name }] of functions.entries()) {
      const seldom = group === 'studies' && !often ? STUDY_ROUNDS : 1;
      if (!exhausted.has(name) && (round + place) % seldom === 0) yield { group, name, seed, index: index ?? Math.floor(round / seldom) };
    }
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' }, calls: { type: 'string', default: 'Infinity' }, seconds: { type: 'string' },
        only: { type: 'string', multiple: true },
      case: { type: 'string' }, workers: { type: 'string', default: '2' }, verbose: { type: 'boolean' },
    },
  });
  const seed = Number(values.seed ?? Date.now() % 1e6);
  process.stdout.write(`Seed ${seed}\n`);
  const stopped = new AbortController();
  // A second Ctrl-C ends at once.
  process.once('SIGINT', () => stopped.abort());
  const begun = Date.now();
  let count = 0;
  const onTried = (tried: Tried): void => {
    if (++count % 1000 === 0) process.stderr.write(`${count} of ${values.calls} calls after ${Math.round((Date.now() - begun) / 60_000)} minutes\n`);
    const { outcome, name, index: number, what, detail } = tried;
    const line = `${outcome.padEnd(8)}${name} --case ${number}  ${what}  ${detail}`;
    if (values.verbose || isBad(tried)) process.stdout.write(`${line.replaceAll('\n', ' ')}\n`);
  };
  const table = await fuzz({
    seed, calls: Number(values.calls), seconds: Number(values.seconds ?? (values.calls === 'Infinity' ? 600 : Infinity)), only: values.only, workers: Number(values.workers), onTried, signal: stopped.signal,
    index: values.case === undefined ? undefined : Number(values.case),
  });
  process.stdout.write(`\n${tableText(table)}\nSeed ${seed}\n`);
  return badIn(table) > 0 ? 1 : 0;
}

if (require.main === module) void main().then((code) => (process.exitCode = code));
