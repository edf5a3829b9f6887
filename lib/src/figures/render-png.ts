import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UsageError } from '../base/errors';
import { writeFile } from '../base/files';
import type { Figure } from './figure';
import type { Drawing, DrawingTask } from './render-worker';

/** As compiled, for tests run the sources. */
const WORKER = join(__dirname, '..', '..', 'dist', 'figures', 'render-worker.js');

/** What waits for an image. */
interface Waiting {
  readonly resolve: (png: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

let thread: Worker | undefined;
let count = 0;
const waiting = new Map<number, Waiting>();

/**
 * Starts the thread that draws images, unless it is there: Plotly takes half a second to load, and a first figure as long, in
 * which the program can do something else. It ends with the program.
 */
export function startRendering(): Worker {
  thread ??= openThread();
  return thread;
}

/**
 * A figure as the bytes of a PNG, {@link PNG_SCALE} times its size, with fonts that the library brings along; drawn in a thread of its own.
 *
 * @throws UsageError FIGURE_UNDRAWABLE for data or a layout of which Plotly makes no image
 */
export async function renderPng({ title, data, layout }: Figure): Promise<Uint8Array> {
  try {
    return await drawn({ data, layout });
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0].replace(/[.\s]*$/, '');
    throw new UsageError(
      'FIGURE_UNDRAWABLE',
      `The figure "${title}" cannot be drawn: ${reason}.`,
      'Look at its data and layout: they are those of Plotly, as plain data.',
      { cause },
    );
  }
}

function drawn(figure: DrawingTask['figure']): Promise<Uint8Array> {
  const drawing = startRendering();
  const id = ++count;
  return new Promise((resolve, reject) => {
    // What cannot be sent to a thread, such as a function, is refused here, before anybody waits for it.
    drawing.postMessage({ id, figure } satisfies DrawingTask);
    waiting.set(id, { resolve, reject });
    // A program ends although the thread is there, but not while it waits for an image.
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
