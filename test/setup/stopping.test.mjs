import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { root } from '../../lib/setup/project.mjs';
import { startKernel } from './kernel.mjs';

/** Work without end of its own that reads the signal between two steps, as the library's does. */
const WORK = `
async function work(run) {
  console.log('BEGUN');
  for (globalThis.steps = 0; ; globalThis.steps++) {
    run.onProgress({ label: 'work', done: globalThis.steps, total: 1e6 });
    await new Promise((go) => setTimeout(go, 5));
    if (run.signal.aborted) throw new Error('ended by the signal');
  }
}`;
const FIRST_CELL = `import * as av from 'asymmetric-valleys'; import { runOptionsOfCell } from '../lib/dist/notebook/running';${WORK}`;
const RUNNING = "await work(av.running('work'))";
const DEFAULT = "await work(runOptionsOfCell('work'))";
const BEGUN = /** @type {const} */ (['BEGUN', 0.2]);

/** Whether work goes on. */
const STEPS = "{ const before = globalThis.steps; await new Promise((go) => setTimeout(go, 100)); console.log(globalThis.steps === before ? 'stands' : 'goes on'); }";

/** @param {Awaited<ReturnType<typeof startKernel>>} kernel @param {string} cell @param {...readonly [string, number]} stops */
async function stopped(kernel, cell, ...stops) {
  const ran = await kernel.run(cell, ...(stops.length ? stops : [BEGUN]));
  assert.deepEqual({ status: ran.status, alive: ran.alive, told: /[Ii]nterrupted/.test(ran.stderr) }, { status: 'error', alive: true, told: true }, JSON.stringify(ran).slice(0, 500));
  const { stdout } = await kernel.run(STEPS);
  assert.match(stdout, /stands\n$/, cell);
  return ran;
}

test('a stop ends every kind of cell and not the kernel, from the first cell on', async (t) => {
  const kernel = await startKernel(t);
  await t.test('while nothing runs', async () => assert.equal((await kernel.stopIdle()).alive, true));
  await t.test('in the cell that imports the library', () => stopped(kernel, `${FIRST_CELL}\n${RUNNING}`));
  // tslab forgets what a cell declares that did not end.
  await kernel.run(FIRST_CELL);
  const cells = [
    ['without the library', "console.log('BEGUN'); await new Promise(() => {})"],
    ['a loop without an end, before any await', "console.log('BEGUN'); for (;;);"],
    ['that loop in a cell that awaits later', "console.log('BEGUN'); for (;;); await 1;"],
    ['with a listener of its own', `process.on('SIGINT', () => console.log('heard')); ${DEFAULT}`],
    ['with one that hears once', `process.once('SIGINT', () => console.log('heard once')); ${RUNNING}`],
    ['that catches and begins again', `for (let i = 0; i < 3; i++) { try { ${DEFAULT}; } catch {} }`],
    ['with two works at once', "await Promise.all([work(runOptionsOfCell('one')), work(av.running('two'))])"],
  ];
  for (const [title, cell] of cells) {
    await t.test(title, async () => {
      const { stdout } = await stopped(kernel, cell);
      if (/listener/.test(title)) assert.match(stdout, /heard/);
    });
  }
  await t.test('stopped twice in a row', () => stopped(kernel, DEFAULT, BEGUN, ['BEGUN', 0]));
  await t.test('work of an earlier cell, which nothing awaited', async () => {
    await kernel.run("const going = work(runOptionsOfCell('going')); going.catch(() => undefined); 1");
    await stopped(kernel, "console.log('BEGUN'); await going;");
  });
  await t.test('while tslab compiles the cell', () => stopped(kernel, `const numbers = [${Array.from({ length: 20_000 }).join('1, ')}]; ${DEFAULT}`, ['', 0]));
  await t.test('twice while nothing runs', async () => {
    await kernel.stopIdle();
    assert.equal((await kernel.stopIdle()).alive, true);
  });
  await t.test('a loop without an end after an await goes on, and the kernel lives', async () => {
    const ran = await kernel.run("await 1; console.log('BEGUN'); await new Promise((go) => setTimeout(go, 100)); const end = Date.now() + 2000; while (Date.now() < end); 'done'", ['BEGUN', 0.5]);
    assert.deepEqual([ran.alive, /done/.test(ran.stdout)], [true, true]);
  });
  await t.test('calls share a line, from a second on, and have none where the cell has its own', async () => {
    const ran = await stopped(kernel, DEFAULT, ['BEGUN', 2]);
    assert.match(ran.shown[0], /^work · ▱{10} 0 % · \d/);
    assert.match(ran.shown.at(-1) ?? '', /stopped at 0 %/);
    assert.deepEqual((await stopped(kernel, DEFAULT, ['BEGUN', 0.3])).shown, []);
    const own = await stopped(kernel, "await Promise.all([work(av.running('own')), work(runOptionsOfCell('other'))])", ['BEGUN', 2]);
    assert.ok(own.shown.length > 0 && own.shown.every((text) => text.startsWith('own')), own.shown[0]);
  });
  assert.equal((await kernel.run('6 * 7')).stdout, '42\n');
});

test('what a stop broke off in the middle is made good: an import, and operations and gradients of TensorFlow.js', async (t) => {
  const kernel = await startKernel(t);
  await stopped(kernel, "console.log('BEGUN'); const half = require('asymmetric-valleys');", ['BEGUN', 0.1]);
  await kernel.run("import * as av from 'asymmetric-valleys'; const { tf } = av;");
  const before = await kernel.run('tf.memory().numTensors');
  await stopped(kernel, "tf.tidy(() => { tf.ones([2]); tf.grads((x) => { console.log('BEGUN'); for (;;); return x.square(); })([tf.scalar(3)]); })");
  assert.equal((await kernel.run('tf.tidy(() => tf.grads((x) => x.square())([tf.scalar(3)])[0].dataSync()[0])')).stdout, '6\n');
  assert.equal((await kernel.run('tf.memory().numTensors')).stdout, before.stdout);
});

test('so it is in a kernel that was started without the project', async (t) => {
  const kernel = await startKernel(t, { argv: [process.execPath, join(root, 'node_modules', 'tslab', 'bin', 'tslab')] });
  await stopped(kernel, `${FIRST_CELL}\n${RUNNING}`);
  await kernel.run(FIRST_CELL);
  await stopped(kernel, DEFAULT);
  await stopped(kernel, `process.on('SIGINT', () => undefined); ${DEFAULT}`);
});
