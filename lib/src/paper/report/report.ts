import { join } from 'node:path';
import { type Figure, toMarkdown } from '../../figures';
import { markdownTable } from '../../notebook/table';
import { throughputMarkdown, timesMarkdown } from '../../bench/measured-times';
import { speedGoalsMarkdown } from '../../bench/speed-goals';
import { allClaims, type SectionClaims } from '../claims/all-claims';
import { programmeMarkdown } from '../run/programme';
import { scores as scoresOfSection3 } from '../section-3/measure';
import { solutionScoreRows } from '../section-3/tables';
import { provenanceTextOfAll } from '../study/provenance';
import { trainedSeeds } from '../study/solutions';
import { inSection, type Study } from '../study/study';
import { claimBlocks, claimTable, lateChoices, sourcedClaims } from './claim-blocks';
import { readClaimCode } from './claim-code';
import { claimDataText } from './claim-data';
import { figureMarkdown, makeFigure2 } from './figure-2';
import { type GalleryImage, makeGallery } from './gallery';
import { type Page, readPages } from './pages';
import { verdictCounts } from './verdict-counts';

export { CLAIM_DATA } from '../claims/answers';
export { REPORT_FIGURE } from './figure-2';

/** The parts of documents that come from measurements. */
export interface Report {
  /** Markdown by the path of a document, relative to the project, and by the name of its part, for `withGenerated`. */
  readonly documents: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Figure 2, to be saved as {@link REPORT_FIGURE}. */
  readonly figure: Figure;
  /** Figures of the notebooks, with the paths to save them. */
  readonly images: readonly GalleryImage[];
  /** The claims for programs, to be saved as {@link CLAIM_DATA}. */
  readonly claimData: string;
}

/**
 * Everything in the documents that comes from measurements: Figure 2, the claims of all sections with their sources, the figures of
 * the executed notebooks, speed, and the cost of the paper's programme. A study with `recordsOnly` reads it from the records alone,
 * without any dataset.
 *
 * @throws RecordError RECORD_ABSENT, RECORD_CORRUPT; TrainingError SOLUTION_ABSENT
 */
export async function makeReport(anyStudy: Study): Promise<Report> {
  const study = inSection(anyStudy, '03');
  const { folder, records } = study.project;
  const pages = readPages(join(folder, 'notebooks'));
  const seeds = trainedSeeds(study);
  const figure2 = await makeFigure2(study, seeds[0]);
  const gallery = makeGallery(pages);
  const { verdicts, data, ...claims } = await claimParts(study, pages);
  return {
    figure: figure2.figure,
    images: gallery.images,
    claimData: data,
    documents: {
      'README.md': { figure: figureMarkdown(figure2, pages), verdicts },
      'docs/claims.md': { ...claims, solutions: await solutionsMarkdown(study) },
      'docs/gallery.md': { gallery: gallery.markdown },
      ...speedParts(records),
    },
  };
}

/**
 * The documents' parts about time, from the files of `npm run times` and `npm run bench` alone.
 *
 * @param records their folder @throws RecordError RECORD_CORRUPT
 */
export function speedParts(records: string): Report['documents'] {
  const times = timesMarkdown(join(records, 'setup.json'));
  return {
    'docs/speed.md': { times, goals: speedGoalsMarkdown(records), throughput: throughputMarkdown(records) },
    'docs/scale.md': { programme: programmeMarkdown(records) },
  };
}

type ClaimPart = 'verdicts' | 'table' | 'claims' | 'late' | 'data';

async function claimParts(study: Study, pages: readonly Page[]): Promise<Readonly<Record<ClaimPart, string>>> {
  const sections = await allClaims(study);
  const claims = sourcedClaims(sections, { pages, scale: study.scale, codeOf: readClaimCode(study.project.folder) });
  const verdicts = verdictCounts(claims);
  const table = [verdicts, claimTable(claims), ...pendingText(sections)].join('\n\n');
  return { verdicts, table, claims: claimBlocks(claims), late: lateChoices(), data: claimDataText(claims) };
}

/** The claims with incomplete records or trainings. */
function pendingText(sections: readonly SectionClaims[]): string[] {
  const pending = sections.filter((section) => section.pending !== undefined);
  const lines = pending.map(({ decides, notebook, pending: why }) => `- ${decides.join(', ')} (${notebook}): ${toMarkdown(why ?? '')}`);
  return lines.length > 0 ? [`Not measured yet:\n\n${lines.join('\n')}`] : [];
}

async function solutionsMarkdown(study: Study): Promise<string> {
  const { solutions, scores } = await scoresOfSection3(study);
  return `${markdownTable(solutionScoreRows(solutions, scores))}\n\n${toMarkdown(provenanceTextOfAll(scores))}`;
}
