import { claimCards } from './claim-cards';
import { escapeHtml, htmlBlock, scrollingTable, withoutTags } from './html';
import { figureOf, formOf, type Output, type ShownFigure, textOf } from './notebook';
import { phoneTwin } from './stills';

/** A figure of a page, with the place of its files. */
export interface PageFigure extends ShownFigure {
  /** Path of its files without their endings, such as `/figures/03-asymmetric-valleys/1`. */
  readonly files: string;
}

/** Outputs as Markdown for the site, and the figures among them. */
export interface ShownOutputs {
  readonly markdown: readonly string[];
  readonly figures: readonly PageFigure[];
}

const CAPTION = /^<p><b>Figure\.<\/b>/;

/**
 * What a cell shows: figures with their captions, tables, claims, text.
 *
 * @param filesOf place of the n-th figure's files, n from 1
 */
export function showOutputs(outputs: readonly Output[], filesOf: (n: number) => string): ShownOutputs {
  const markdown: string[] = [];
  const figures: PageFigure[] = [];
  const rest = mergedStreams(outputs);
  for (let output = rest.shift(); output !== undefined; output = rest.shift()) {
    const shown = figureOf(output);
    if (shown === undefined) {
      markdown.push(...textOutput(output));
      continue;
    }
    const figure = { ...shown, files: filesOf(figures.length + 1) };
    figures.push(figure);
    const next = rest[0] === undefined ? '' : (formOf(rest[0], 'text/html') ?? '');
    const hasCaption = CAPTION.test(next);
    if (hasCaption) rest.shift();
    markdown.push(figureMarkdown(figure, hasCaption ? next : ''));
  }
  return { markdown, figures };
}

/** A figure's component. @param caption HTML */
export function figureMarkdown({ files, plotly, width, height, alt }: PageFigure, caption: string): string {
  const words = escapeHtml(alt).replace(/\n/g, ' ');
  const phone = phoneTwin(plotly)?.size;
  const sizes = `:width="${width}" :height="${height}"${phone ? ` :phone="{ width: ${phone.width}, height: ${phone.height} }"` : ''}`;
  return `<NotebookFigure files="${files}" ${sizes} alt="${words}">${htmlBlock(caption)}</NotebookFigure>`;
}

function textOutput(output: Output): string[] {
  const html = formOf(output, 'text/html');
  if (html !== undefined) return [htmlBlock(claimCards(html) ?? withScrollingTables(html))];
  const text = output.output_type === 'stream' ? textOf(output.text) : formOf(output, 'text/plain');
  return text === undefined || text.trim() === '' ? [] : [htmlBlock(`<pre class="printed">${escapeHtml(text.trimEnd())}</pre>`)];
}

function withScrollingTables(html: string): string {
  return html.replace(/<table[\s\S]*?<\/table>/g, (table) => {
    const [all, caption] = /<caption[^>]*>([\s\S]*?)<\/caption>/.exec(table) ?? [];
    if (all === undefined) return scrollingTable(table, 'Table');
    // A table's own caption would be as wide as the table.
    return `<p class="table-caption">${caption}</p>${scrollingTable(table.replace(all, ''), `Table: ${withoutTags(caption)}`)}`;
  });
}

/** Lines that a cell printed one after the other are one text. */
function mergedStreams(outputs: readonly Output[]): Output[] {
  const merged: Output[] = [];
  for (const output of outputs) {
    const before = merged.at(-1);
    if (output.output_type !== 'stream' || before?.output_type !== 'stream') merged.push(output);
    else merged[merged.length - 1] = { ...before, text: textOf(before.text) + textOf(output.text) };
  }
  return merged;
}
