import { join } from 'node:path';
import type { Links } from './links';
import { textOf, readCells, type Cell } from './notebook';
import { showOutputs, type PageFigure } from './outputs';

/** A notebook as a page. */
export interface Chapter {
  /** Such as `03-asymmetric-valleys`. */
  readonly name: string;
  /** Its first heading. */
  readonly title: string;
  readonly markdown: string;
  /** Its figures in order, each with the heading above it. */
  readonly figures: readonly (PageFigure & { readonly heading: string })[];
}

/** What only the site has, a component of its theme: a comment to all who show the notebook otherwise. */
const SITE_ONLY = /<!-- site: (\w+) -->/g;

/** Reads a notebook of the project as a chapter. @param folder of the project */
export function readChapter(folder: string, name: string, links: Links): Chapter {
  return chapterOf(name, readCells(join(folder, 'notebooks', `${name}.ipynb`)), links);
}

/** Cells as a chapter: text as it is, code folded, outputs as they were committed. */
export function chapterOf(name: string, cells: readonly Cell[], links: Links): Chapter {
  const parts: string[] = [];
  const figures: (PageFigure & { readonly heading: string })[] = [];
  let heading = name;
  for (const { cell_type: type, source, outputs = [] } of cells) {
    if (type === 'markdown') {
      const text = textOf(source);
      heading = [...text.matchAll(/^#+ +(.+)$/gm)].at(-1)?.[1].trim() ?? heading;
      parts.push(links.rewrite(text, `notebooks/${name}.ipynb`).replace(SITE_ONLY, '<$1 />'));
    } else if (type === 'code') {
      const shown = showOutputs(outputs, (n) => `/figures/${name}/${figures.length + n}`);
      parts.push(foldedCode(textOf(source)), ...shown.markdown);
      figures.push(...shown.figures.map((figure) => ({ ...figure, heading })));
    }
  }
  const title = /^# +(.+)$/m.exec(parts[0] ?? '')?.[1].trim() ?? name;
  return { name, title, markdown: parts.join('\n\n').replace(/^# .+$/m, (first) => `${first}\n\n${hint(name)}`), figures };
}

function hint(name: string): string {
  const commands = '<a href="../index.html#two-commands">Two commands</a>';
  return `<p class="hint" v-pre>This is notebooks/${name}.ipynb as it was executed; figures are live. ${commands} open it in JupyterLab, `
    + 'to change its numbers and run its cells.</p>';
}

function foldedCode(source: string): string {
  if (source.trim() === '') return '';
  return `<details class="code">\n<summary>Code of this cell</summary>\n\n\`\`\`ts\n${source.trimEnd()}\n\`\`\`\n\n</details>`;
}
