import { addCamera, drawsScenes, isScene, type Turns } from './camera-controls';
import { fitted, type PlainFigure } from './fitted';
import { addControls, type Plays, withoutControls } from './motion-controls';

/** A live figure on the page. */
export interface Mounted {
  /** Takes it off the page. */
  readonly end: () => void;
}

interface Plotly extends Plays, Turns {
  newPlot(element: HTMLElement, figure: PlainFigure): Promise<unknown>;
  react(element: HTMLElement, figure: PlainFigure): Promise<unknown>;
  purge(element: HTMLElement): void;
}

let loading: Promise<Plotly> | undefined;

/** Plotly, loaded once: a file of the site beside its pages, too large to be a part of its scripts. */
function loadPlotly(url: string): Promise<Plotly> {
  loading ??= new Promise<Plotly>((done, fail) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => done((window as unknown as { Plotly: Plotly }).Plotly);
    script.onerror = () => fail(new Error(`${url} was not loaded`));
    document.head.append(script);
  });
  // A lost connection may come back.
  loading.catch(() => { loading = undefined; });
  return loading;
}

/**
 * Draws a figure as wide as its element, and again whenever that becomes wider or narrower.
 *
 * @param url of its JSON: Plotly's `data`, `layout`, `config` and `frames` @param plotlyUrl of Plotly itself
 * @throws Error if one of them cannot be loaded, or the figure is in three dimensions and this browser cannot draw them
 */
export async function mountLive(element: HTMLElement, url: string, plotlyUrl: string): Promise<Mounted> {
  const [plotly, whole] = await Promise.all([loadPlotly(plotlyUrl), fetchFigure(url)]);
  if (isScene(whole) && !drawsScenes()) throw new Error('no WebGL');
  const figure = withoutControls(whole);
  const place = element.parentElement as HTMLElement;
  const widthOf = (): number => place.clientWidth || (place.parentElement as HTMLElement).clientWidth;
  let width = widthOf();
  await plotly.newPlot(element, fitted(figure, width));
  await plotly.react(element, fitted(figure, width, legendHeight(element)));
  const observer = new ResizeObserver(() => {
    if (place.clientWidth === 0 || place.clientWidth === width) return;
    width = place.clientWidth;
    void plotly.react(element, fitted(figure, width)).then(() => plotly.react(element, fitted(figure, width, legendHeight(element))));
  });
  observer.observe(place);
  const remove = [addControls(place, element, whole, plotly), addCamera(place, element, whole, plotly)];
  return { end: () => { observer.disconnect(); for (const one of remove) one(); plotly.purge(element); } };
}

/** How high the legend has become, which depends on the reader's fonts. Plotly notes it there while the figure is still hidden. */
function legendHeight(element: HTMLElement): number | undefined {
  const height = Number(element.querySelector('.legend .bg')?.getAttribute('height'));
  return height > 0 ? height : undefined;
}

async function fetchFigure(url: string): Promise<PlainFigure> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return await response.json() as PlainFigure;
}
