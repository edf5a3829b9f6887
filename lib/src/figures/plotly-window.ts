import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { SetupError } from '../base/errors';
import type { Layout, Trace } from './figure';
import { loadTextMetrics, type TextMetrics } from './text-metrics';

/** The little of Plotly that is used here. */
export interface Plotly {
  readonly version: string;
  toImage(figure: { data: readonly Trace[]; layout: Layout }, options: Readonly<Record<string, unknown>>): Promise<string>;
  /** What in a figure is not in Plotly's schema; undefined if nothing. */
  validate(data: readonly Trace[], layout: Layout): readonly { readonly code: string; readonly msg: string }[] | undefined;
}

let loading: Promise<Plotly> | undefined;

/**
 * Plotly in a window of its own, made at the first call (about a second) and kept. The window stays out of Node's
 * globals: TensorFlow.js takes a global `window` for the sign of a browser.
 */
export function loadPlotly(): Promise<Plotly> {
  loading ??= openWindow();
  return loading;
}

async function openWindow(): Promise<Plotly> {
  const [{ JSDOM, VirtualConsole }, metrics] = await Promise.all([import('jsdom'), loadTextMetrics()]);
  const dom = new JSDOM('<!doctype html><html><body></body></html>', { runScripts: 'outside-only', pretendToBeVisual: true, virtualConsole: new VirtualConsole() });
  addWhatPlotlyNeeds(dom.window as unknown as Record<string, unknown> & typeof globalThis, metrics);
  const path = require.resolve('plotly.js-dist-min');
  // The bundle declares a top-level variable; a script in the window's context makes it a global there.
  new Script(readFileSync(path, 'utf8'), { filename: path }).runInContext(dom.getInternalVMContext());
  const plotly = (dom.window as unknown as { Plotly?: Plotly }).Plotly;
  if (plotly === undefined) throw new SetupError('PLOTLY_NOT_LOADED', `${path} defines no Plotly.`, 'Run the set-up again.');
  return plotly;
}

function addWhatPlotlyNeeds(window: Record<string, unknown> & typeof globalThis, metrics: TextMetrics): void {
  Object.assign(window, { TextDecoder, TextEncoder });
  Object.assign(window.URL, { createObjectURL: () => '' });
  window.HTMLCanvasElement.prototype.getContext = () => null;
  function box(this: Element): DOMRect {
    const { x, y, width, height } = metrics(this);
    return { x, y, width, height, left: x, top: y, right: x + width, bottom: y + height, toJSON: () => '' };
  }
  Object.assign(window.SVGElement.prototype, {
    getBoundingClientRect: box,
    getBBox: box,
    getTotalLength(this: Element): number {
      const [x0, y0, x1, y1] = ends(this);
      return Math.hypot(x1 - x0, y1 - y0);
    },
    getPointAtLength(this: Element, length: number): { x: number; y: number } {
      const [x0, y0, x1, y1] = ends(this);
      const part = length / Math.hypot(x1 - x0, y1 - y0);
      return { x: x0 + part * (x1 - x0), y: y0 + part * (y1 - y0) };
    },
  });
}

/** The two points of a straight path, the shaft of an arrow: the only path whose length Plotly asks for here. */
function ends(path: Element): number[] {
  return (path.getAttribute('d') ?? '').split(/[^-+.\deE]+/).filter(Boolean).map(Number);
}
