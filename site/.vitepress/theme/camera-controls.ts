import type { PlainFigure } from './fitted';

/** What of Plotly turns a scene. */
export interface Turns {
  relayout(element: HTMLElement, change: Readonly<Record<string, unknown>>): Promise<unknown>;
}

interface Eye { readonly x: number; readonly y: number; readonly z: number }

/** Whether the figure stands in three dimensions, for which Plotly needs WebGL. */
export function isScene({ layout }: PlainFigure): boolean {
  return layout.scene !== undefined;
}

/** Whether this browser can draw scenes. */
export function drawsScenes(): boolean {
  const context = document.createElement('canvas').getContext('webgl');
  // Browsers allow few contexts at a time.
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}

const STEP = Math.PI / 12;
const ZOOM = 1.25;
/** Of the angle above the plane, in radians, so that the scene is never seen from below nor turned over. */
const HEIGHTS = { lowest: 0.05, highest: 1.5 } as const;
const DISTANCES = { nearest: 0.7, farthest: 4 } as const;

/** The reader's place after a turn to the left, a rise (radians both), and a zoom by a factor. */
export function moved({ x, y, z }: Eye, { left = 0, up = 0, nearer = 1 }: { readonly left?: number; readonly up?: number; readonly nearer?: number }): Eye {
  const within = (low: number, value: number, high: number): number => Math.max(low, Math.min(high, value));
  const distance = Math.hypot(x, y, z);
  const angle = Math.atan2(y, x) - left;
  const height = within(HEIGHTS.lowest, Math.asin(z / distance) + up, HEIGHTS.highest);
  const away = within(DISTANCES.nearest, distance / nearer, DISTANCES.farthest);
  return { x: away * Math.cos(height) * Math.cos(angle), y: away * Math.cos(height) * Math.sin(angle), z: away * Math.sin(height) };
}

const MOVES = [
  { name: 'Turn left', sign: '⟲', key: 'ArrowLeft', by: { left: STEP } },
  { name: 'Turn right', sign: '⟳', key: 'ArrowRight', by: { left: -STEP } },
  { name: 'Look from higher', sign: '↑', key: 'ArrowUp', by: { up: STEP } },
  { name: 'Look from lower', sign: '↓', key: 'ArrowDown', by: { up: -STEP } },
  { name: 'Nearer', sign: '+', key: '+', by: { nearer: ZOOM } },
  { name: 'Farther', sign: '−', key: '-', by: { nearer: 1 / ZOOM } },
] as const;

/**
 * Buttons that turn and zoom a scene, and the same with arrow keys, + and − while one of them has the focus; other figures get none.
 *
 * @param place what the figure stands in @param element the figure
 * @returns takes them off the page
 */
export function addCamera(place: HTMLElement, element: HTMLElement, figure: PlainFigure, plotly: Turns): () => void {
  if (!isScene(figure)) return () => undefined;
  const camera = (): { readonly eye: Eye } => (element as unknown as { readonly layout: { readonly scene: { readonly camera: { readonly eye: Eye } } } }).layout.scene.camera;
  const go = (by: (typeof MOVES)[number]['by']): void => { void plotly.relayout(element, { 'scene.camera.eye': moved(camera().eye, by) }); };
  const controls = Object.assign(document.createElement('div'), { className: 'figure-motion figure-camera' });
  controls.setAttribute('role', 'group');
  controls.setAttribute('aria-label', 'Turn and zoom the surface; arrow keys, + and − do the same');
  controls.append(...MOVES.map(({ name, sign, by }) => {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: sign, title: name });
    button.setAttribute('aria-label', name);
    button.addEventListener('click', () => go(by));
    return button;
  }));
  controls.addEventListener('keydown', (event) => {
    const move = MOVES.find(({ key }) => key === event.key);
    if (move === undefined) return;
    event.preventDefault();
    go(move.by);
  });
  controls.addEventListener('click', (event) => event.stopPropagation());
  place.after(controls);
  return () => controls.remove();
}
