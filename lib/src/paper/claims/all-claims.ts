import { ValleysError } from '../../base/errors';
import { type Claim, claimForReaders } from './claims';
import { SECTIONS } from '../sections';
import { inSection, type Study } from '../study/study';

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
  for (const { section, notebook, rules, decide } of SECTIONS) {
    const decides = Object.keys(rules);
    const records = new Set<string>();
    try {
      const claims = await decide({ ...inSection(study, section), onRecord: (key) => records.add(key) });
      decided.push({ notebook, decides, claims: claims.map(claimForReaders), records: [...records] });
    } catch (error) {
      if (!(error instanceof ValleysError && LACKING.includes(error.code))) throw error;
      decided.push({ notebook, decides, claims: [], records: [], pending: error.message });
    }
  }
  return decided;
}
