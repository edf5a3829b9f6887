import { dirname } from 'node:path/posix';
import { toMarkdown } from '../../figures';
import type { SectionClaims } from '../claims/all-claims';
import { type Claim, verdictText } from '../claims/claims';
import type { Scale } from '../study/scale';
import type { CodePlace } from './claim-code';
import { areOfNetworks, headingOf, recordName, recordsOf } from './claim-sources';
import { LATE_CHOICES } from './late-choices';
import { headingTarget, type Page } from './pages';

/** A claim with everything that its block links to. */
export interface SourcedClaim {
  readonly claim: Claim;
  readonly notebook: string;
  /** Headings of its notebook under which it is measured and decided. */
  readonly headings: readonly string[];
  readonly code: readonly CodePlace[];
  /** Keys of its records. */
  readonly records: readonly string[];
}

/** The link targets of claims. */
export interface Sources {
  readonly pages: readonly Page[];
  readonly scale: Scale;
  /** See `readClaimCode`. */
  readonly codeOf: (claim: string) => readonly CodePlace[];
}

/** All decided claims by their numbers, each with its notebook's cells, its code and its records. @throws UsageError CLAIM_UNKNOWN */
export function sourcedClaims(sections: readonly SectionClaims[], { pages, scale, codeOf }: Sources): SourcedClaim[] {
  const numberOf = ({ claim: { id } }: SourcedClaim): number => parseInt(id.slice(1), 10);
  const sourced = sections.flatMap(({ notebook, claims, records }) => claims.map((claim): SourcedClaim => {
    const page = pages.find(({ name }) => name === notebook);
    const decided = page?.shown.find(({ text }) => text.split('\n').some((line) => line.startsWith(`${claim.id} (§`)));
    const headings = [headingOf(claim.id), ...(decided ? [decided.heading] : [])];
    return { claim, notebook, headings, code: codeOf(claim.id), records: recordsOf(claim.id, records, scale) };
  }));
  return sourced.sort((a, b) => numberOf(a) - numberOf(b));
}

/** A table with one line for each claim: its statement and its verdict. */
export function claimTable(claims: readonly SourcedClaim[]): string {
  const rows = claims.map(({ claim: { id, statement, verdict }, records }) => (
    `| ${linkTo(id)} | ${toMarkdown(statement)} | ${areOfNetworks(records) ? 'networks' : 'theory'} | ${verdictText(verdict)} |`
  ));
  return ['| claim | statement | about | verdict |', '| :--- | :--- | :--- | :--- |', ...rows].join('\n');
}

/** The claims one after the other, for a document in `docs`. */
export function claimBlocks(claims: readonly SourcedClaim[]): string {
  return claims.map(block).join('\n\n');
}

/** The late choices, with the claims that they concern. */
export function lateChoices(): string {
  const sections = LATE_CHOICES.map(({ title, claims, what }) => `### ${title}\n\n${what} It concerns ${claims.map(linkTo).join(', ')}.`);
  return sections.join('\n\n');
}

function block({ claim, notebook, headings, code, records }: SourcedClaim): string {
  const { id, section, statement, paper, measured, verdict, why, provenance } = claim;
  const late = LATE_CHOICES.filter(({ claims }) => claims.includes(id)).map(({ title }) => linkTo(title));
  const cells = headings.map((heading) => `[${heading}](../${headingTarget(notebook, heading)})`);
  const items = [
    ['Verdict', `**${verdictText(verdict)}**`],
    ['The paper', toMarkdown(paper)],
    ['Measured here', toMarkdown(measured)],
    ['Rule', toMarkdown(why)],
    ['Rests on', toMarkdown(provenance)],
    ...(late.length > 0 ? [['Chosen late', late.join(', ')]] : []),
    ['Notebook', `[${notebook}](../notebooks/${notebook}.ipynb), under ${cells.join(' and ')}`],
    ['Code', code.map(({ name, path, line }) => `[\`${name}\`](../${path}#L${line})`).join(', ')],
    ...(records.length === 0 ? [['Records', 'none; computed on demand']] : []),
  ];
  const lines = items.map(([name, text]) => `- *${name}:* ${text}`).join('\n');
  const parts = [`### ${id}`, `**${toMarkdown(statement)}** (§ ${section})`, lines, ...(records.length > 0 ? [recordsText(records)] : [])];
  return parts.join('\n\n');
}

/**
 * The links to records, folded because there are many: a line for each folder; of records that differ only in a number the first is
 * linked.
 */
function recordsText(records: readonly string[]): string {
  const lines = grouped(records, dirname).map((keys) => {
    const folder = dirname(keys[0]);
    const links = grouped(keys, (key) => recordName(key).replace(/\d+/g, '#')).map(([first, ...more]) => (
      `[${recordName(first)}](../data/records/${first}.json)${more.length > 0 ? ` and ${more.length} more like it` : ''}`
    ));
    return `- [${folder}](../data/records/${folder}): ${links.join(', ')}`;
  });
  const count = records.length === 1 ? 'One record' : `${records.length} records`;
  return `<details><summary>${count}</summary>\n\n${lines.join('\n')}\n\n</details>`;
}

function grouped(keys: readonly string[], groupOf: (key: string) => string): (readonly string[])[] {
  return [...new Set(keys.map(groupOf))].map((group) => keys.filter((key) => groupOf(key) === group));
}

/** A link to a heading of the same document, by the anchor that GitHub gives it. */
function linkTo(heading: string): string {
  return `[${heading}](#${heading.toLowerCase().replace(/[^\w -]/g, '').replace(/ /g, '-')})`;
}
