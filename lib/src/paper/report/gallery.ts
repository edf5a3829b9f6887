import { RecordError } from '../../base/errors';
import { toMarkdown } from '../../figures';
import { headingTarget, type Page, type Shown } from './pages';

/** The figure to show of each notebook, by the beginning of its title; the gallery lists the titles of all others. */
const CHOICES: Readonly<Record<string, string>> = {
  '01-introduction': 'Figure 1',
  '03-asymmetric-valleys': 'Certified ratio of every direction',
  '04-bias-and-generalization': 'Figure 3',
  '05-averaging-creates-bias': 'Figure 5',
  '06-1-swa': 'Figure 8',
  '06-2-batch-size': 'Figure 10',
  '06-3-width': 'The apparent width of one valley',
  '07-batch-norm': 'Figure 12',
  '08-your-own-model': 'The training loss of the perceptron over a plane',
};

/** A static figure to be saved. */
export interface GalleryImage {
  /** Relative to the project. */
  readonly path: string;
  readonly png: Buffer;
}

/** The figures of the notebooks. */
export interface Gallery {
  /** For a document in `docs`. */
  readonly markdown: string;
  readonly images: readonly GalleryImage[];
}

type ShownFigure = Shown & Required<Pick<Shown, 'title' | 'png'>>;

/**
 * All figures of the executed notebooks: one of each notebook as an image, the others by their titles, with the cells that draw
 * them. Omits notebooks that are not executed yet.
 *
 * @throws RecordError GALLERY_FIGURE_ABSENT
 */
export function makeGallery(pages: readonly Page[]): Gallery {
  const sections = pages.filter(({ shown }) => shown.length > 0).map((page) => {
    const choice = Object.hasOwn(CHOICES, page.name) ? figureOf(pages, page.name, CHOICES[page.name]) : undefined;
    return { page, choice };
  });
  return {
    markdown: sections.map(({ page, choice }) => sectionOf(page, choice)).join('\n\n'),
    images: sections.flatMap(({ page, choice }) => (choice ? [{ path: pathOf(page), png: choice.png }] : [])),
  };
}

/** The figure of a notebook whose title begins with the given text. @throws RecordError GALLERY_FIGURE_ABSENT */
export function figureOf(pages: readonly Page[], notebook: string, begins: string): ShownFigure {
  const page = pages.find(({ name }) => name === notebook);
  const figure = page && figuresOf(page).find(({ title }) => plain(title).startsWith(begins));
  if (figure) return figure;
  const problem = `The notebook ${notebook} shows no figure whose title begins with "${begins}".`;
  throw new RecordError('GALLERY_FIGURE_ABSENT', problem, `Execute it: npm run notebooks -- ${notebook}`);
}

function figuresOf({ shown }: Page): ShownFigure[] {
  return shown.filter((output): output is ShownFigure => output.title !== undefined);
}

function pathOf({ name }: Page): string {
  return `data/figures/${name}.png`;
}

function sectionOf(page: Page, choice: ShownFigure | undefined): string {
  const { name } = page;
  const link = ({ heading }: Shown): string => `../${headingTarget(name, heading)}`;
  const image = choice ? [`[![${titleOf(choice)}](../${pathOf(page)})](${link(choice)})`] : [];
  const titles = figuresOf(page).map((figure) => `- [${titleOf(figure)}](${link(figure)})`).join('\n');
  return [`## [${name}](../notebooks/${name}.ipynb)`, ...image, titles].join('\n\n');
}

/** Plotly's titles are bold, and wrapped. */
function plain(title: string): string {
  return title.replace(/<\/?b>/g, '').replace(/<br ?\/?>/g, ' ').trim();
}

function titleOf({ title }: ShownFigure): string {
  return toMarkdown(plain(title));
}
