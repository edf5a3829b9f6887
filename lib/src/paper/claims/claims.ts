import { forReaders } from '../../base/words';
import { toHtml, toPlain } from '../../figures';
import { send, type Writer } from '../../notebook/kernel';

/** How a claim of the paper fares against what was measured. */
export type Verdict = 'holds' | 'does not hold at this scale' | 'undecided';

/** A claim of the paper, tested. */
export interface Claim {
  /** As in the list of claims, such as `C1`. */
  readonly id: string;
  /** Section of the paper, such as `3.2`. */
  readonly section: string;
  /** What is claimed, one sentence. */
  readonly statement: string;
  /** What the paper reports. */
  readonly paper: string;
  /** What was measured, with its uncertainty, built from the numbers themselves. */
  readonly measured: string;
  readonly verdict: Verdict;
  /** The rule that decided, and how the measurement meets it. */
  readonly why: string;
  /** On what it rests: networks, seeds, data, scale, date. */
  readonly provenance: string;
}

/** A claim without what it rests on. */
export type Decided = Omit<Claim, 'provenance'>;

/** The verdict on something that is plainly so or not. */
export function holdsIf(met: boolean): Verdict {
  return met ? 'holds' : 'does not hold at this scale';
}

/**
 * Decides a claim "the quantity exceeds the threshold" from a 95 % interval: it holds if the whole interval does, does
 * not hold if none of it does, and is undecided if the interval covers the threshold or is not a number.
 */
export function decideAbove(interval: { readonly low: number; readonly high: number }, threshold: number): Verdict {
  if (interval.low > threshold) return 'holds';
  return interval.high <= threshold ? 'does not hold at this scale' : 'undecided';
}

/** Decides a claim "the quantity is below the threshold"; see {@link decideAbove}. */
export function decideBelow(interval: { readonly low: number; readonly high: number }, threshold: number): Verdict {
  return decideAbove({ low: -interval.high, high: -interval.low }, -threshold);
}

/** Decides a claim "the quantity lies between the two bounds"; see {@link decideAbove}. */
export function decideBetween(interval: { readonly low: number; readonly high: number }, low: number, high: number): Verdict {
  return decideAll([decideAbove(interval, low), decideBelow(interval, high)]);
}

/** A claim of several parts holds if all do, and does not hold if one does not. */
export function decideAll(parts: readonly Verdict[]): Verdict {
  if (parts.includes('does not hold at this scale')) return 'does not hold at this scale';
  return parts.length > 0 && parts.every((part) => part === 'holds') ? 'holds' : 'undecided';
}

const SIGNS: Readonly<Record<Verdict, string>> = { holds: '✔', 'does not hold at this scale': '✘', undecided: '?' };

/** `✔ holds` */
export function verdictText(verdict: Verdict): string {
  return `${SIGNS[verdict]} ${verdict}`;
}

/** A claim whose texts name directions, networks and data in words, see `forReaders`. */
export function claimForReaders(claim: Claim): Claim {
  const { statement, paper, measured, why, provenance } = claim;
  const texts = Object.entries({ statement, paper, measured, why, provenance }).map(([part, text]) => [part, forReaders(text)] as const);
  return { ...claim, ...Object.fromEntries(texts) };
}

/** Shows claims one below the other: verdict, statement and the first thing that was measured; the rest unfolds. */
export function showClaims(claims: readonly Claim[], writer: Writer = send): void {
  const shown = claims.map(claimForReaders);
  writer({ data: { 'text/html': shown.map(claimHtml).join('\n'), 'text/plain': shown.map(claimText).join('\n\n') } });
}

function claimHtml(claim: Claim): string {
  const more = [['Measured', claim.measured], ['The paper', claim.paper], ['Rule', claim.why], ['Rests on', claim.provenance]];
  return [
    '<details class="claim">',
    `<summary><b>${verdictText(claim.verdict)}</b> · <b>${toHtml(claim.id)}</b>, § ${toHtml(claim.section)}: ${toHtml(claim.statement)}`
    + `<br>${toHtml(firstClause(claim.measured))}</summary>`,
    ...more.map(([name, text]) => `<p><i>${name}:</i> ${toHtml(text)}</p>`),
    '</details>',
  ].join('\n');
}

/** What stands before the first semicolon, or the first full stop that ends a sentence. */
function firstClause(text: string): string {
  const [clause] = text.split(/;|\.(?=\s+[A-Z])/);
  return clause.length < text.length ? `${clause} …` : text;
}

/** A claim as plain text, for terminals. */
function claimText(claim: Claim): string {
  return toPlain([
    `${claim.id} (§ ${claim.section}): ${claim.statement}`,
    `  paper: ${claim.paper}`,
    `  measured: ${claim.measured}`,
    `  ${verdictText(claim.verdict)}: ${claim.why}`,
    `  rests on: ${claim.provenance}`,
  ].join('\n'));
}
