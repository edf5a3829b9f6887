import { parentPort } from 'node:worker_threads';
import type { Figure } from './figure';
import { loadPlotly } from './plotly-window';
import { rasterise, renderSvg } from './render';

/** A figure to draw. */
export interface DrawingTask {
  readonly id: number;
  readonly figure: Pick<Figure, 'data' | 'layout'>;
}

/** A figure's image, or the reason why there is none. */
export type Drawing = { readonly id: number; readonly png: Uint8Array } | { readonly id: number; readonly error: unknown };

// Loads Plotly at once, while the main program goes on.
void loadPlotly();

parentPort?.on('message', ({ id, figure }: DrawingTask) => {
  void renderSvg(figure)
    .then(rasterise)
    .then(
      (png) => ({ id, png }),
      (error: unknown) => ({ id, error }),
    )
    .then((drawing: Drawing) => parentPort?.postMessage(drawing));
});
