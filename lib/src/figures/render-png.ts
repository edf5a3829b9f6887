import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UsageError } from '../base/errors';
import { writeFile } from '../base/files';
import type { Figure } from './figure';
import type { Drawing, DrawingTask } from './render-worker';

/** The compiled worker, since tests run the sources. */
const WORKER = join(__dirname, '..', '..', 'dist', 'figures', 'render-worker.js');

/** A request that waits for its image. */
interface Waiting {
  readonly resolve: (png: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

let thread: Worker | undefined;
let count = 0;
const waiting = new Map<number, Waiting>();

/**
 * Starts the thread that draws images, if it does not run yet. Plotly takes half a second to load, and a first figure as long;
 * meanwhile the program can go on. The thread ends with the program.
 */
export function startRendering(): Worker {
  thread ??= openThread();
  return thread;
}

/**
 * Draws a figure as a PNG, {@link PNG_SCALE} times its size, with the library's own fonts, in a separate thread; returns its bytes.
 *
 * @throws UsageError FIGURE_UNDRAWABLE for data or a layout that Plotly cannot draw
 */
export async function renderPng({ title, data, layout }: Figure): Promise<Uint8Array> {
  try {
    return await drawn({ data, layout });
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0].replace(/[.\s]*$/, '');
    throw new UsageError(
      'FIGURE_UNDRAWABLE',
      `The figure "${title}" cannot be drawn: ${reason}.`,
      "Check its data and layout: they must be Plotly's, as plain data.",
      { cause },
    );
  }
}

function drawn(figure: DrawingTask['figure']): Promise<Uint8Array> {
  const drawing = startRendering();
  const id = ++count;
  return new Promise((resolve, reject) => {
    // Data that cannot be sent to a thread, such as a function, throw here, before anybody waits for an image.
    drawing.postMessage({ id, figure } satisfies DrawingTask);
    waiting.set(id, { resolve, reject });
    // The running thread does not keep the program alive, except while the program waits for an image.
    drawing.ref();
  });
}

/** Writes a figure's PNG to a file. @throws FileError */
export async function savePng(figure: Figure, path: string): Promise<void> {
  writeFile(path, await renderPng(figure));
}

function openThread(): Worker {
  const worker = new Worker(WORKER);
  worker.unref();
  worker.on('message', (drawing: Drawing) => {
    const asked = waiting.get(drawing.id);
    waiting.delete(drawing.id);
    if (waiting.size === 0) worker.unref();
    if ('png' in drawing) asked?.resolve(drawing.png);
    else asked?.reject(drawing.error);
  });
  worker.on('error', (error) => {
    thread = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  return worker;
}
