import type { Solution } from 'asymmetric-valleys';
import type { Call } from './calls';
import { type Case, casesOf, spoil } from './cases';
import { difference, lostNumber } from './compare';
import type { Fixtures } from './fixtures';
import { OwnError } from './mutations';
import { patience } from './patience';
import { Verdict } from './verdict';

/** How a call ended that came back at all. */
export interface Ended {
  readonly outcome: 'ok' | 'typed' | 'untyped' | 'wrong' | 'dead' | 'hung';
  /** The error, or what is wrong. */
  readonly detail: string;
}

/** A call ready to be tried. */
export interface Prepared {
  readonly call: Call;
  readonly cases: readonly Case[];
  /** What the valid call gives. */
  readonly valid: unknown;
}

/** After so long a call that can be stopped is stopped; then it has to end. */
const STOP_AFTER = 3000;
const SAME = 1e-6;
/** Two runners after some float32 steps. */
const NEAR = 2e-3;

/** Makes the valid call and lists what can be changed in it. */
export async function prepare(call: Call, f: Fixtures, seed: number): Promise<Prepared> {
  f.controller = new AbortController();
  const before = stateOf(f);
  const valid = call.blind ? undefined : await finish(call, f, await call.args(f));
  restore(f, before);
  return { call, valid, cases: casesOf(await call.args(f), f, seed, call.name, await call.changes?.(f)) };
}

async function finish(call: Call, f: Fixtures, args: readonly unknown[]): Promise<unknown> {
  const own = f.av[call.name as keyof typeof f.av] as unknown as (...all: readonly unknown[]) => unknown;
  const result = await (call.invoke ? call.invoke(f, args) : own(...args));
  return call.use ? call.use(result as never) : result;
}

/** Tries one case: what came of it, and whether it left things as they were. @param reference with the other runner */
export async function attempt({ call, valid }: Prepared, tried: Case, f: Fixtures, reference: () => Fixtures): Promise<Ended> {
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', note);
  const before = stateOf(f);
  let ended: Ended;
  try {
    const result = await once(call, tried, f);
    ended = await judge(call, valid, tried, result, reference);
  } catch (error) {
    ended = judgeError(error, f);
    const left = leftBehind(f, before);
    if (left && ended.outcome === 'typed') ended = { outcome: 'wrong', detail: `${left}, after ${ended.detail}` };
  }
  await new Promise((done) => setImmediate(done));
  process.off('unhandledRejection', note);
  restore(f, before);
  const unhandled = rejections.find((reason) => !(reason instanceof OwnError));
  return unhandled === undefined ? ended : { outcome: 'untyped', detail: `a promise that floats: ${String(unhandled)}` };
}

async function once(call: Call, tried: Case, f: Fixtures): Promise<unknown> {
  f.controller = new AbortController();
  const { controller } = f;
  const timer = setTimeout(() => controller.abort(), tried.how === 'stopped soon' ? 2 : patience() * STOP_AFTER);
  try {
    if (tried.how === 'stopped') controller.abort();
    const args = spoil(await call.args(f), tried);
    if (tried.how !== 'twice') return await finish(call, f, args);
    const again = await call.args(f);
    // The first error only after both have ended: what goes on would disturb the next call.
    const both = await Promise.allSettled([finish(call, f, args), finish(call, f, again)]);
    return both.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value as unknown;
    });
  } finally {
    clearTimeout(timer);
  }
}

