import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../../base/files';
import { toHtml, toPlain } from '../../figures';
import { send, type Writer } from '../../notebook/kernel';
import type { Study } from '../study/study';
import { type Claim, verdictText } from './claims';

/** Path of the claims for programs, relative to the project; `npm run claims` writes it. */
export const CLAIM_DATA = 'docs/claims.json';

/**
 * Shows what became of a section's claims, one line each, from the results that the project ships: an answer before anything is
 * measured, whatever the study's own scale. The notebook's last cells decide the claims from what it measured itself.
 */
export function showAnswers({ section, project }: Study, writer: Writer = send): void {
  const path = join(project.folder, CLAIM_DATA);
  const all = existsSync(path) ? (JSON.parse(readText(path)) as readonly (Claim & { readonly notebook: string })[]) : [];
  const claims = all.filter(({ notebook }) => notebook.startsWith(`${section}-`));
  if (claims.length === 0) {
    const none = 'No claims of this section are on record here: the last cells decide them.';
    return writer({ data: { 'text/html': `<p>${none}</p>`, 'text/plain': none } });
  }
  const title = 'What became of the claims of this section at laptop scale (✔ holds, ✘ does not hold at this scale, ? undecided):';
  const lines = claims.map(({ id, statement, verdict }) => ({ sign: verdictText(verdict).slice(0, 1), text: `${statement} (${id})` }));
  writer({
    data: {
      'text/html': [
        `<p>${title}</p>`,
        '<ul style="list-style: none; padding-left: 0">',
        ...lines.map(({ sign, text }) => `<li>${sign} ${toHtml(text)}</li>`),
        '</ul>',
      ].join('\n'),
      'text/plain': [title, ...lines.map(({ sign, text }) => `  ${sign} ${toPlain(text)}`)].join('\n'),
    },
  });
}
