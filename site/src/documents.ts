import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cardOf } from './claim-cards';
import { escapeHtml } from './html';
import type { Links } from './links';

/** A document's Markdown with the site's links, without the marks of generated parts. @param folder of the project */
export function readDocument(folder: string, path: string, links: Links): string {
  const text = readFileSync(join(folder, path), 'utf8').replace(/^<!-- .* -->\n/gm, '');
  return links.rewrite(text, path);
}

/** A claim of docs/claims.md: heading, statement, section, list, records. */
const BLOCK = /^(### C\d.*)\n\n\*\*(.*)\*\* (\(§ .*\))\n\n((?:- .*\n)+)(\n<details>[\s\S]*?<\/details>\n)?/gm;

/** The page of the claims: each is a card, verdict first. @param document the Markdown of docs/claims.md */
export function claimsPage(document: string): string {
  // The verdict before the statement, so that a phone shows it without scrolling.
  const glance = document.replace(/(^\|.*\| about \|.*\n)((?:\|.*\n)+)/m, (table: string) => {
    const rows = table.trim().split('\n').map((row) => row.split(/(?<!\\)\|/).slice(1, -1));
    const turned = rows.map(([claim, statement, about, verdict]) => `|${[claim, verdict, statement, about].join('|')}|`);
    return `<div class="glance">\n\n${turned.join('\n')}\n\n</div>\n`;
  });
  return glance.replace(BLOCK, (...parts) => {
    const [, heading, statement, section, list, records = ''] = parts as string[];
    const items = list.trim().split('\n');
    const take = (name: string): string => items.find((item) => item.startsWith(`- *${name}:* `))?.replace(/^- \*.*?:\* /, '') ?? '';
    const rest = items.filter((item) => !/^- \*(Verdict|Measured here):\*/.test(item)).join('\n');
    // Empty lines, so that what stands between the tags is read as Markdown.
    const lines = (text: string): string => `\n\n${text}\n\n`;
    const [id, verdict] = [section, take('Verdict').replace(/\*\*/g, '')];
    const card = cardOf({ id, verdict, statement: lines(statement), measured: lines(take('Measured here')), more: lines(rest + records) });
    return `${heading}\n\n${card.replace(/<p class="(statement|measured)">([\s\S]*?)<\/p>/g, '<div class="$1">$2</div>')}\n`;
  });
}

/** The page of the library: names of its tasks lead to their reference. @param names pages of the reference, by exported name */
export function libraryPage(document: string, names: ReadonlyMap<string, string>): string {
  const [before, tasks, after] = document.split(/(?<=\n)(?=## (?:The names by task|Inputs, models, weights)\n)/);
  const linked = tasks.split(/(```[\s\S]*?```)/).map((part, i) => (
    i % 2 === 1 ? part : part.replace(/`(\w+)`/g, (code, name: string) => (names.has(name) ? `[${code}](${names.get(name)})` : code))
  ));
  return [before, linked.join(''), after].join('');
}

/** A file of the project as a page: its lines can be linked to, as `#L12`. */
export function sourcePage(path: string, text: string): string {
  const lines = text.trimEnd().split('\n').map((line, i) => `<span id="L${i + 1}">${escapeHtml(line)}</span>`);
  // As one template literal's worth of text: an empty line would end the block of HTML.
  const code = lines.join('&#10;');
  return `# ${path.split('/').at(-1)}\n\n\`${path}\`\n\n<pre v-pre class="source" tabindex="0"><code>${code}</code></pre>\n`;
}

/** A folder of the project as a page, with links to what is in it. @param entries names with their links */
export function folderPage(path: string, entries: readonly { readonly name: string; readonly link?: string }[]): string {
  const lines = entries.map(({ name, link }) => (link === undefined ? `- ${name}` : `- [${name}](${link})`));
  return `# ${path.split('/').at(-1)}\n\n\`${path}\`\n\n${lines.join('\n')}\n`;
}
