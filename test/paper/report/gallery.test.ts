import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { makeGallery } from '../../../lib/src/paper/report/gallery';
import { readPages } from '../../../lib/src/paper/report/pages';

const NOTEBOOKS = resolve(__dirname, '..', '..', '..', 'notebooks');

test('the gallery names every figure of the notebooks with its cell, and shows the static image of one of each', () => {
  const pages = readPages(NOTEBOOKS);
  const { markdown, images } = makeGallery(pages);
  assert.ok(images.length > 0);
  for (const { path, png } of images) {
    assert.ok(png.subarray(1, 4).equals(Buffer.from('PNG')));
    const name = /^data\/figures\/(.*)\.png$/.exec(path)?.[1] ?? '';
    assert.ok(readFileSync(join(NOTEBOOKS, `${name}.ipynb`), 'utf8').includes(png.toString('base64').slice(0, 200)));
    assert.ok(markdown.includes(`](../${path})](../notebooks/${name}.ipynb#`));
  }
  const figures = pages.flatMap(({ shown }) => shown.filter(({ title }) => title !== undefined));
  assert.equal([...markdown.matchAll(/^- \[.+\]\(\.\.\/notebooks\/.+\.ipynb#.+\)$/gm)].length, figures.length);
});

test('an executed notebook without the figure is refused with the remedy; one that is not executed is left out', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'gallery-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(NOTEBOOKS, folder, { recursive: true });
  const before = makeGallery(readPages(folder));
  const [name] = /[\w-]+(?=\.png$)/.exec(before.images[0].path) ?? [];
  const shows = (outputs: readonly object[]): void => {
    writeFileSync(join(folder, `${name}.ipynb`), JSON.stringify({ cells: [{ cell_type: 'code', source: '', outputs }] }));
  };
  shows([]);
  const after = makeGallery(readPages(folder));
  assert.equal(after.images.length, before.images.length - 1);
  assert.ok(before.markdown.includes(`## [${name}]`) && !after.markdown.includes(`## [${name}]`));
  shows([{ data: { 'text/plain': 'No figure' } }]);
  assert.throws(() => makeGallery(readPages(folder)), { code: 'GALLERY_FIGURE_ABSENT', message: /npm run notebooks/ });
});
