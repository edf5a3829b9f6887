import type { Chapter } from './chapter';
import { lookOf } from './claim-cards';
import { escapeHtml } from './html';
import { figureMarkdown } from './outputs';

/** What the landing page reads of docs/claims.json. */
export interface DecidedClaim {
  readonly id: string;
  readonly statement: string;
  readonly verdict: string;
  readonly notebook: string;
}

/** The five cards: a question, the notebooks that answer it, and the claim that says most about it. */
const CARDS: readonly { readonly question: string; readonly notebooks: readonly string[]; readonly first: string }[] = [
  { question: 'Are valleys asymmetric?', notebooks: ['03-asymmetric-valleys'], first: 'C1' },
  { question: 'Does a bias to the flat side generalise?', notebooks: ['04-bias-and-generalization'], first: 'C29' },
  { question: 'Does averaging create that bias?', notebooks: ['05-averaging-creates-bias'], first: 'C10' },
  { question: 'Do SWA and SGD sit in one valley?', notebooks: ['06-1-swa', '06-2-batch-size', '06-3-width'], first: 'C15' },
  { question: 'Is batch norm the cause?', notebooks: ['07-batch-norm'], first: 'C23' },
];

/** How a verdict is counted. */
const COUNTED = [
  { verdict: 'holds', sign: '✔', one: 'holds', several: 'hold' },
  { verdict: 'does not hold at this scale', sign: '✘', one: 'does not', several: 'do not' },
  { verdict: 'undecided', sign: '?', one: 'undecided', several: 'undecided' },
] as const;

/** The landing page: the paper in one figure, what became of it in five cards, two commands. */
export function landingPage(readme: string, [start]: readonly Chapter[], claims: readonly DecidedClaim[]): string {
  const [figure] = start.figures;
  const caption = /<NotebookFigure [^>]*>(<div v-pre>[\s\S]*?<\/div>)<\/NotebookFigure>/.exec(start.markdown)?.[1] ?? '';
  return [
    '---\nsidebar: false\naside: false\npageClass: landing\n---',
    '# Asymmetric valleys',
    `<p class="lead">${escapeHtml(LEAD)}</p>`,
    BUTTONS.map(([text, page]) => `[${text}](${page})`).join(' '),
    '## The paper in one figure',
    figureMarkdown(figure, '').replace('<div v-pre></div>', caption),
    ABOUT_FIGURE,
    '## What became of it here',
    verdictLine(readme),
    `<div class="cards">\n${CARDS.map((card) => cardHtml(card, claims)).join('\n')}\n</div>`,
    '## Two commands',
    partOf(readme, 'Two commands'),
  ].join('\n\n');
}

const BUTTONS = [
  ['Start reading', '/notebooks/00-start-here.html'],
  ['The paper in three pictures', '/notebooks/01-introduction.html'],
  ['All claims', '/claims.html'],
] as const;

const LEAD = 'The loss around a solution that SGD has found often rises steeply on one side and gently on the other. The paper “Asymmetric '
  + 'Valleys” (NeurIPS 2019) says that a solution on the flat side generalises better, and that averaging finds it. Here its experiments '
  + 'are repeated, with every number and every rule to be looked at.';

const ABOUT_FIGURE = 'The solid line is a training loss, flat on the right and steep on the left. The test loss is nearly the same curve, '
  + 'shifted to one side or the other: the dashed lines. The dot minimises the training loss; the star lies a little to the flat side. '
  + '[The first notebook](/notebooks/00-start-here.html#the-paper-in-one-figure) tells which of them is better, and by how much.';

function cardHtml({ question, notebooks, first }: (typeof CARDS)[number], claims: readonly DecidedClaim[]): string {
  const own = claims.filter(({ notebook }) => notebooks.includes(notebook));
  const chosen = own.find(({ id }) => id === first);
  const badges = COUNTED.map(({ verdict, sign, one, several }) => {
    const count = own.filter((claim) => claim.verdict === verdict).length;
    return count === 0 ? '' : `<span class="badge claim-${lookOf(sign)}">${sign} ${count} ${count === 1 ? one : several}</span>`;
  });
  const sign = COUNTED.find(({ verdict }) => verdict === chosen?.verdict)?.sign ?? '';
  return [
    '<div class="card">',
    '',
    `### ${question}`,
    '',
    ...(chosen ? [`<p>${escapeHtml(chosen.statement)} <b class="badge claim-${lookOf(sign)}">${sign} ${chosen.verdict}</b></p>`, ''] : []),
    `<p>All claims of this part: ${badges.join('')}</p>`,
    '',
    notebooks.map((name) => `[${name}](/notebooks/${name}.html)`).join(' · '),
    '',
    '</div>',
  ].join('\n');
}

function verdictLine(readme: string): string {
  return /^Of \d+ claims .*$/m.exec(readme)?.[0] ?? '';
}

/** What stands under a heading of the second level. */
function partOf(document: string, heading: string): string {
  return new RegExp(`\\n## ${heading}\\n([\\s\\S]*?)(?=\\n## |$)`).exec(document)?.[1].trim() ?? '';
}
