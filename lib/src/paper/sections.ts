import { UsageError } from '../base/errors';
import type { Claim } from './claims/claims';
import type { AnyRule } from './claims/rule';
import { claimsOfSection3 } from './section-3/claims';
import * as measure3 from './section-3/measure';
import { RULES as RULES_3 } from './section-3/rules';
import { claimsOfSection4 } from './section-4/claims';
import * as measure4 from './section-4/measure';
import { RULES as RULES_4 } from './section-4/rules';
import { claimsOfSection5 } from './section-5/claims';
import * as measure5 from './section-5/measure';
import { RULES as RULES_5 } from './section-5/rules';
import { claimsOfSection61 } from './section-6-1/claims';
import * as measure61 from './section-6-1/measure';
import { RULES as RULES_61 } from './section-6-1/rules';
import { claimsOfSection62 } from './section-6-2/claims';
import * as measure62 from './section-6-2/measure';
import { RULES as RULES_62 } from './section-6-2/rules';
import { claimsOfSection63 } from './section-6-3/claims';
import * as measure63 from './section-6-3/measure';
import { RULES as RULES_63 } from './section-6-3/rules';
import { claimsOfSection7 } from './section-7/claims';
import * as measure7 from './section-7/measure';
import { RULES as RULES_7 } from './section-7/rules';
import { claimsOfSection8 } from './section-8/claims';
import * as measure8 from './section-8/measure';
import { RULES as RULES_8 } from './section-8/rules';
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
  /** Its rules, by the numbers of the claims that they decide. */
  readonly rules: Readonly<Record<string, AnyRule>>;
  /** Decides them from some of what it measures. */
  readonly decide: (study: Study) => Promise<readonly Claim[]>;
}

/** The sections that measure something, in the paper's order. */
export const SECTIONS: readonly Section[] = [
  { section: '03', notebook: '03-asymmetric-valleys', measure: measure3, rules: RULES_3, decide: claimsOfSection3 },
  { section: '04', notebook: '04-bias-and-generalization', measure: measure4, rules: RULES_4, decide: claimsOfSection4 },
  { section: '05', notebook: '05-averaging-creates-bias', measure: measure5, rules: RULES_5, decide: claimsOfSection5 },
  { section: '06-1', notebook: '06-1-swa', measure: measure61, rules: RULES_61, decide: claimsOfSection61 },
  { section: '06-2', notebook: '06-2-batch-size', measure: measure62, rules: RULES_62, decide: claimsOfSection62 },
  { section: '06-3', notebook: '06-3-width', measure: measure63, rules: RULES_63, decide: claimsOfSection63 },
  { section: '07', notebook: '07-batch-norm', measure: measure7, rules: RULES_7, decide: claimsOfSection7 },
  { section: '08', notebook: '08-your-own-model', measure: measure8, rules: RULES_8, decide: claimsOfSection8 },
];

/** The names of {@link SECTIONS}, such as `06-1`. */
export const sectionNames: readonly string[] = SECTIONS.map(({ section }) => section);

/** All measurements of a section, each bound to the study. @throws UsageError SECTION_UNKNOWN */
export function measurementsOf(study: Study, section: string): readonly (() => Promise<unknown>)[] {
  const found = SECTIONS.find((entry) => entry.section === section);
  if (!found) throw new UsageError('SECTION_UNKNOWN', `There is no section "${section}".`, `Use one of: ${sectionNames.join(', ')}.`);
  return Object.values(found.measure).map((measure) => () => measure(inSection(study, section)));
}
