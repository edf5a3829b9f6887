// Import this before tslab: the stop button (SIGINT) ends a cell, and never the kernel.
//
// tslab runs the first part of a cell, up to its first `await`, in a way that SIGINT breaks off (Node's `breakOnSigint`);
// afterwards it leaves SIGINT to the listeners of `process`. By itself Node loses the signal if a listener is set in that first
// part, and the next SIGINT ends the process. A signal that arrives while tslab compiles the cell would be forgotten.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import vm from 'node:vm';

const { cache } = createRequire(import.meta.url);
const runInThisContext = vm.runInThisContext;

/**
 * The run of a cell. All work that it began belongs to it, also after it was stopped. @typedef {{ readonly controller:
 * AbortController }} Cell
 */

/** @type {AsyncLocalStorage<Cell>} */
const cells = new AsyncLocalStorage();
/** Repairs to run after code was broken off in the middle, without its `finally` blocks. @type {Set<() => void>} */
const repairs = new Set();
/** @type {Cell | undefined} */
let latest;

// The library finds it here (lib/src/notebook/kernel.ts): it is loaded later, perhaps from another folder.
Object.defineProperty(globalThis, Symbol.for('asymmetric-valleys.kernel'), { value: { current: () => cells.getStore(), repairs } });

// From now on, not only after tslab has set its own listener.
process.on('SIGINT', () => latest?.controller.abort());

vm.runInThisContext = (code, options) => {
  if (typeof options !== 'object' || !options.breakOnSigint) return runInThisContext(code, options);
  const cell = { controller: new AbortController() };
  latest = cell;
  const begin = () => cells.run(cell, () => breakable(code, options, cell));
  return /^\(async function\b/.test(code) ? unlessStopped(cell, begin) : begin();
};

/**
 * If the cell was stopped before it began, returns at once; tslab's own listener then ends its wait.
 *
 * @param {Cell} cell @param {() => unknown} begin
 */
async function unlessStopped(cell, begin) {
  // After two turns of the event loop, all signals that have arrived have been handled.
  for (let turn = 0; turn < 2; turn++) await new Promise((next) => setImmediate(next));
  return cell.controller.signal.aborted ? undefined : begin();
}

/** @param {string} code @param {import('node:vm').RunningCodeOptions} options @param {Cell} cell */
function breakable(code, options, cell) {
  const listeners = process.listenerCount('SIGINT');
  try {
    return runInThisContext(code, options);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') repair(cell);
    throw error;
  } finally {
    if (process.listenerCount('SIGINT') > listeners) renewListeners();
  }
}

/** Sets the listeners anew from outside, so that they receive the signal again. */
function renewListeners() {
  const listeners = process.rawListeners('SIGINT');
  process.removeAllListeners('SIGINT');
  for (const listener of listeners) process.on('SIGINT', /** @type {() => void} */ (listener));
}

/** @param {Cell} cell */
function repair(cell) {
  cell.controller.abort();
  // Otherwise the next import would take a broken-off module as complete.
  for (const [path, module] of Object.entries(cache)) if (!module?.loaded) delete cache[path];
  for (const putInOrder of repairs) putInOrder();
}
