import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Widths of a still image in pixels: the page's own, and that of dense screens. */
const STILL_WIDTHS = [800, 1600] as const;

/** What is used of sharp, which is installed for the site alone, so that its types are not there when the project is checked. */
interface Sharp {
  resize(options: { readonly width: number; readonly withoutEnlargement: boolean }): Sharp;
  png(options: { readonly palette: boolean; readonly colours: number; readonly effort: number }): Sharp;
  toFile(path: string): Promise<unknown>;
}

/** Writes a figure's image in the site's widths, with a palette of its own: a third of the bytes. @param path without its ending */
export async function writeStills(png: Buffer, path: string): Promise<void> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const sharp = require('sharp') as (image: Buffer) => Sharp;
  mkdirSync(dirname(path), { recursive: true });
  await Promise.all(STILL_WIDTHS.map((width) => (
    sharp(png).resize({ width, withoutEnlargement: true }).png({ palette: true, colours: 256, effort: 4 }).toFile(`${path}-${width}.png`)
  )));
}
