import { UsageError, ValleysError } from '../../base/errors';
import type { Claim } from './claims';
import { claimsOfSection3 } from '../section-3/claims';
import { claimsOfSection4 } from '../section-4/claims';
import { claimsOfSection5 } from '../section-5/claims';
import { claimsOfSection61 } from '../section-6-1/claims';
import { claimsOfSection62 } from '../section-6-2/claims';
import { claimsOfSection63 } from '../section-6-3/claims';
import { claimsOfSection7 } from '../section-7/claims';
import { claimsOfSection8 } from '../section-8/claims';
import { inSection, type Study } from '../study/study';

/** A section of the paper whose claims are decided in a notebook of its own. */
interface Section {
  /** The folder of its records, such as `06-1`. */
  readonly section: string;
  readonly notebook: string;
  readonly decides: readonly string[];
  readonly decide: (study: Study) => Promise<readonly Claim[]>;
}

const SECTIONS: readonly Section[] = [
  { section: '03', notebook: '03-asymmetric-valleys', decides: ['C1', 'C2', 'C3', 'C28'], decide: claimsOfSection3 },
  { section: '04', notebook: '04-bias-and-generalization', decides: ['C4', 'C5', 'C6', 'C7', 'C8', 'C9'], decide: claimsOfSection4 },
  { section: '05', notebook: '05-averaging-creates-bias', decides: ['C10', 'C11', 'C12', 'C13', 'C14'], decide: claimsOfSection5 },
  { section: '06-1', notebook: '06-1-swa', decides: ['C15', 'C16', 'C17', 'C18', 'C19'], decide: claimsOfSection61 },
  { section: '06-2', notebook: '06-2-batch-size', decides: ['C20'], decide: claimsOfSection62 },
  { section: '06-3', notebook: '06-3-width', decides: ['C21', 'C22'], decide: claimsOfSection63 },
  { section: '07', notebook: '07-batch-norm', decides: ['C23', 'C24', 'C25', 'C26'], decide: claimsOfSection7 },
  { section: '08', notebook: '08-your-own-model', decides: ['C27'], decide: claimsOfSection8 },
];

/** The sections whose claims rest on measurements, such as `06-1`: names that {@link decideSection} knows. */
export const sectionNames: readonly string[] = SECTIONS.map(({ section }) => section);

/** Measures what a section's claims rest on, or reads its records, and decides them. @throws UsageError SECTION_UNKNOWN */
export async function decideSection(section: string, study: Study): Promise<readonly Claim[]> {
  const found = SECTIONS.find((entry) => entry.section === section);
  if (!found) throw new UsageError('SECTION_UNKNOWN', `There is no section "${section}".`, `Use one of: ${sectionNames.join(', ')}.`);
  return found.decide(inSection(study, section));
}

/** The claims of one section, or why they are not decided. */
export interface SectionClaims {
  readonly notebook: string;
  /** Numbers of the claims that belong to it. */
  readonly decides: readonly string[];
  readonly claims: readonly Claim[];
  /** Keys of the records that all of them together were decided from, see `recordKey`. */
  readonly records: readonly string[];
  /** Why there are none, one sentence; absent where they are decided. */
  readonly pending?: string;
}

/** What a section's claims may lack: its records, the trainings that they rest on, or the weights that these kept. */
const LACKING: readonly string[] = ['RECORD_ABSENT', 'SOLUTION_ABSENT', 'SNAPSHOTS_ABSENT'];

/**
 * Every claim of the paper, section by section. With a study of `recordsOnly` from the records alone: a section whose
 * records are not complete is pending.
 *
 * @throws RecordError RECORD_CORRUPT
 */
export async function allClaims(study: Study): Promise<SectionClaims[]> {
  const decided: SectionClaims[] = [];
  for (const { section, notebook, decides, decide } of SECTIONS) {
    const records = new Set<string>();
    try {
      const claims = await decide({ ...inSection(study, section), onRecord: (key) => records.add(key) });
      decided.push({ notebook, decides, claims, records: [...records] });
    } catch (error) {
      if (!(error instanceof ValleysError && LACKING.includes(error.code))) throw error;
      decided.push({ notebook, decides, claims: [], records: [], pending: error.message });
    }
  }
  return decided;
}
