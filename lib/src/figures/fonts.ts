import { dirname, join } from 'node:path';

/** The fonts of the static images: DejaVu Sans, which has Greek, minus sign, arrows and indices. */
export function fontFiles(): Readonly<Record<'regular' | 'bold' | 'regularItalic' | 'boldItalic', string>> {
  const folder = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  return {
    regular: join(folder, 'DejaVuSans.ttf'),
    bold: join(folder, 'DejaVuSans-Bold.ttf'),
    regularItalic: join(folder, 'DejaVuSans-Oblique.ttf'),
    boldItalic: join(folder, 'DejaVuSans-BoldOblique.ttf'),
  };
}
