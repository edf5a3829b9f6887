// Import this before tslab: a printed promise shows its state and nothing else.
//
// Where asynchronous work knows the cell it belongs to (stopping.mjs), Node before 24 stores this on each promise, and prints it.
import { inspect } from 'node:util';

const NOTES = new Set(['async_id_symbol', 'trigger_async_id_symbol', 'kResourceStore']);

Object.defineProperty(Promise.prototype, inspect.custom, {
  configurable: true,
  writable: true,
  /** @this {any} @param {number} depth @param {import('node:util').InspectOptions} options */
  value(depth, options) {
    if (Object.isFrozen(this)) return inspect(this, { ...options, depth, customInspect: false });
    const notes = Object.getOwnPropertySymbols(this).filter(({ description = '' }) => NOTES.has(description)).map((name) => [name, this[name]]);
    for (const [name] of notes) delete this[name];
    // An own property, so that Node prints the promise, and the value it resolved to prints itself.
    Object.defineProperty(this, inspect.custom, { value: undefined, configurable: true });
    try {
      return inspect(this, { ...options, depth });
    } finally {
      delete this[inspect.custom];
      for (const [name, note] of notes) this[name] = note;
    }
  },
});
