import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { rasterise, renderSvg } from '../../lib/src/figures/render';
import { fitted, type PlainFigure } from '../.vitepress/theme/fitted';
import { withoutControls } from '../.vitepress/theme/motion-controls';

/** Widths of a still image in pixels: the page's own, and that of dense screens. */
const STILL_WIDTHS = [800, 1600] as const;

/** What a page of a phone has room for, in pixels; text in an image of the usual width is too small to read there. */
const PHONE_WIDTH = 350;

/** What is used of sharp, which is installed for the site alone, so that its types are not there when the project is checked. */
interface Sharp {
  resize(options: { readonly width: number; readonly withoutEnlargement: boolean }): Sharp;
  png(options: { readonly palette: boolean; readonly colours: number; readonly effort: number }): Sharp;
  toFile(path: string): Promise<unknown>;
}

/** Size of an image on a phone, in pixels of the page. */
export interface PhoneSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The figure laid out for a phone, as it is when live there; undefined if its panels need the usual width, and for a scene in three
 * dimensions, whose still image is another figure.
 */
export function phoneTwin(plotly: PlainFigure): (PlainFigure & { readonly size: PhoneSize }) | undefined {
  if ('scene' in plotly.layout) return undefined;
  const twin = fitted(withoutControls(plotly), PHONE_WIDTH);
  const { width, height } = twin.layout as { readonly width: number; readonly height: number };
  return width < STILL_WIDTHS[0] ? { ...twin, size: { width, height } } : undefined;
}

/**
 * Writes a figure's image in the site's widths, and one laid out for phones where there is such a twin.
 *
 * @param path without its ending
 */
export async function writeStills(png: Buffer, plotly: PlainFigure, path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const twin = phoneTwin(plotly);
  const phone = twin && Buffer.from(await rasterise(await renderSvg(twin as Parameters<typeof renderSvg>[0])));
  await Promise.all([
    ...STILL_WIDTHS.map((width) => writeStill(png, width, `${path}-${width}.png`)),
    ...(phone ? [writeStill(phone, STILL_WIDTHS[1], `${path}-phone.png`)] : []),
  ]);
}

/** An image with a palette of its own: a third of the bytes. */
async function writeStill(png: Buffer, width: number, path: string): Promise<void> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const sharp = require('sharp') as (image: Buffer) => Sharp;
  await sharp(png).resize({ width, withoutEnlargement: true }).png({ palette: true, colours: 256, effort: 4 }).toFile(path);
}