async function judge(call: Call, valid: unknown, tried: Case, result: unknown, reference: () => Fixtures): Promise<Ended> {
  const { mutation, how, asked } = tried;
  // What moves the runner begins the second time where the first one ended.
  const results = how === 'twice' ? (result as readonly unknown[]).slice(0, call.moves ? 1 : 2) : [result];
  const taken = mutation.wrong && asked && !(call.takesNaN && /NaN|Infinity/.test(mutation.name));
  for (const each of results) {
    // Of what was measured and is not a number, nothing else can be said.
    const isOfNaN = !asked && /NaN|Infinity/.test(mutation.name);
    const isLost = !((call.takesNaN && /NaN|Infinity/.test(mutation.name)) || call.givesNaN || isOfNaN || isOfRecordInputs(tried));
    const lost = isLost ? lostNumber(each, valid) : undefined;
    if (lost !== undefined) return { outcome: 'wrong', detail: lost };
    const other = mutation.same && !call.volatile ? difference(each, valid, SAME) : undefined;
    if (other !== undefined) return { outcome: 'wrong', detail: `${other}, the valid call has the other` };
  }
  if (taken) return { outcome: 'wrong', detail: 'taken without a word' };
  const apart = how || call.volatile || isOfRounding(call, tried) ? undefined : await byReference(call, tried, result, reference());
  return apart === undefined ? { outcome: 'ok', detail: '' } : { outcome: 'wrong', detail: apart };
}

/** Whether a field of a record's inputs was changed: they are free-form, and what hands a record on hands them on as they are. */
function isOfRecordInputs({ path }: Case): boolean {
  const inputs = path.lastIndexOf('inputs');
  return inputs >= 0 && typeof path[inputs + 1] === 'string';
}

/**
 * Whether no two runners can agree: of inputs that are all the same batch norm leaves rounding, whose sign decides at the ReLU;
 * and a bias before batch norm has a gradient of 0 but for rounding, which a huge learning rate makes visible.
 */
function isOfRounding(call: Call, { mutation, path }: Case): boolean {
  const isHuge = path.at(-1) === 'learningRate' && /^(1e|2\^53)/.test(mutation.name);
  return (call.moves === true && mutation.name === 'zeros') || isHuge;
}

/** What the layers runner says of the same call, if a runner is part of it. */
async function byReference(call: Call, tried: Case, result: unknown, f: Fixtures): Promise<string | undefined> {
  const before = stateOf(f);
  try {
    if (!call.name.startsWith('runner.') && !(await call.args(f)).includes(f.runner)) return undefined;
    const apart = difference(result, await once(call, tried, f), NEAR);
    return apart === undefined ? undefined : `${apart} in the layers runner`;
  } catch (error) {
    return `the layers runner refuses: ${String(error)}`;
  } finally {
    restore(f, before);
  }
}

function judgeError(error: unknown, f: Fixtures): Ended {
  if (error instanceof Verdict) return { outcome: error.outcome, detail: error.message };
  if (error instanceof OwnError) return { outcome: 'typed', detail: error.message };
  const detail = error instanceof Error ? `${error.name} ${(error as { code?: string }).code ?? '(no code)'}: ${error.message.slice(0,
    300)}` : String(error);
  const typed = error instanceof f.av.ValleysError && /^[A-Z][A-Z0-9_]+$/.test(error.code) && error.remedy.length > 0
    && !/fault of the library/.test(error.message);
  return { outcome: typed ? 'typed' : 'untyped', detail };
}

interface State extends Solution {
  readonly momentum: Float32Array;
  readonly tensors: number;
}

function stateOf(f: Fixtures): State {
  return { ...f.av.presentSolution(f.runner), momentum: f.runner.getMomentum(), tensors: f.av.tf.memory().numTensors };
}

/** What an error has left otherwise than it was. */
function leftBehind(f: Fixtures, before: State): string | undefined {
  const after = stateOf(f);
  if (after.tensors > before.tensors) return `${after.tensors - before.tensors} tensors more`;
  const part = (['weights', 'statistics', 'momentum'] as const).find((name) => difference(after[name], before[name], 0) !== undefined);
  return part && `the runner's ${part} moved`;
}

function restore(f: Fixtures, before: State): void {
  try {
    f.av.setSolution(f.runner, before);
    f.runner.setMomentum(before.momentum);
  } catch {
    f.forget();
  }
}
