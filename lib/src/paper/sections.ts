import { UsageError } from '../base/errors';
import type { Claim } from './claims/claims';
import { claimsOfSection3 } from './section-3/claims';
import * as measure3 from './section-3/measure';
import { claimsOfSection4 } from './section-4/claims';
import * as measure4 from './section-4/measure';
import { claimsOfSection5 } from './section-5/claims';
import * as measure5 from './section-5/measure';
import { claimsOfSection61 } from './section-6-1/claims';
import * as measure61 from './section-6-1/measure';
import { claimsOfSection62 } from './section-6-2/claims';
import * as measure62 from './section-6-2/measure';
import { claimsOfSection63 } from './section-6-3/claims';
import * as measure63 from './section-6-3/measure';
import { claimsOfSection7 } from './section-7/claims';
import * as measure7 from './section-7/measure';
import { claimsOfSection8 } from './section-8/claims';
import * as measure8 from './section-8/measure';
import { inSection, type SectionName, type Study } from './study/study';

/** Measures something of a section, or reads its records. */
export type Measure = (study: Study) => Promise<unknown>;

/**
 * A section of the paper. It says once what it measures: its notebook, its claims, and `valleys study` on one machine or on
 * many all take it from here.
 */
export interface Section {
  /** The folder of its records, such as `06-1`. */
  readonly section: SectionName;
  readonly notebook: string;
  /** All that it measures: what the module `measure` of its folder exports. */
  readonly measure: Readonly<Record<string, Measure>>;
  /** Numbers of its claims. */
  readonly decides: readonly string[];
  /** Decides them from some of what it measures. */
  readonly decide: (study: Study) => Promise<readonly Claim[]>;
}

/** The sections that measure something, in the paper's order. */
export const SECTIONS: readonly Section[] = [
  { section: '03', notebook: '03-asymmetric-valleys', measure: measure3, decides: ['C1', 'C2', 'C3', 'C28'], decide: claimsOfSection3 },
  {
    section: '04', notebook: '04-bias-and-generalization', measure: measure4,
    decides: ['C4', 'C5', 'C6', 'C7', 'C8', 'C9'], decide: claimsOfSection4,
  },
  {
    section: '05', notebook: '05-averaging-creates-bias', measure: measure5,
    decides: ['C10', 'C11', 'C12', 'C13', 'C14'], decide: claimsOfSection5,
  },
  { section: '06-1', notebook: '06-1-swa', measure: measure61, decides: ['C15', 'C16', 'C17', 'C18', 'C19'], decide: claimsOfSection61 },
  { section: '06-2', notebook: '06-2-batch-size', measure: measure62, decides: ['C20'], decide: claimsOfSection62 },
  { section: '06-3', notebook: '06-3-width', measure: measure63, decides: ['C21', 'C22'], decide: claimsOfSection63 },
  { section: '07', notebook: '07-batch-norm', measure: measure7, decides: ['C23', 'C24', 'C25', 'C26'], decide: claimsOfSection7 },
  { section: '08', notebook: '08-your-own-model', measure: measure8, decides: ['C27'], decide: claimsOfSection8 },
];

/** The names of {@link SECTIONS}, such as `06-1`. */
export const sectionNames: readonly string[] = SECTIONS.map(({ section }) => section);

/** All measurements of a section, each bound to the study. @throws UsageError SECTION_UNKNOWN */
export function measurementsOf(study: Study, section: string): readonly (() => Promise<unknown>)[] {
  const found = SECTIONS.find((entry) => entry.section === section);
  if (!found) throw new UsageError('SECTION_UNKNOWN', `There is no section "${section}".`, `Use one of: ${sectionNames.join(', ')}.`);
  return Object.values(found.measure).map((measure) => () => measure(inSection(study, section)));
}
