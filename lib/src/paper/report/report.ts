import { join } from 'node:path';
import { sha256 } from '../../base/files';
import { type Figure, toMarkdown } from '../../figures';
import { claimRows, type Verdict } from '../claims/claims';
import { markdownTable } from '../../notebook/table';
import { allClaims, type SectionClaims } from '../claims/all-claims';
import { measureCurve } from '../study/curves';
import { scoreSolutions } from '../study/evaluations';
import { type GalleryImage, makeGallery } from './gallery';
import { throughputMarkdown, timesMarkdown } from '../../bench/measured-times';
import { speedGoalsMarkdown } from '../../bench/speed-goals';
import { provenanceTextOfAll } from '../study/provenance';
import { measuredCurveFigure } from '../section-3/figures';
import { solutionScoreRows } from '../section-3/tables';
import { openSolution, type StudySolution, trainedSeeds } from '../study/solutions';
import { inSection, type Study } from '../study/study';

/** What the README says that comes from measurements. */
export interface Report {
  /** Markdown by the name of the part, for `withGenerated`. */
  readonly parts: Readonly<Record<'figure' | 'claims' | 'solutions' | 'gallery' | 'goals' | 'throughput' | 'times', string>>;
  /** Figure 2, to be saved as {@link REPORT_FIGURE}. */
  readonly figure: Figure;
  /** Figures of the notebooks, to be saved where they say. */
  readonly images: readonly GalleryImage[];
}

/** Where the README's figure lies, relative to the project. */
export const REPORT_FIGURE = 'data/figures/figure-2.png';

/**
 * Everything in the README that comes from measurements: Figure 2, the claims of all sections, the solutions, figures of
 * the executed notebooks, throughput and times. With a study of `recordsOnly` it is read from the records alone, without any dataset.
 *
 * @throws RecordError RECORD_ABSENT, RECORD_CORRUPT; TrainingError SOLUTION_ABSENT
 */
export async function makeReport(anyStudy: Study): Promise<Report> {
  const study = inSection(anyStudy, '03');
  const seeds = trainedSeeds(study);
  const figure = await figure2(study, seeds[0]);
  const { folder, records } = study.project;
  const gallery = makeGallery(join(folder, 'notebooks'));
  return {
    figure,
    images: gallery.images,
    parts: {
      figure: figureMarkdown(figure),
      claims: claimsMarkdown(await allClaims(study)),
      solutions: await solutionsMarkdown(study, seeds),
      gallery: gallery.markdown,
      goals: speedGoalsMarkdown(records),
      throughput: throughputMarkdown(records),
      times: timesMarkdown(join(records, 'setup.json')),
    },
  };
}

async function figure2(study: Study, seed: number): Promise<Figure> {
  const solution = await openSolution(study, { seed, solution: 'sgd-after-swa' });
  const measured = await measureCurve(study, solution, { kind: 'uniform01', index: 0, batchNorm: 'reestimate' });
  return measuredCurveFigure(solution, measured, {
    title: 'Figure 2: the loss along one (0, 1) direction',
    caption: 'Compare the slopes on the two shaded sides, and where the test loss lies relative to the training loss.',
  });
}

/** The hash tells a document whose figure is no longer that of the records: an image's bytes depend on the platform. */
function figureMarkdown(figure: Figure): string {
  const hash = sha256(JSON.stringify([figure.data, figure.layout])).slice(0, 16);
  return `<!-- figure ${hash} -->\n![${toMarkdown(figure.title)}](${REPORT_FIGURE})\n\n*${toMarkdown(figure.title)}.* ${toMarkdown(figure.caption)}`;
}

function claimsMarkdown(sections: readonly SectionClaims[]): string {
  const numberOf = ({ id }: { readonly id: string }): number => parseInt(id.slice(1), 10);
  const claims = sections.flatMap((section) => section.claims).sort((a, b) => numberOf(a) - numberOf(b));
  const count = (verdict: Verdict): number => claims.filter((claim) => claim.verdict === verdict).length;
  const pending = sections.filter((section) => section.pending !== undefined);
  const total = claims.length + pending.reduce((sum, { decides }) => sum + decides.length, 0);
  const summary = `Of ${total} claims ${count('holds')} hold, ${count('does not hold at this scale')} do not hold at this scale, ${count('undecided')} are undecided, and ${total - claims.length} are not measured yet.`;
  const missing = pending.map(({ decides, notebook, pending: why }) => `- ${decides.join(', ')} (${notebook}): ${toMarkdown(why ?? '')}`);
  const rules = claims.map(({ id, why }) => `- **${id}**: ${toMarkdown(why)}`);
  return [
    summary,
    markdownTable(claimRows(claims)),
    ...(missing.length > 0 ? [['Not measured yet:', '', ...missing].join('\n')] : []),
    `<details><summary>The rules, fixed before the results were seen; the notebooks say what was changed later</summary>\n\n${rules.join('\n')}\n\n</details>`,
  ].join('\n\n');
}

async function solutionsMarkdown(study: Study, seeds: readonly number[]): Promise<string> {
  const solutions: StudySolution[] = [];
  for (const seed of seeds) {
    for (const solution of ['sgd', 'swa', 'sgd-after-swa'] as const) solutions.push(await openSolution(study, { seed, solution }));
  }
  for (const seed of trainedSeeds(study, { recipe: study.scale.fullRecipe })) {
    solutions.push(await openSolution(study, { seed, recipe: study.scale.fullRecipe, solution: 'sgd' }));
  }
  const scores = await scoreSolutions(study, solutions);
  return `${markdownTable(solutionScoreRows(solutions, scores))}\n\n${toMarkdown(provenanceTextOfAll(scores))}`;
}
