import { join } from 'node:path';
import { RecordError } from '../base/errors';
import { readFile } from '../base/files';
import { toMarkdown } from '../figures';

/** A figure of a notebook that the README shows, found by how its title begins. */
interface Choice {
  readonly notebook: string;
  readonly figure: string;
}

/** One figure of each notebook, in order. */
const CHOICES: readonly Choice[] = [
  { notebook: '03-asymmetric-valleys', figure: 'Certified ratio of every direction' },
];

/** A static figure to be saved. */
export interface GalleryImage {
  /** Relative to the project. */
  readonly path: string;
  readonly png: Buffer;
}

/** What the README shows of the notebooks. */
export interface Gallery {
  readonly markdown: string;
  readonly images: readonly GalleryImage[];
}

interface NotebookOutput {
  readonly data?: Readonly<Record<string, unknown>>;
}

interface Notebook {
  readonly cells: readonly { readonly outputs?: readonly NotebookOutput[] }[];
}

const PLOTLY = 'application/vnd.plotly.v1+json';

/**
 * The README's gallery, from the static figures of the executed notebooks.
 *
 * @param folder of the notebooks
 * @throws RecordError GALLERY_FIGURE_ABSENT; FileError
 */
export function makeGallery(folder: string): Gallery {
  const shown = CHOICES.map((choice) => ({ ...choice, ...figureIn(folder, choice) }));
  const cells = shown.map(({ notebook, title, path }) => `[![${title}](${path})](notebooks/${notebook}.ipynb)<br>${title} ([${notebook}](notebooks/${notebook}.ipynb))`);
  const rows = cells.flatMap((cell, i) => (i % 2 === 0 ? [`| ${cell} | ${cells[i + 1] ?? ''} |`] : []));
  return { markdown: ['| | |', '| --- | --- |', ...rows].join('\n'), images: shown.map(({ path, png }) => ({ path, png })) };
}

function figureIn(folder: string, { notebook, figure }: Choice): GalleryImage & { readonly title: string } {
  const { cells } = JSON.parse(readFile(join(folder, `${notebook}.ipynb`)).toString('utf8')) as Notebook;
  for (const { data } of cells.flatMap(({ outputs }) => outputs ?? [])) {
    const layout = (data?.[PLOTLY] as { readonly layout?: { readonly title?: { readonly text?: string } } } | undefined)?.layout;
    const title = [data?.['text/plain'] ?? ''].flat().join('').split('. ')[0];
    const png = Buffer.from([data?.['image/png'] ?? ''].flat().join(''), 'base64');
    if (layout?.title?.text?.includes(figure)) return { path: `data/figures/${notebook}.png`, png, title: toMarkdown(title) };
  }
  throw new RecordError('GALLERY_FIGURE_ABSENT', `The notebook ${notebook} shows no figure whose title holds "${figure}".`, `Execute it: npm run notebooks -- ${notebook}`);
}
