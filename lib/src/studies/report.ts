import { join } from 'node:path';
import { sha256 } from '../base/files';
import { type Figure, toMarkdown } from '../figures';
import { claimRows } from '../notebook/claims';
import { markdownTable } from '../notebook/table';
import { measureCurve } from './curves';
import { scoreSolutions } from './evaluations';
import { throughputMarkdown, timesMarkdown } from './measured-times';
import { provenanceOfAll } from './provenance';
import { decideSection3 } from './section-3';
import { measuredCurveFigure } from './section-3-figures';
import { measureNetworks } from './section-3-networks';
import { scoreRows } from './section-3-tables';
import { openSolution, type StudySolution, trainedSeeds } from './solutions';
import type { Study } from './study';

/** What the README says that comes from measurements. */
export interface Report {
  /** Markdown by the name of the part, for `withGenerated`. */
  readonly parts: Readonly<Record<'figure' | 'claims' | 'solutions' | 'throughput' | 'times', string>>;
  /** Figure 2, to be saved as {@link REPORT_FIGURE}. */
  readonly figure: Figure;
}

/** Where the README's figure lies, relative to the project. */
export const REPORT_FIGURE = 'data/figures/figure-2.png';

/**
 * Everything in the README that comes from measurements: Figure 2, the claims of section 3, the solutions, throughput
 * and times. With a study of `recordsOnly` it is read from the records alone, without any dataset.
 *
 * @throws RecordError RECORD_ABSENT, RECORD_CORRUPT; TrainingError SOLUTION_ABSENT
 */
export async function makeReport(study: Study): Promise<Report> {
  const seeds = trainedSeeds(study);
  const figure = await figure2(study, seeds[0]);
  const { records } = study.project;
  return {
    figure,
    parts: {
      figure: figureMarkdown(figure),
      claims: await claimsMarkdown(study),
      solutions: await solutionsMarkdown(study, seeds),
      throughput: throughputMarkdown(join(records, 'bench.json')),
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

async function claimsMarkdown(study: Study): Promise<string> {
  const measurements = await measureNetworks(study);
  const claims = decideSection3(study, measurements);
  const rules = claims.map(({ id, why }) => `- **${id}**: ${toMarkdown(why)}`).join('\n');
  const provenance = toMarkdown(provenanceOfAll(measurements.networks.flatMap(({ kinds }) => kinds.flatMap(({ measured }) => measured))));
  return `${markdownTable(claimRows(claims))}\n\nThe rules, fixed before the results were seen:\n\n${rules}\n\n${provenance}`;
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
  return `${markdownTable(scoreRows(solutions, scores))}\n\n${toMarkdown(provenanceOfAll(scores))}`;
}
