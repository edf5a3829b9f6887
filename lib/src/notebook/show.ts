import { forReaders } from '../base/words';
import { type Figure, renderPng, sizeOf, startRendering, toHtml, toPlain } from '../figures';
import { type DisplayBundle, inKernel, send, type Writer } from './kernel';

/** MIME type of Plotly's figures, for which JupyterLab has an extension. */
const PLOTLY = 'application/vnd.plotly.v1+json';

// A notebook will show figures: load the renderer while its first cells run. The project's own kernel has already begun
// (setup/kernel/tslab.mjs).
if (inKernel()) startRendering();

/**
 * Shows a figure in a notebook: one output that is live in JupyterLab and an image everywhere else (GitHub, nbviewer, an exported
 * page), with its alternative text, and the caption beneath it. Outside a notebook it prints title and caption; `savePng` writes
 * the image to a file.
 *
 * @param writer where to send it; default the running cell
 */
export async function show(figure: Figure, writer: Writer = send): Promise<void> {
  for (const bundle of await bundlesOf(figure)) writer(bundle);
}

let places = 0;

/**
 * A place in a cell for a figure that is still being measured: the returned function shows its first figure like {@link show}, and
 * each later one replaces the one before. Outside a notebook only the first is printed.
 *
 * @param writer where to send it; default the running cell
 */
export function livePlace(writer: Writer = send): (figure: Figure) => Promise<void> {
  const id = `figure-${process.pid}-${++places}`;
  let shown = false;
  return async (figure) => {
    const [drawn, caption] = await bundlesOf(figure);
    // JupyterLab's extension for Plotly draws an output once and ignores later data; an image in between makes it start anew.
    if (shown) writer({ ...imageOf(drawn), id: `${id}-figure` }, shown);
    writer({ ...drawn, id: `${id}-figure` }, shown);
    writer({ ...caption, id: `${id}-caption` }, shown);
    shown = true;
  };
}

/** The bundle without its live part. */
function imageOf({ data, ...rest }: DisplayBundle): DisplayBundle {
  return { ...rest, data: Object.fromEntries(Object.entries(data).filter(([type]) => type !== PLOTLY)) };
}

/** The figure, then its caption. */
async function bundlesOf(figure: Figure): Promise<[figure: DisplayBundle, caption: DisplayBundle]> {
  const png = await renderPng(figure);
  return [
    {
      data: {
        [PLOTLY]: liveOf(figure),
        'image/png': Buffer.from(png).toString('base64'),
        'text/plain': figure.alt,
      },
      metadata: { 'image/png': { ...sizeOf(figure), alt: figure.alt } },
    },
    { data: { 'text/html': `<p><b>Figure.</b> ${toHtml(figure.caption)}</p>`, 'text/plain': `Figure. ${toPlain(figure.caption)}` } },
  ];
}

/** A figure as Plotly takes it, with what moves in it. */
function liveOf({ motion, live, ...still }: Figure): Readonly<Record<string, unknown>> {
  const { data, layout } = live ?? still;
  const config = { displaylogo: false };
  return motion ? { data, layout: { ...layout, ...motion.layout }, frames: motion.frames, config } : { data, layout, config };
}

/** Shows a paragraph of text, which may contain `<b> <i> <sub> <sup> <br>`; any other HTML is shown as text. */
export function showText(text: string, writer: Writer = send): void {
  const words = forReaders(text);
  writer({ data: { 'text/html': `<p>${toHtml(words)}</p>`, 'text/plain': toPlain(words) } });
}
