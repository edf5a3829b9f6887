import { type Figure, sizeOf } from './figure';
import { fontFiles } from './fonts';
import { loadPlotly } from './plotly-window';

/** Pixels of the image for each pixel of the figure: sharp on dense screens and in print. */
export const PNG_SCALE = 2;

/** A figure as SVG text, drawn by Plotly itself. */
export async function renderSvg(figure: Pick<Figure, 'data' | 'layout'>): Promise<string> {
  const plotly = await loadPlotly();
  return plotly.toImage({ data: figure.data, layout: figure.layout }, { format: 'svg', imageDataOnly: true, ...sizeOf(figure) });
}

/** SVG text as the bytes of a PNG. */
export async function rasterise(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: PNG_SCALE },
    font: { fontFiles: Object.values(fontFiles()), loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
  });
  return resvg.render().asPng();
}
