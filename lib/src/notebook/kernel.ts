import { sep } from 'node:path';

/** What a Jupyter front end is sent: one output in several forms, of which it shows the richest that it knows. */
export interface DisplayBundle {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Names the output, so that a later bundle can take its place. */
  readonly id?: string;
}

/** Sends a bundle; `update` puts it in place of the output of the same id. */
export type Writer = (bundle: DisplayBundle, update?: boolean) => void;

type TslabWrite = (content: object, update?: boolean) => void;

/**
 * tslab makes a new function for each cell that it runs. Its public `display` sends one form at a time, this one any
 * number. It is looked up among the loaded modules, not required: outside a kernel nothing is loaded, and a kernel that was
 * started from another installation loads both, of which one runs the cells.
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

/** What the project's kernel tells the library (setup/kernel/stopping.mjs). */
interface ProjectKernel {
  current(): Cell | undefined;
  readonly repairs: Set<() => void>;
}

/** In kernels that were started otherwise: the cell of each function that tslab made. */
const cells = new WeakMap<TslabWrite, Cell>();

function projectKernel(): ProjectKernel | undefined {
  return (globalThis as { [key: symbol]: ProjectKernel | undefined })[Symbol.for('asymmetric-valleys.kernel')];
}

/**
 * The run of the cell that calls, also in what goes on after the cell was stopped or has ended; in a kernel that was not
 * started by the project, the latest cell. Undefined outside of a kernel.
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

/** Names what must be put in order after a stop that broke off code in the middle, where no `finally` is run. */
export function afterBreak(repair: () => void): void {
  projectKernel()?.repairs.add(repair);
}

/** Something that is the same as long as one cell is the latest, and another for the next cell. */
export function latestCell(): unknown {
  return tslabWrite();
}

/** Sends a bundle to the running cell; outside a kernel, its plain text to stdout, without the updates of live lines. */
export const send: Writer = ({ data, metadata, id }, update) => {
  const write = tslabWrite();
  if (write !== undefined)
    write({ data, metadata: metadata ?? {}, transient: id === undefined ? {} : { display_id: id } }, update === true);
  else if (update !== true) process.stdout.write(`${String(data['text/plain'])}\n`);
};
