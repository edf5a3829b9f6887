import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { headingTarget, readPages } from '../../../lib/src/paper/report/pages';

test('what a notebook shows is known by the last heading above it', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const live = { layout: { title: { text: '<b>A</b>' } } };
  const figure = { data: { 'text/plain': 'A caption.', 'application/vnd.plotly.v1+json': live, 'image/png': 'iVBO' } };
  const cells = [
    { cell_type: 'markdown', source: ['# First\n', 'words\n', '## Second\n', 'not a # heading'] },
    { cell_type: 'code', source: '# a comment', outputs: [{ text: 'printed' }, figure] },
    { cell_type: 'markdown', source: 'no heading' },
    { cell_type: 'code', source: '', outputs: [{ data: { 'text/plain': ['two ', 'parts'] } }] },
  ];
  writeFileSync(join(folder, '01-one.ipynb'), JSON.stringify({ cells }));
  assert.deepEqual(readPages(folder), [{
    name: '01-one',
    shown: [
      { heading: 'Second', text: '' },
      { heading: 'Second', text: 'A caption.', title: '<b>A</b>', png: Buffer.from('iVBO', 'base64') },
      { heading: 'Second', text: 'two parts' },
    ],
  }]);
});

test('a link to a heading is one that Markdown takes, and names the heading as JupyterLab does', () => {
  const target = headingTarget('05-averaging', "γ in Azuma's (1)");
  assert.match(target, /^notebooks\/05-averaging\.ipynb#[^\s()]+$/);
  assert.equal(decodeURIComponent(target.split('#')[1]), "γ-in-Azuma's-(1)");
});
