import assert from 'node:assert/strict';
import test from 'node:test';
import * as index from '../../lib/src/face';
import * as paper from '../../lib/src/paper/face';
import { readContracts } from '../../lib/src/contracts/contract';
import { NEVER_EMPTY } from '../../lib/src/contracts/lengths';
import { guarded } from '../../lib/src/contracts/face';
import { ValleysError } from '../../lib/src/base/errors';
import type { Dataset } from '../../lib/src/datasets/dataset';
import { sample } from './sample';

const contracts = readContracts();
type Call = (...values: unknown[]) => unknown;

/** The functions of a face by their names, those of its namespaces as `section4.measureShifts`. */
function functionsOf(face: object, prefix = ''): (readonly [name: string, call: Call])[] {
  return Object.entries(face).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === 'function') return value.prototype instanceof Error ? [] : [[prefix + key, value as Call] as const];
    return typeof value === 'object' && value !== null && key !== 'tf' ? functionsOf(value, `${prefix}${key}.`) : [];
  });
}

test('every public function has a contract, and every contract a function', () => {
  const names = [...functionsOf(index), ...functionsOf(paper)].map(([name]) => name);
  assert.deepEqual(names.sort(), Object.keys(contracts.functions).sort());
});

test('a list that may not be empty belongs to a public function, which says so', () => {
  const functions = [...NEVER_EMPTY].map((place) => place.slice(0, place.lastIndexOf('.')));
  assert.deepEqual(functions.filter((name) => !Object.hasOwn(contracts.functions, name)), []);
  const { section6 } = guarded(paper, contracts, () => undefined) as typeof paper;
  const words = { title: 'A', caption: 'B' };
  assert.throws(() => section6.figures.linesFigure([], { first: 'SWA', second: 'SGD' }, words), { code: 'SAMPLE_EMPTY' });
});

test('the library has at most 70 names', () => {
  assert.ok(Object.keys(index).length <= 70, String(Object.keys(index).length));
});

test('whoever leaves out an argument is told which, by every function that takes one', async () => {
  const doors = [index, paper].map((face) => guarded(face, contracts, () => undefined));
  const face = Object.fromEntries(doors.flatMap((door) => functionsOf(door)));
  const takers = Object.entries(contracts.functions).filter(([, { parameters: [first] }]) => first && !first.optional && !first.rest && first.type.kind !== 'any');
  assert.ok(takers.length > 300);
  for (const [name, { parameters }] of takers) {
    await assert.rejects(async () => face[name](), (error) => {
      assert.ok(error instanceof ValleysError, `${name}: ${String(error)}`);
      assert.match(error.message, new RegExp(`^${name}: ${parameters[0].name} is missing`));
      return true;
    });
  }
});

test('a call that is right passes its arguments on as they are', () => {
  const seen: unknown[][] = [];
  const contract = { functions: { f: { parameters: [{ name: 'list', type: { kind: 'array', of: ['any'] } }, { name: 'more', type: { kind: 'number' }, rest: true }] } }, types: {} } as const;
  const { f } = guarded({ f: (...values: unknown[]) => seen.push(values) }, contract, () => undefined);
  const list = [1, 2];
  f?.(list, 3, 4);
  assert.equal(seen[0][0], list);
  assert.deepEqual(seen[0].slice(1), [3, 4]);
});

const RUN = { fields: { signal: { type: { kind: 'any' }, optional: true }, onProgress: { type: { kind: 'function' }, optional: true } } } as const;

test("without a word about stopping, a long call gets the cell's run options; what the caller gives goes before", async () => {
  const long = { parameters: [{ name: 'run', type: { kind: 'ref', name: 'Run' }, optional: true }], async: true } as const;
  const study = { parameters: [{ name: 'study', type: { kind: 'ref', name: 'Study' } }] } as const;
  const types = { Run: RUN, Study: { fields: { run: { type: { kind: 'ref', name: 'Run' }, optional: true } } } } as const;
  const cells = [new AbortController().signal, new AbortController().signal];
  let cell = 0;
  type Run = { readonly signal?: unknown; readonly onProgress?: unknown };
  const face = guarded({ long: async (run?: Run) => run, study: ({ run }: { run?: Run }) => run }, { functions: { long, study }, types }, () => ({ signal: cells[cell] }));
  const own = new AbortController().signal;
  const onProgress = (): void => undefined;
  assert.equal((await face.long?.())?.signal, cells[0]);
  assert.deepEqual(await face.long?.({ onProgress }), { signal: cells[0], onProgress });
  assert.equal((await face.long?.({ signal: own }))?.signal, own);
  const run = face.study?.({});
  cell = 1;
  assert.equal(run?.signal, cells[1], 'a study asks in each cell anew');
});

test("an option that is misspelt is refused in a cell too, where the cell's own stand beside it", async () => {
  const long = { parameters: [{ name: 'run', type: { kind: 'ref', name: 'Run' }, optional: true }], async: true } as const;
  const face = guarded({ long: async (run?: unknown) => run }, { functions: { long }, types: { Run: RUN } }, () => ({ signal: new AbortController().signal, onProgress: () => undefined }));
  for (const key of ['onprogres', 'on_progress', 'sinal', 'abort']) await assert.rejects(async () => face.long?.({ [key]: () => undefined }), { code: 'OPTION_UNKNOWN' }, key);
});

test("a recipe of the library's with a field misspelt is not taken for the recipe as it was", async () => {
  const inner = { train: () => assert.fail('it trains') };
  const face = guarded(inner as unknown as Pick<typeof index, 'train'>, contracts, () => undefined);
  const dataset = sample(contracts.types, { kind: 'ref', name: 'Dataset' }, 'dataset') as Dataset;
  const runner = sample(contracts.types, { kind: 'opaque', name: 'Runner' }, 'runner') as index.Runner;
  const laptop = index.recipe('laptop');
  const slips: readonly (readonly [object, object])[] = [
    ...['train_examples', 'swastart', 'afterSWA', 'startFrom'].map((slip) => [dataset, { ...laptop, [slip]: 1 }] as const),
    [{ ...dataset, normalization: 1 }, laptop],
  ];
  for (const [set, recipe] of slips) {
    await assert.rejects(async () => face.train?.(runner, set as Dataset, recipe as index.Recipe, { seed: 1 }), { code: 'OPTION_UNKNOWN', message: /Did you mean/ });
  }
});
