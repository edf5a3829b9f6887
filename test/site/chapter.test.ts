import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { type Chapter, chapterOf, readChapter } from '../../site/src/chapter';
import { claimsPage, libraryPage, sourcePage } from '../../site/src/documents';
import { galleryPage } from '../../site/src/gallery';
import { type DecidedClaim, landingPage } from '../../site/src/landing';
import { openLinks } from '../../site/src/links';
import { readCells } from '../../site/src/notebook';
import { PROJECT, read } from '../documents/documents';

const links = openLinks(PROJECT);
const start = readChapter(PROJECT, '00-start-here', links);
const theory = readChapter(PROJECT, '05-averaging-creates-bias', links);

/** Figures that a notebook shows. */
const shownBy = (name: string): number => readCells(join(PROJECT, 'notebooks', `${name}.ipynb`)).flatMap(({ outputs }) => outputs ?? [])
  .filter(({ data }) => data && 'image/png' in data).length;

test('a chapter has all of its notebook: text, folded code, figures with their words, tables, claims', () => {
  for (const { name, title, markdown, figures } of [start, theory] satisfies Chapter[]) {
    assert.equal(figures.length, shownBy(name));
    assert.match(markdown, new RegExp(`^# ${title}\n`));
    assert.equal(markdown.match(/<NotebookFigure /g)?.length, figures.length);
    for (const { alt, files, width, height, png, plotly } of figures) {
      assert.ok(alt.length > 40 && width > 0 && height > 0 && plotly.data.length > 0);
      assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
      assert.match(markdown, new RegExp(`<NotebookFigure files="${files}" [^>]*alt="[^"]+"><div v-pre><p><b>Figure\\.</b> .+</p></div></NotebookFigure>`));
    }
    assert.match(markdown, /<details class="code">\n<summary>Code of this cell<\/summary>\n\n```ts\n/);
    // Whatever may be wide scrolls within itself.
    assert.equal(markdown.match(/<table/g)?.length ?? 0, markdown.match(/<div class="wide" tabindex="0" role="group" aria-label="Table[^>]*><table/g)?.length ?? 0);
  }
});

test('links between notebooks, documents, code and records become links of the site', () => {
  const turn = (text: string, from = 'docs/claims.md'): string => links.rewrite(text, from);
  assert.equal(turn('[a](../notebooks/06-1-swa.ipynb#The-claims)'), '[a](/notebooks/06-1-swa.html#the-claims)');
  assert.equal(turn('[a](../notebooks/03-asymmetric-valleys.ipynb#Many-directions-%28Appendix-A%29)'), '[a](/notebooks/03-asymmetric-valleys.html#many-directions-appendix-a)');
  assert.equal(turn('[a](06-1-swa.ipynb)', 'notebooks/00-start-here.ipynb'), '[a](/notebooks/06-1-swa.html)');
  assert.equal(turn('[a](docs/speed.md#goals) [b](environment.md)', 'README.md'), '[a](/speed.html#goals) [b](/environment.html)');
  assert.equal(turn('[a](../lib/src/paper/sections.ts#L3) [b](../data/records/03)'), '[a](/source/lib/src/paper/sections.ts.html#L3) [b](/source/data/records/03/index.html)');
  assert.equal(turn('[a](../data/records/bench.json) [b](claims.json)'), '[a](/data/records/bench.json) [b](/docs/claims.json)');
  assert.equal(turn('[a](https://arxiv.org) `[b](claims.md)`'), '[a](https://arxiv.org) `[b](claims.md)`');
  assert.ok(links.shown.has('lib/src/paper/sections.ts') && links.shown.has('data/records/03'));
});

test('what a cell printed is one text, and markup in it is text', () => {
  const stream = (text: string): object => ({ output_type: 'stream', name: 'stdout', text });
  const cells = [{ cell_type: 'code', source: 'a < b', outputs: [stream('one <b>\n'), stream('two {{x}}\n')] }] as unknown as Parameters<typeof chapterOf>[1];
  assert.match(chapterOf('n', cells, links).markdown, /<div v-pre><pre class="printed">one &lt;b&gt;\ntwo \{\{x\}\}<\/pre><\/div>/);
});

test('a claim is a card, its verdict first, in its notebook and on the page of claims', () => {
  assert.match(theory.markdown, /<div class="claim claim-\w+">\n<p class="verdict"><span><b>[✔✘?] [\w ]+<\/b><\/span> <b>C10<\/b>, § 5\.1<\/p>\n<p class="statement">/);
  const page = claimsPage(read('docs/claims.md'));
  const cards = page.match(/^### C\d.*\n\n<div class="claim claim-(holds|fails|open)">\n<p class="verdict"><span>[✔✘?] /gm) ?? [];
  assert.equal(cards.length, (JSON.parse(read('docs/claims.json')) as unknown[]).length);
  assert.match(page, /\| claim \| verdict \| statement \|/);
  assert.doesNotMatch(page, /^- \*Verdict:\*/m);
});

test('the landing page has the paper in one figure, five cards that say what docs/claims.json says, and two commands', () => {
  const claims = JSON.parse(read('docs/claims.json')) as DecidedClaim[];
  const page = landingPage(read('README.md'), [start], claims);
  assert.equal(page.match(/<NotebookFigure /g)?.length, 1);
  assert.equal(page.match(/<div class="card">/g)?.length, 5);
  const holds = claims.filter(({ notebook, verdict }) => notebook === '05-averaging-creates-bias' && verdict === 'holds').length;
  assert.match(page, new RegExp(`### Does averaging create that bias\\?[\\s\\S]*?✔ ${holds} holds?<`));
  assert.match(page, /^Of \d+ claims about trained networks/m);
  assert.match(page, /npm start[\s\S]*npm test/);
  const other = claims.map((claim) => ({ ...claim, verdict: 'undecided' }));
  assert.doesNotMatch(landingPage(read('README.md'), [start], other).split('## Two commands')[0], /claim-holds/);
});

test('the gallery shows every figure and leads to its cell', () => {
  const page = galleryPage([start, theory]);
  assert.equal(page.match(/<StillImage /g)?.length, start.figures.length + theory.figures.length);
  assert.ok(page.includes('href="notebooks/00-start-here.html#a-real-network"'));
});

test('names of the library lead to their reference, lines of a file can be linked to', () => {
  const page = libraryPage(read('lib/README.md'), new Map([['createRunner', '/api/functions/createRunner.html']]));
  assert.ok(page.includes('[`createRunner`](/api/functions/createRunner.html) takes any'));
  assert.deepEqual(page.match(/```[\s\S]*?```/g), read('lib/README.md').match(/```[\s\S]*?```/g), 'code stays as it is');
  assert.match(sourcePage('a/b.ts', 'x < 1\n\ny\n'), /# b\.ts[\s\S]*<span id="L1">x &lt; 1<\/span>&#10;<span id="L2"><\/span>&#10;<span id="L3">y<\/span>/);
});

test('every file that the site is built from is there', () => {
  for (const file of ['icon.svg', 'package-lock.json', '.vitepress/config.mts']) assert.ok(readFileSync(join(PROJECT, 'site', file)).length > 0);
});
