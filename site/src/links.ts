import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dirname, join as joinPath, normalize } from 'node:path/posix';
import { slugOf } from './html';

/** The pages of documents outside of `docs`, by the documents' paths within the project. */
const PAGES_ELSEWHERE: Readonly<Record<string, string>> = {
  'README.md': '/index',
  'environment.md': '/environment',
  'lib/README.md': '/library',
  'lib/src/engine/README.md': '/engine',
  'data/README.md': '/records',
};

/** The pages of documents, by the documents' paths within the project. Notebooks have their own names, under `/notebooks`. */
export function documentPages(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(join(folder, 'docs'), { recursive: true }).map(String).filter((name) => name.endsWith('.md')).sort();
  return { ...PAGES_ELSEWHERE, ...Object.fromEntries(names.map((name) => [`docs/${name}`, `/${name.slice(0, -'.md'.length)}`])) };
}

/** Files that the site holds as they are, under the same path. */
const AS_THEY_ARE = /^(data\/(records\/.*\.json|figures\/.*\.png)|docs\/.*\.json)$/;

/** Turns links of the project's documents into links of the site. */
export interface Links {
  /** Documents' text with its links turned. @param from path of the document within the project */
  readonly rewrite: (markdown: string, from: string) => string;
  /** Files and folders of the project that some link leads to, and that need a page which shows them. */
  readonly shown: ReadonlySet<string>;
}

/** Links within a project that lies in the folder. */
export function openLinks(folder: string): Links {
  const shown = new Set<string>();
  const pages = documentPages(folder);
  const turn = (target: string, from: string): string => {
    if (/^[a-z]+:/.test(target) || target.startsWith('/')) return target;
    const [path, anchor = ''] = target.split('#');
    const file = path === '' ? from : normalize(joinPath(dirname(from), path)).replace(/\/$/, '');
    if (!existsSync(join(folder, file))) return target;
    return `${pageOf(folder, file, pages, shown)}${anchor === '' ? '' : `#${anchorOf(decodeURIComponent(anchor), file)}`}`;
  };
  const rewrite = (markdown: string, from: string): string => outsideCode(markdown, (text) => (
    text.replace(/\]\(([^()\s]+)\)/g, (_, target: string) => `](${turn(target, from)})`)
  ));
  return { rewrite, shown };
}

function pageOf(folder: string, file: string, pages: Readonly<Record<string, string>>, shown: Set<string>): string {
  if (Object.hasOwn(pages, file)) return `${pages[file]}.html`;
  if (file.endsWith('.ipynb')) return `/notebooks/${basename(file, '.ipynb')}.html`;
  if (AS_THEY_ARE.test(file)) return `/${file}`;
  shown.add(file);
  return statSync(join(folder, file)).isDirectory() ? `/source/${file}/index.html` : `/source/${file}.html`;
}

/** JupyterLab's anchors are the headings themselves, with hyphens; lines of code have the same anchors as on GitHub. */
function anchorOf(anchor: string, file: string): string {
  return /\.(md|ipynb)$/.test(file) ? slugOf(anchor.replace(/-/g, ' ')) : anchor;
}

/** Changes Markdown outside of its code blocks and code spans. */
export function outsideCode(markdown: string, change: (text: string) => string): string {
  return markdown.split(/(^```[\s\S]*?^```|`[^`\n]+`)/m).map((part, i) => (i % 2 === 1 ? part : change(part))).join('');
}
