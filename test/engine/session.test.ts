import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NetworkError } from '../../lib/src/base/errors';
import { identityTag, ownIdentity } from '../../lib/src/base/process-identity';
import { Graph } from '../../lib/src/engine/graph';
import { memoryUse } from '../../lib/src/engine/memory';
import { multiply } from '../../lib/src/engine/operations/elementwise';
import { openSession } from '../../lib/src/engine/session';
import { flatVariable } from '../../lib/src/networks/compiled/flat-variable';
import { settledMemory } from '../memory';

function doubling(): { run: (values: readonly number[]) => number[]; dispose: () => void } {
  const graph = new Graph();
  const x = graph.placeholder([-1]);
  const y = multiply(graph, x, graph.floats(2));
  const session = openSession(graph);
  return {
    run: (values) => Array.from(session.run([{ tensor: x, shape: [values.length], data: Float32Array.from(values) }], [y])[0]),
    dispose: () => session.dispose(),
  };
}

test('a graph runs with any size of batch', () => {
  const { run, dispose } = doubling();
  assert.deepEqual(run([1, 2, 3]), [2, 4, 6]);
  assert.deepEqual(run([5]), [10]);
  dispose();
});

test('runs leave no tensors behind, disposal no graph, loading no folder', () => {
  const before = memoryUse();
  const { run, dispose } = doubling();
  for (let i = 0; i < 20; i++) run([i]);
  const during = memoryUse();
  assert.equal(during.tensors, before.tensors);
  assert.equal(during.nativeTensors, before.nativeTensors);
  assert.equal(during.graphs, before.graphs + 1);
  assert.ok(during.residentBytes > 1e7);
  dispose();
  dispose();
  assert.equal(memoryUse().graphs, before.graphs);
  assert.deepEqual(ownFolders(), []);
});

/** Folders of graphs that this process made. */
const ownFolders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith(`valleys-graph-partial-${identityTag(ownIdentity())}-`));

test('the folder that a killed process left is gone after the next graph, that of a living one stays', (t) => {
  const own = ownIdentity();
  const parent = { ...own, pid: process.ppid, started: 'unknown' };
  const dead = spawnSync(process.execPath, ['-e', 'process.stdout.write(String(process.pid))'], { encoding: 'utf8' }).stdout;
  const [left, reused, living] = [{ ...own, pid: Number(dead) }, parent, own].map((process) => mkdtempSync(join(tmpdir(), `valleys-graph-partial-${identityTag(process)}-`)));
  t.after(() => [left, reused, living].forEach((folder) => rmSync(folder, { recursive: true, force: true })));
  doubling().dispose();
  assert.deepEqual([left, reused, living].map((folder) => existsSync(folder)), [false, false, true]);
});

test('a graph to which nothing refers any more is freed, one that was disposed of only once', async () => {
  const { graphs } = await settledMemory();
  const kept = doubling();
  for (let i = 0; i < 3; i++) doubling().run([i]);
  doubling().dispose();
  assert.equal((await settledMemory()).graphs, graphs + 1);
  assert.deepEqual(kept.run([4]), [8]);
  kept.dispose();
  assert.equal((await settledMemory()).graphs, graphs);
});

test('graphs are freed in time although V8 sees little of them', async () => {
  const { graphs } = await settledMemory();
  let most = 0;
  for (let i = 0; i < 100; i++) {
    doubling().run([i]);
    most = Math.max(most, memoryUse().graphs - graphs);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  assert.ok(most < 60, `${most} graphs at a time`);
});

test('a run that fails says what TensorFlow said and leaves no tensors behind', () => {
  const graph = new Graph();
  const x = graph.placeholder([-1]);
  const y = multiply(graph, x, graph.floats(Float32Array.of(1, 2)));
  const session = openSession(graph);
  const before = memoryUse().nativeTensors;
  assert.throws(
    () => session.run([{ tensor: x, shape: [3], data: new Float32Array(3) }], [y]),
    (error: NetworkError) => error instanceof NetworkError && error.code === 'GRAPH_FAILED' && /\[3\]/.test(error.message),
  );
  assert.equal(memoryUse().nativeTensors, before);
  session.dispose();
  assert.throws(() => session.run([], [y]), { code: 'DISPOSED' });
});

test('a graph that TensorFlow does not know is rejected', () => {
  const graph = new Graph();
  graph.add('NoSuchOperation', [], {}, []);
  assert.throws(() => openSession(graph), { code: 'GRAPH_REJECTED' });
});

test('a variable keeps a copy of what was written, and what is read is a copy', () => {
  const graph = new Graph();
  const size = 100;
  const variable = flatVariable(graph, 'weights', size);
  const session = openSession(graph);
  const expected = Float32Array.from({ length: size }, (_, i) => i);
  // TensorFlow takes over memory that lies at a multiple of 64 bytes, so all the places that an array can have are tried.
  for (let offset = 0; offset < 16; offset++) {
    const given = new Float32Array(new ArrayBuffer(4 * (size + 16)), 4 * offset, size);
    given.set(expected);
    variable.write(session, given);
    given.fill(-1);
    assert.deepEqual(variable.read(session), expected);
  }
  variable.read(session).fill(-1);
  assert.deepEqual(variable.read(session), expected);
  session.dispose();
});

test('variables of the same name in two sessions are two', () => {
  const opened = [8, 1000].map((size) => {
    const graph = new Graph();
    const variable = flatVariable(graph, 'weights', size);
    const session = openSession(graph);
    variable.write(session, new Float32Array(size).fill(size));
    return { variable, session };
  });
  for (const { variable, session } of opened) assert.deepEqual(variable.read(session), new Float32Array(variable.size).fill(variable.size));
  for (const { session } of opened) session.dispose();
});
