import type { Chapter } from './chapter';
import { escapeHtml, slugOf } from './html';

/** The page of the gallery, at the top of the site: all figures, notebook by notebook, each leading to the cell that draws it. */
export function galleryPage(chapters: readonly Chapter[]): string {
  const sections = chapters.filter(({ figures }) => figures.length > 0).map(({ name, title, figures }) => {
    const cards = figures.map(({ files, width, height, title: words, alt, heading }) => (
      `<a class="thumbnail" href="notebooks/${name}.html#${slugOf(heading)}">`
      + `<StillImage files="${files}" :width="${width}" :height="${height}" alt="${escapeHtml(alt)}" small /><span>${words}</span></a>`
    ));
    return `## [${title}](/notebooks/${name}.html)\n\n<div class="gallery">\n${cards.join('\n')}\n</div>`;
  });
  return [
    '# Gallery',
    'Every figure of the notebooks, and the cell that draws it. In the chapters figures are live, with captions.',
    ...sections,
  ].join('\n\n');
}
