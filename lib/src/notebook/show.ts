import { type Figure, renderPng, sizeOf, toHtml, toPlain } from '../figures';
import { send, type Writer } from './kernel';

/** MIME type of Plotly's figures, for which JupyterLab has an extension. */
const PLOTLY = 'application/vnd.plotly.v1+json';

/**
 * Shows a figure in a notebook: one output that is live in JupyterLab and an image everywhere else (GitHub, nbviewer,
 * an exported page), with its alternative text, and the caption beneath it. Outside a notebook it prints title and
 * caption; `savePng` writes the image to a file.
 *
 * @param writer where to send it; default the running cell
 */
export async function show(figure: Figure, writer: Writer = send): Promise<void> {
  const png = await renderPng(figure);
  writer({
    data: {
      [PLOTLY]: { data: figure.data, layout: figure.layout, config: { displaylogo: false } },
      'image/png': Buffer.from(png).toString('base64'),
      'text/plain': figure.alt,
    },
    metadata: { 'image/png': { ...sizeOf(figure), alt: figure.alt } },
  });
  writer({ data: { 'text/html': `<p><b>Figure.</b> ${toHtml(figure.caption)}</p>`, 'text/plain': `Figure. ${toPlain(figure.caption)}` } });
}

/**
 * Shows a paragraph of text, which may hold `<b> <i> <sub> <sup> <br>`; whatever else looks like HTML is shown as it is.
 */
export function showText(text: string, writer: Writer = send): void {
  writer({ data: { 'text/html': `<p>${toHtml(text)}</p>`, 'text/plain': toPlain(text) } });
}
