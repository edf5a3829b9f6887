import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { type Figure, renderPng, renderSvg } from '../../lib/src/figures';
import { rasterise } from '../../lib/src/figures/render';
import { EXAMPLES } from './examples';

const figures = Object.values(EXAMPLES).slice(0, 2).map((make) => make());

test('the thread draws what the same steps draw here, also when several figures are asked for at once', async () => {
  const expected = await Promise.all(figures.map(async (figure) => rasterise(await renderSvg(figure))));
  const drawn = await Promise.all(figures.map((figure) => renderPng(figure)));
  for (const [k, png] of drawn.entries()) assert.ok(Buffer.from(png).equals(Buffer.from(expected[k])), `figure ${k}`);
});

test('a figure that cannot be drawn, or not be sent to the thread, is an error of its own, and the next one is drawn', async () => {
  for (const change of [{ width: 'none' }, { width: Symbol('x') }, { height: 1e9 }, { shapes: Promise.resolve() }, { title: () => 'x' }]) {
    const broken = { ...figures[0], layout: { ...figures[0].layout, ...change } } as Figure;
    await assert.rejects(renderPng(broken), { name: 'UsageError', code: 'FIGURE_UNDRAWABLE' }, Object.keys(change)[0]);
  }
  assert.ok((await renderPng(figures[0])).length > 1000);
});

test('a program ends by itself after its last figure, and not before', () => {
  const folder = mkdtempSync(join(tmpdir(), 'valleys-figure-'));
  try {
    const library = join(__dirname, '..', '..', 'lib', 'dist', 'figures');
    const program = `const { savePng, startRendering } = require(${JSON.stringify(library)}); startRendering(); void savePng(JSON.parse(process.argv[1]), 'figure.png');`;
    execFileSync(process.execPath, ['-e', program, JSON.stringify(figures[0])], { cwd: folder, timeout: 60_000 });
    assert.equal(readFileSync(join(folder, 'figure.png')).subarray(1, 4).toString(), 'PNG');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
