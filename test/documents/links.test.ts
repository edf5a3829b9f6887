import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import test from 'node:test';
import { committedFiles, PROJECT, proseOf, read } from './documents';

/** A link of a document to something in the project. */
interface Link {
  /** Relative to the project. */
  readonly path: string;
  /** Empty where the link leads to the whole file. */
  readonly anchor: string;
}

function linksOf(document: string): Link[] {
  const text = proseOf(document).replace(/`[^`\n]*`/g, '');
  const targets = [...text.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target).filter((target) => !/^[a-z]+:/.test(target));
  return targets.map((target) => {
    const [path, anchor = ''] = target.split('#');
    return { path: path === '' ? document : join(dirname(document), path), anchor: decodeURIComponent(anchor) };
  });
}

const anchors = new Map<string, ReadonlySet<string>>();

function anchorsOf(file: string): ReadonlySet<string> {
  const known = anchors.get(file) ?? new Set(findAnchors(file));
  anchors.set(file, known);
  return known;
}

/** What a link can lead to within a file: lines of code, and headings by the names that JupyterLab and GitHub give them. */
function findAnchors(file: string): string[] {
  if (!/\.(md|ipynb)$/.test(file)) return read(file).split('\n').map((_, i) => `L${i + 1}`);
  const lines = [...proseOf(file).matchAll(/^#+ +(.+)$/gm)].map(([, line]) => line);
  const headings = lines.map((line) => line.replace(/\[([^\]]*)\]\([^)]*\)|[*`]/g, '$1').trim());
  if (file.endsWith('.ipynb')) return headings.map((heading) => heading.replace(/ /g, '-'));
  const slugs = headings.map((heading) => heading.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, '').replace(/ /g, '-'));
  return slugs.map((slug, i) => {
    const before = slugs.slice(0, i).filter((other) => other === slug).length;
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

test('every link within the project leads somewhere: to a file that is there, to a heading or a line in it', (t) => {
  const documents = committedFiles().filter((file) => /\.(md|ipynb)$/.test(file));
  if (documents.length === 0) return t.skip('this folder is not a git clone');
  const lost = documents.flatMap((document) => linksOf(document)
    .filter(({ path, anchor }) => !existsSync(join(PROJECT, path)) || (anchor !== '' && !anchorsOf(path).has(anchor)))
    .map(({ path, anchor }) => `${document} → ${path}#${anchor}`));
  assert.deepEqual(lost, []);
  for (const kind of [/\.md$/, /\.ipynb$/, /\.ts$/]) {
    const into = documents.flatMap(linksOf).filter(({ path, anchor }) => kind.test(path) && anchor !== '');
    assert.ok(into.length > 0, `no link leads into a file ${kind.source}`);
  }
});

test('what README.md no longer holds is found from it: it leads to every other document', (t) => {
  const documents = committedFiles().filter((file) => file.endsWith('.md'));
  if (documents.length === 0) return t.skip('this folder is not a git clone');
  const found = new Set(['README.md']);
  for (const document of found) for (const { path } of linksOf(document)) if (path.endsWith('.md')) found.add(path);
  assert.deepEqual(documents.filter((file) => !found.has(file)), []);
});

test('README.md is one page, and leads from Figure 2 to its cell, its code and its record', () => {
  const text = read('README.md');
  assert.ok(text.split(/\s+/).filter(Boolean).length <= 900);
  assert.ok(Buffer.byteLength(text) <= 8192);
  const figure = /<!-- generated: figure -->([\s\S]*?)<!-- end: figure -->/.exec(text)?.[1] ?? '';
  const targets = [/\(notebooks\/03-.+\.ipynb#Figure-2:.+\)/, /\(lib\/src\/paper\/.+\.ts\)/, /\(data\/records\/03\/.+\.json\)/];
  for (const target of targets) assert.match(figure, target);
});

test('no committed text names a folder of a machine', (t) => {
  // Assembled, so that this file does not name them itself.
  const folders = new RegExp(`(^|[\\s"'\`(=:,>])/(?:${['work', 'root', 'home', 'tmp', 'Users'].join('|')})/[\\w.-]+`, 'm');
  const texts = committedFiles().filter((file) => /\.(md|ipynb|json|cff|ts|mjs|py|txt)$/.test(file) && !file.startsWith('test/'));
  if (texts.length === 0) return t.skip('this folder is not a git clone');
  for (const file of texts) assert.doesNotMatch(readFileSync(join(PROJECT, file), 'utf8'), folders, file);
});
