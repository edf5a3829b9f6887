import { withoutTags } from './html';

/** How a verdict looks, by its beginning. */
const LOOKS: readonly { readonly sign: string; readonly look: string }[] = [
  { sign: '✔', look: 'holds' },
  { sign: '✘', look: 'fails' },
  { sign: '?', look: 'open' },
];

/** A claim as a card shows it; all texts are HTML. */
export interface ClaimCard {
  /** Its number, or a heading. */
  readonly id: string;
  /** `✔ holds` */
  readonly verdict: string;
  readonly statement: string;
  readonly measured: string;
  /** Folded, below: what else there is to say. */
  readonly more: string;
}

/** A claim: its verdict first, then one line of statement and what was measured; the rest is folded. */
export function cardOf({ id, verdict, statement, measured, more }: ClaimCard): string {
  return [
    `<div class="claim claim-${lookOf(verdict)}">`,
    `<p class="verdict"><span>${verdict}</span> ${id}</p>`,
    `<p class="statement">${statement}</p>`,
    `<p class="measured">${measured}</p>`,
    `<details><summary>The paper, the rule, what it rests on</summary>${more}</details>`,
    '</div>',
  ].join('\n');
}

/** `holds`, `fails` or `open`: the class of a verdict's colour. */
export function lookOf(verdict: string): string {
  return LOOKS.find(({ sign }) => withoutTags(verdict).trim().startsWith(sign))?.look ?? 'open';
}

const CLAIM = /<details class="claim">\n<summary><b>(.*?)<\/b> · <b>(.*?)<\/b>(.*?): (.*?)<br>(.*?)<\/summary>\n([\s\S]*?)\n<\/details>/g;

/** The claims of `showClaims` as cards; undefined for other HTML. */
export function claimCards(html: string): string | undefined {
  const claims = [...html.matchAll(CLAIM)];
  if (claims.length === 0) return undefined;
  return claims.map(([, verdict, id, section, statement, measured, more]) => (
    cardOf({ id: `<b>${id}</b>${section}`, verdict: `<b>${verdict}</b>`, statement, measured, more })
  )).join('\n');
}
