import { join } from 'node:path';
import { RecordError } from '../../base/errors';
import { readText } from '../../base/files';
import { toMarkdown } from '../../figures';

/** A figure of a notebook that the README shows, found by how its title begins. */
interface Choice {
  readonly notebook: string;
  readonly figure: string;
}

/** One figure of each notebook, in order; a notebook that is not executed yet is left out. */
const CHOICES: readonly Choice[] = [
  { notebook: '01-introduction', figure: 'Figure 1' },
  { notebook: '03-asymmetric-valleys', figure: 'Certified ratio of every direction' },
  { notebook: '04-bias-and-generalization', figure: 'Figure 3' },
  { notebook: '05-averaging-creates-bias', figure: 'Figure 5' },
  { notebook: '06-1-swa', figure: 'Figure 8' },
  { notebook: '06-2-batch-size', figure: 'Figure 10' },
  { notebook: '06-3-width', figure: 'The apparent width of one valley' },
  { notebook: '07-batch-norm', figure: 'Figure 12' },
  { notebook: '08-your-own-model', figure: 'over a plane' },
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
  const shown = CHOICES.flatMap((choice) => {
    const outputs = outputsOf(join(folder, `${choice.notebook}.ipynb`));
    return outputs.length === 0 ? [] : [{ ...choice, ...figureIn(outputs, choice) }];
  });
  const cells = shown.map(({ notebook, title, path }) => `[![${title}](${path})](notebooks/${notebook}.ipynb)<br>${title} ([${notebook}](notebooks/${notebook}.ipynb))`);
  const rows = cells.flatMap((cell, i) => (i % 2 === 0 ? [`| ${cell} | ${cells[i + 1] ?? ''} |`] : []));
  return { markdown: ['| | |', '| --- | --- |', ...rows].join('\n'), images: shown.map(({ path, png }) => ({ path, png })) };
}

function outputsOf(path: string): readonly NotebookOutput[] {
  const { cells } = JSON.parse(readText(path)) as Notebook;
  return cells.flatMap(({ outputs }) => outputs ?? []);
}

function figureIn(outputs: readonly NotebookOutput[], { notebook, figure }: Choice): GalleryImage & { readonly title: string } {
  for (const { data } of outputs) {
    const layout = (data?.[PLOTLY] as { readonly layout?: { readonly title?: { readonly text?: string } } } | undefined)?.layout;
    const title = [data?.['text/plain'] ?? ''].flat().join('').split('. ')[0];
    const png = Buffer.from([data?.['image/png'] ?? ''].flat().join(''), 'base64');
    if (layout?.title?.text?.includes(figure)) return { path: `data/figures/${notebook}.png`, png, title: toMarkdown(title) };
  }
  throw new RecordError('GALLERY_FIGURE_ABSENT', `The notebook ${notebook} shows no figure whose title holds "${figure}".`, `Execute it: npm run notebooks -- ${notebook}`);
}
