import { readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import { SetupError } from '../base/errors';
import type { Layout, Trace } from './figure';
import { addInlineStyle } from './inline-style';
import { loadTextMetrics, type TextMetrics } from './text-metrics';

/** The part of Plotly used here. */
export interface Plotly {
  readonly version: string;
  toImage(figure: { data: readonly Trace[]; layout: Layout }, options: Readonly<Record<string, unknown>>): Promise<string>;
  /** Everything in a figure that Plotly's schema lacks; undefined if nothing. */
  validate(data: readonly Trace[], layout: Layout): readonly { readonly code: string; readonly msg: string }[] | undefined;
}

let loading: Promise<Plotly> | undefined;

/** The classes that Plotly needs in a window, besides the document and {@link openWindow}'s own. */
const CLASSES = [
  'Node',
  'Element',
  'HTMLElement',
  'HTMLCanvasElement',
  'SVGElement',
  'Event',
  'CustomEvent',
  'DOMParser',
  'MutationObserver',
] as const;

/**
 * Plotly in its own window, made at the first call (half a second) and kept. The window stays out of Node's globals: TensorFlow.js
 * would take a global `window` as the sign of a browser.
 */
export function loadPlotly(): Promise<Plotly> {
  loading ??= openWindow();
  return loading;
}

async function openWindow(): Promise<Plotly> {
  const [{ parseHTML }, metrics] = await Promise.all([import('linkedom'), loadTextMetrics()]);
  const page = parseHTML('<!doctype html><html><head></head><body></body></html>');
  adaptElements(page, metrics);
  const nothing = (): void => undefined;
  const window: Record<string, unknown> = {
    document: page.document, ...Object.fromEntries(CLASSES.map((name) => [name, page[name]])),
    console, setTimeout, clearTimeout, setInterval, clearInterval, TextDecoder, TextEncoder, Blob, performance,
    URL: Object.assign(class extends URL {}, { createObjectURL: () => '' }),
    XMLSerializer: class { readonly serializeToString = String; },
    getComputedStyle: (element: HTMLElement) => element.style,
    requestAnimationFrame: (draw: (time: number) => void) => setTimeout(() => { draw(performance.now()); }, 0),
    cancelAnimationFrame: clearTimeout, addEventListener: nothing, removeEventListener: nothing,
    navigator: { userAgent: 'node' }, devicePixelRatio: 1, innerWidth: 1024, innerHeight: 768,
  };
  window.window = window.self = createContext(window);
  const path = require.resolve('plotly.js-cartesian-dist-min');
  // The bundle declares a top-level variable; a script in the window's context makes it global there.
  new Script(readFileSync(path, 'utf8'), { filename: path }).runInContext(window);
  const { Plotly: plotly } = window as { Plotly?: Plotly };
  if (plotly === undefined) throw new SetupError('PLOTLY_NOT_LOADED', `${path} defines no Plotly.`, 'Run the set-up again.');
  return plotly;
}

/** Adds what linkedom lacks: it parses and edits, but knows neither sizes nor the browser's names of SVG elements. */
function adaptElements({ HTMLElement, HTMLCanvasElement, SVGElement }: typeof globalThis, metrics: TextMetrics): void {
  for (const { prototype } of [HTMLElement, SVGElement]) addInlineStyle(prototype);
  HTMLCanvasElement.prototype.getContext = () => null;
  Object.defineProperty(SVGElement.prototype, 'nodeName', { get(this: Element) { return this.localName; } });
  function box(this: Element): DOMRect {
    const { x, y, width, height } = metrics(this);
    return { x, y, width, height, left: x, top: y, right: x + width, bottom: y + height, toJSON: () => '' };
  }
  Object.assign(SVGElement.prototype, {
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

/** The two points of a straight path, the shaft of an arrow: Plotly asks for the length of no other path here. */
function ends(path: Element): number[] {
  return (path.getAttribute('d') ?? '').split(/[^-+.\deE]+/).filter(Boolean).map(Number);
}
