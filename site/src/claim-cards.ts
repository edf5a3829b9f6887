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

const HEAD = ['claim', 'statement', 'paper', 'measured here', 'verdict', 'rests on'];

/** The table of `showClaims` as cards; undefined for other HTML. */
export function claimCards(html: string): string | undefined {
  const cellsOf = (row: string): string[] => [...row.matchAll(/<t[dh][^>]*>([\s\S]*?)<\/t[dh]>/g)].map(([, cell]) => cell);
  const rows = [...html.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row]) => cellsOf(row));
  const [head = [], ...claims] = rows;
  if (head.join() !== HEAD.join()) return undefined;
  return claims.map(([claim, statement, paper, measured, decided, restsOn]) => {
    const [verdict, why = ''] = decided.split(/<br>(.*)/s);
    const items = [['The paper', paper], ['Rule', why], ['Rests on', restsOn]];
    const more = items.map(([name, text]) => `<p><i>${name}:</i> ${text}</p>`).join('\n');
    return cardOf({ id: claim.replace('<br>', ', '), verdict, statement, measured, more });
  }).join('\n');
}
