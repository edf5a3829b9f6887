import { sep } from 'node:path';

/** An output for a Jupyter front end, in several forms; the front end shows the richest form that it supports. */
export interface DisplayBundle {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Names the output, so that a later bundle can replace it. */
  readonly id?: string;
}

/** Sends a bundle; `update` replaces the output of the same id. */
export type Writer = (bundle: DisplayBundle, update?: boolean) => void;

type TslabWrite = (content: object, update?: boolean) => void;

/**
 * Finds the writer in tslab, which makes a new function for each cell that it runs. tslab's public `display` sends one form at a
 * time, this writer any number. It is looked up among the loaded modules, not required: outside a kernel nothing is loaded, and a
 * kernel started from another installation loads both, of which only one runs the cells.
 */
function tslabWrite(): TslabWrite | undefined {
  const ending = ['tslab', 'dist', 'jupyter.js'].join(sep);
  for (const module of Object.values(require.cache)) {
    if (!module?.filename.endsWith(ending)) continue;
    const { lastWriteDisplayData } = module.exports as { lastWriteDisplayData?: TslabWrite | null };
    if (lastWriteDisplayData) return lastWriteDisplayData;
  }
  return undefined;
}

/** Whether a tslab kernel runs this. */
export function inKernel(): boolean {
  return tslabWrite() !== undefined;
}

/** One run of one cell. */
export interface Cell {
  /** Aborted by the stop button. */
  readonly controller: AbortController;
}

/** The project's kernel as the library sees it (setup/kernel/stopping.mjs). */
interface ProjectKernel {
  current(): Cell | undefined;
  readonly repairs: Set<() => void>;
}

/** In kernels started in another way: the cell of each function that tslab made. */
const cells = new WeakMap<TslabWrite, Cell>();

function projectKernel(): ProjectKernel | undefined {
  return (globalThis as { [key: symbol]: ProjectKernel | undefined })[Symbol.for('asymmetric-valleys.kernel')];
}

/**
 * The run of the calling cell, even in code that continues after the cell was stopped or has ended. In a kernel that the project
 * did not start, the latest cell. Undefined outside a kernel.
 */
export function currentCell(): Cell | undefined {
  const write = tslabWrite();
  if (write === undefined) return undefined;
  const own = projectKernel()?.current();
  if (own !== undefined) return own;
  const known = cells.get(write) ?? { controller: new AbortController() };
  cells.set(write, known);
  return known;
}

/** Registers a repair to run after a stop that broke off code in the middle, without its `finally` blocks. */
export function afterBreak(repair: () => void): void {
  projectKernel()?.repairs.add(repair);
}

/** A value that stays the same while one cell is the latest, and differs for the next cell. */
export function latestCell(): unknown {
  return tslabWrite();
}

/** Sends a bundle to the running cell; outside a kernel prints its plain text to stdout, without the updates of live lines. */
export const send: Writer = ({ data, metadata, id }, update) => {
  const write = tslabWrite();
  if (write !== undefined)
    write({ data, metadata: metadata ?? {}, transient: id === undefined ? {} : { display_id: id } }, update === true);
  else if (update !== true) process.stdout.write(`${String(data['text/plain'])}\n`);
};
