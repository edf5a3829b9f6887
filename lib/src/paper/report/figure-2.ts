import { sha256 } from '../../base/files';
import { type Figure, toMarkdown } from '../../figures';
import { recordKey } from '../../records/records';
import { measuredCurveFigure } from '../section-3/figures';
import { measureCurve } from '../study/curves';
import { openSolution } from '../study/solutions';
import type { Study } from '../study/study';
import { figureOf } from './gallery';
import { headingTarget, type Page } from './pages';

const NOTEBOOK = '03-asymmetric-valleys';

/** Path of the figure, relative to the project. */
export const REPORT_FIGURE = 'data/figures/figure-2.png';

/** The figure of the README, and the record from which it is drawn. */
export interface Figure2 {
  readonly figure: Figure;
  /** See `recordKey`. */
  readonly record: string;
}

/** Figure 2 of the paper at one seed, measured or read. @throws TrainingError SOLUTION_ABSENT; RecordError RECORD_ABSENT */
export async function makeFigure2(study: Study, seed: number): Promise<Figure2> {
  const solution = await openSolution(study, { seed, solution: 'sgd-after-swa' });
  const measured = await measureCurve(study, solution, { kind: 'uniform01', index: 0, batchNorm: 'reestimate' });
  const figure = measuredCurveFigure(solution, measured, {
    title: 'Figure 2: the loss along one (0, 1) direction',
    caption: 'Compare the slopes of the two sides, and both losses.',
  });
  return { figure, record: recordKey(measured.name, measured.inputs) };
}

/**
 * The figure for the README, with links to the cell of the notebook that shows it, to the code and to the record. The hash reveals
 * a document whose figure no longer matches the records: an image's bytes depend on the platform.
 *
 * @throws RecordError GALLERY_FIGURE_ABSENT
 */
export function figureMarkdown({ figure, record }: Figure2, pages: readonly Page[]): string {
  const hash = sha256(JSON.stringify([figure.data, figure.layout])).slice(0, 16);
  const links = [
    `[notebook](${headingTarget(NOTEBOOK, figureOf(pages, NOTEBOOK, 'Figure 2:').heading)})`,
    'code that [measures](lib/src/paper/study/curves.ts) and [draws](lib/src/paper/section-3/figures.ts) it',
    `[record](data/records/${record}.json)`,
  ];
  const title = toMarkdown(figure.title);
  return `<!-- figure ${hash} -->\n![${title}](${REPORT_FIGURE})\n\n*${title}.* ${toMarkdown(figure.caption)}\n\n${links.join(' · ')}`;
}
