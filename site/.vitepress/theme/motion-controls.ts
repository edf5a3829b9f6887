import type { PlainFigure } from './fitted';

/** What of Plotly moves a figure. */
export interface Plays {
  animate(element: HTMLElement, frames: readonly (string | null)[], how: Readonly<Record<string, unknown>>): Promise<unknown>;
}

interface Slider {
  readonly active?: number;
  readonly currentvalue?: { readonly prefix?: string };
  readonly steps: readonly { readonly label: string }[];
}

interface Buttons {
  readonly buttons: readonly { readonly args: readonly [unknown, { readonly frame?: { readonly duration?: number } }] }[];
}

const AT_ONCE = { mode: 'immediate', frame: { duration: 0, redraw: true }, transition: { duration: 0 } } as const;

/** The figure without Plotly's own slider and buttons, which no keyboard reaches; {@link addControls} puts the page's in their place. */
export function withoutControls(figure: PlainFigure): PlainFigure {
  const { sliders, updatemenus, meta, ...layout } = figure.layout;
  const room = (meta as { readonly roomForControls?: number } | undefined)?.roomForControls;
  if (sliders === undefined || room === undefined) return figure;
  const margin = layout.margin as { readonly b: number };
  return { ...figure, layout: { ...layout, height: Number(layout.height) - room, margin: { ...margin, b: margin.b - room } } };
}

/**
 * A slider and a button of the page, below a figure that moves; a figure that does not move gets none.
 *
 * @param place what the figure stands in @param element the figure @param whole with Plotly's own slider
 * @returns takes them off the page
 */
export function addControls(place: HTMLElement, element: HTMLElement, { layout }: PlainFigure, plotly: Plays): () => void {
  const [slider] = (layout.sliders ?? []) as readonly Slider[];
  if (slider === undefined) return () => undefined;
  const name = (slider.currentvalue?.prefix ?? '').replace(/:\s*$/, '');
  const range = Object.assign(document.createElement('input'), {
    type: 'range', min: '0', max: String(slider.steps.length - 1), step: '1', value: String(slider.active ?? 0),
  });
  const value = document.createElement('output');
  const show = (): void => {
    const { label } = slider.steps[Number(range.value)];
    value.textContent = label;
    range.setAttribute('aria-valuetext', `${name} ${label}`);
  };
  range.setAttribute('aria-label', name);
  range.addEventListener('input', () => {
    show();
    void plotly.animate(element, [slider.steps[Number(range.value)].label], AT_ONCE);
  });
  show();
  const controls = Object.assign(document.createElement('div'), { className: 'figure-motion' });
  const { button, stop } = playButton(range, paceOf(layout));
  const text = Object.assign(document.createElement('span'), { textContent: `${name}: ` });
  text.append(value);
  controls.append(...(button ? [button] : []), range, text);
  // A click on the controls is none on the figure.
  controls.addEventListener('click', (event) => event.stopPropagation());
  place.after(controls);
  return () => { stop(); controls.remove(); };
}

/** Milliseconds for a step of playing; undefined for a figure that is only moved by hand. */
function paceOf(layout: PlainFigure['layout']): number | undefined {
  const [menu] = (layout.updatemenus ?? []) as readonly Buttons[];
  return menu?.buttons[0].args[1].frame?.duration;
}

/** Moves the slider step by step, from the start again where it stands at its end. */
function playButton(range: HTMLInputElement, pace: number | undefined): { readonly button?: HTMLButtonElement; readonly stop: () => void } {
  if (pace === undefined) return { stop: () => undefined };
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: '▶ play' });
  let timer: ReturnType<typeof setInterval> | undefined;
  const to = (step: number): void => {
    range.value = String(step);
    range.dispatchEvent(new Event('input'));
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    button.textContent = '▶ play';
  };
  button.addEventListener('click', () => {
    if (timer !== undefined) return stop();
    if (range.value === range.max) to(0);
    button.textContent = '❚❚ pause';
    timer = setInterval(() => {
      if (range.value === range.max) return stop();
      to(Number(range.value) + 1);
    }, pace);
  });
  return { button, stop };
}
