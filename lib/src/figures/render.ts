import { type Figure, type FigureSize, sizeOf } from './figure';
import { fontFiles } from './fonts';
import { loadPlotly } from './plotly-window';

/** Pixels of the image for each pixel of the figure: sharp on dense screens and in print. */
export const PNG_SCALE = 2;
/** Pixels of a figure, width times height, far beyond any page: each takes 16 bytes of the image, several times over. */
const MOST_PIXELS = 1e7;

/** A figure as SVG text, drawn by Plotly itself. @throws Error if it has more pixels than an image can hold */
export async function renderSvg(figure: Pick<Figure, 'data' | 'layout'>): Promise<string> {
  const size = drawableSize(figure);
  const plotly = await loadPlotly();
  return plotly.toImage({ data: figure.data, layout: figure.layout }, { format: 'svg', imageDataOnly: true, ...size });
}

function drawableSize(figure: Pick<Figure, 'layout'>): FigureSize {
  const size = sizeOf(figure);
  if (size.width * size.height > MOST_PIXELS || Math.max(size.width, size.height) > MOST_PIXELS)
    throw new Error(`it is ${size.width} × ${size.height} pixels, and an image holds ${MOST_PIXELS}`);
  return size;
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
