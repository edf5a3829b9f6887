import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { makeGallery } from '../../../lib/src/paper/report/gallery';

const NOTEBOOKS = resolve(__dirname, '..', '..', '..', 'notebooks');

test('the gallery shows the static image of the notebook itself, with a link to it', () => {
  const { markdown, images } = makeGallery(NOTEBOOKS);
  assert.ok(images.length > 0);
  for (const { path, png } of images) {
    assert.ok(png.subarray(1, 4).equals(Buffer.from('PNG')));
    const name = /data\/figures\/(.*)\.png$/.exec(path)?.[1] ?? '';
    assert.ok(readFileSync(join(NOTEBOOKS, `${name}.ipynb`), 'utf8').includes(png.toString('base64').slice(0, 200)));
    assert.ok(markdown.includes(`](${path})](notebooks/${name}.ipynb)`));
  }
});

test('an executed notebook without the figure is refused with the remedy; one that is not executed is left out', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'gallery-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const shown = makeGallery(NOTEBOOKS).images.map(({ path }) => path);
  const names = [...readFileSync(join(__dirname, '..', '..', '..', 'lib', 'src', 'paper', 'report', 'gallery.ts'), 'utf8').matchAll(/notebook: '([\w-]+)'/g)].map(([, name]) => name);
  for (const name of names) copyFileSync(join(NOTEBOOKS, `${name}.ipynb`), join(folder, `${name}.ipynb`));
  const [first] = names.filter((name) => shown.some((path) => path.includes(name)));
  writeFileSync(join(folder, `${first}.ipynb`), JSON.stringify({ cells: [{ outputs: [] }] }));
  assert.equal(makeGallery(folder).images.length, shown.length - 1);
  writeFileSync(join(folder, `${first}.ipynb`), JSON.stringify({ cells: [{ outputs: [{ data: { 'text/plain': 'No figure' } }] }] }));
  assert.throws(() => makeGallery(folder), { code: 'GALLERY_FIGURE_ABSENT', message: /npm run notebooks/ });
});
