import { UsageError } from '../../base/errors';
import { toPlain } from '../../figures';
import { networkNames } from '../../networks/networks';
import type { Claim } from '../claims/claims';
import type { Thresholds } from '../claims/rule';
import { SECTIONS } from '../sections';
import type { SourcedClaim } from './claim-blocks';
import type { CodePlace } from './claim-code';

/** A claim for programs; all texts are plain. */
export interface ClaimData extends Pick<Claim, 'id' | 'section' | 'statement' | 'paper' | 'measured' | 'verdict'> {
  /** The rule in words, and its fixed numbers by what they bound. */
  readonly rule: { readonly sentence: string; readonly thresholds: Thresholds };
  /** Networks at which its records were measured; none for a claim about theory. */
  readonly networks: readonly string[];
  /** Trainings, data, scale. */
  readonly restsOn: string;
  readonly notebook: string;
  /** Headings of the notebook under which it is measured and decided. */
  readonly headings: readonly string[];
  /** The code that decides it, paths relative to the project. */
  readonly code: readonly CodePlace[];
  /** Paths of its records, relative to the project. */
  readonly records: readonly string[];
}

/** The claims as the text of a JSON file. @throws UsageError CLAIM_WITHOUT_RULE */
export function claimDataText(claims: readonly SourcedClaim[]): string {
  return `${JSON.stringify(claims.map(dataOf), undefined, 1)}\n`;
}

function dataOf({ claim, notebook, headings, code, records }: SourcedClaim): ClaimData {
  const { sentence, thresholds } = ruleOf(claim.id);
  return {
    id: claim.id,
    section: claim.section,
    statement: toPlain(claim.statement),
    paper: toPlain(claim.paper),
    measured: toPlain(claim.measured),
    verdict: claim.verdict,
    rule: { sentence: toPlain(sentence), thresholds },
    networks: [...new Set(records.map((key) => key.split('/')[1]))].filter((name) => networkNames.includes(name)).sort(),
    restsOn: toPlain(claim.provenance),
    notebook,
    headings,
    code,
    records: records.map((key) => `data/records/${key}.json`),
  };
}

function ruleOf(claim: string): { readonly sentence: string; readonly thresholds: Thresholds } {
  const rule = SECTIONS.flatMap(({ rules }) => Object.entries(rules)).find(([id]) => id === claim)?.[1];
  if (rule !== undefined) return { sentence: rule.why, thresholds: rule.thresholds };
  throw new UsageError('CLAIM_WITHOUT_RULE', `Claim ${claim} has no rule.`, "Name it in RULES of its section's rules.ts.");
}
