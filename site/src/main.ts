import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { writeReference } from './api';
import { type Chapter, readChapter } from './chapter';
import { claimsPage, folderPage, libraryPage, readDocument, sourcePage } from './documents';
import { galleryPage } from './gallery';
import { type DecidedClaim, landingPage } from './landing';
import { documentPages, openLinks } from './links';
import { writeStills } from './stills';

const PROJECT = resolve(__dirname, '..', '..');

/** Writes the pages of the site, as Markdown for VitePress, and their figures. @param out an empty folder */
async function writePages(out: string): Promise<void> {
  const links = openLinks(PROJECT);
  const write = (page: string, text: string): void => {
    mkdirSync(dirname(join(out, page)), { recursive: true });
    writeFileSync(join(out, page), text);
  };
  const notebooks = readdirSync(join(PROJECT, 'notebooks')).filter((file) => file.endsWith('.ipynb')).sort();
  const chapters = notebooks.map((file) => readChapter(PROJECT, basename(file, '.ipynb'), links));
  for (const { name, markdown } of chapters) write(`notebooks/${name}.md`, markdown);
  await writeFigures(join(out, 'public'), chapters);

  const reference = writeReference(PROJECT, out);
  const read = (path: string): string => readDocument(PROJECT, path, links);
  const claims = JSON.parse(readFileSync(join(PROJECT, 'docs', 'claims.json'), 'utf8')) as DecidedClaim[];
  const special: Readonly<Record<string, (text: string) => string>> = {
    'README.md': (text) => landingPage(text, chapters, claims),
    'docs/claims.md': claimsPage,
    'docs/gallery.md': () => galleryPage(chapters),
    'lib/README.md': (text) => libraryPage(text, reference),
  };
  for (const [path, page] of Object.entries(documentPages(PROJECT))) {
    write(`${page.slice(1)}.md`, special[path]?.(read(path)) ?? read(path));
  }

  for (const path of links.shown) writeShown(path, links.shown, write);
  for (const folder of ['data/records', 'data/figures']) cpSync(join(PROJECT, folder), join(out, 'public', folder), { recursive: true });
  mkdirSync(join(out, 'public', 'docs'), { recursive: true });
  copyFileSync(join(PROJECT, 'docs', 'claims.json'), join(out, 'public', 'docs', 'claims.json'));
  copyFileSync(require.resolve('plotly.js-dist-min'), join(out, 'public', 'plotly.min.js'));
  copyFileSync(join(__dirname, '..', 'icon.svg'), join(out, 'public', 'icon.svg'));
  // Pages import Vue, which is found from where they lie.
  symlinkSync(join(__dirname, '..', 'node_modules'), join(out, 'node_modules'));
  write('site.json', JSON.stringify({
    chapters: chapters.map(({ name, title }) => ({ text: title, link: `/notebooks/${name}` })),
    notes: readdirSync(join(PROJECT, 'docs', 'notes')).sort().map((file) => {
      const [, text] = /^# (?:Notes on )?(.*)$/m.exec(readFileSync(join(PROJECT, 'docs', 'notes', file), 'utf8')) ?? ['', file];
      return { text: text[0].toUpperCase() + text.slice(1), link: `/notes/${basename(file, '.md')}` };
    }),
  }));
}

async function writeFigures(folder: string, chapters: readonly Chapter[]): Promise<void> {
  for (const { files, plotly, png } of chapters.flatMap(({ figures }) => figures)) {
    await writeStills(png, plotly, join(folder, files));
    writeFileSync(join(folder, `${files}.json`), JSON.stringify(plotly));
  }
}

/** A page for a file or a folder of the project that some document leads to. */
function writeShown(path: string, shown: ReadonlySet<string>, write: (page: string, text: string) => void): void {
  const place = join(PROJECT, path);
  const unsearched = '---\nsearch: false\noutline: false\n---\n\n';
  if (!statSync(place).isDirectory()) return write(`source/${path}.md`, unsearched + sourcePage(path, readFileSync(place, 'utf8')));
  const entries = readdirSync(place).sort().map((name) => {
    const entry = `${path}/${name}`;
    if (/^data\/records\/.*\.json$/.test(entry)) return { name, link: `/${entry}` };
    if (!shown.has(entry)) return { name };
    return { name, link: statSync(join(place, name)).isDirectory() ? `/source/${entry}/index.html` : `/source/${entry}.html` };
  });
  return write(`source/${path}/index.md`, unsearched + folderPage(path, entries));
}

void writePages(resolve(process.argv[2]));
