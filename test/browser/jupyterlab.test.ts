import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { browserArguments, findChromium, type Lab, PROJECT, startLab } from './lab';
import { NotebookPage } from './notebook-page';

const FIRST_NOTEBOOK = join(PROJECT, 'notebooks', '00-start-here.ipynb');
const CELL_TIMEOUT = 180_000;
/** From the click on the stop button to the end of the cell. */
const STOP_TIMEOUT = 10_000;

/** Added at the end of the copy: a training far too long to wait for, questions to the kernel after it, a figure that grows in its place, and one with a slider. */
const ADDED = [
  'const counter = { epochs: 0 };',
  `const endless = { network: 'preresnet-8', dataset: av.loadDataset('synthetic'), recipe: av.recipe('smoke', 4000), seed: 1 };
const target = { folder: \`\${av.project().runs}/FOLDER\`, resume: false, onEpoch: () => { counter.epochs++; } };
await av.trainInFolder({ ...endless, ...target, ...av.running('Endless') });`,
  `const reached = counter.epochs;
await new Promise((resolve) => setTimeout(resolve, 3000));
console.log('still training:', counter.epochs !== reached);`,
  '6 * 7',
  `const place = av.livePlace();
const curve = (distances: number[]) => ({ name: 'a parabola', distances, train: { loss: distances.map((l) => l * l) } });
const growing = (distances: number[]) => place(av.lossCurveFigure({ title: 'Growing', caption: 'More points each time.', curves: [curve(distances)] }));
await growing([-1, 0, 1]);
await growing([-2, -1, 0, 1, 2]);`,
  `const steep = (slope: number) => ({ name: 'a parabola', distances: [-1, 0, 1], train: { loss: [slope, 0, slope] } });
const slides = [1, 2, 3].map((slope) => (
  { label: String(slope), figure: av.lossCurveFigure({ title: 'Steeper', caption: 'Move the slider.', curves: [steep(slope)] }) }
));
await av.show(av.slidingFigure({ name: 'slope', slides }));`,
] as const;

interface Notebook {
  cells: { cell_type: string; source: string | string[]; outputs?: unknown[]; execution_count?: number | null }[];
}

/** A copy of the first notebook without outputs, as deep in the project as the notebooks, and with cells of our own. */
function writeCopy(name: string): { readonly path: string; readonly codeCells: number } {
  const notebook = JSON.parse(readFileSync(FIRST_NOTEBOOK, 'utf8')) as Notebook;
  for (const cell of notebook.cells.filter(({ cell_type }) => cell_type === 'code')) Object.assign(cell, { outputs: [], execution_count: null });
  const sources = ADDED.map((source) => source.replace('FOLDER', name));
  notebook.cells.push(...sources.map((source, i) => ({ cell_type: 'code', id: `added-${i}`, metadata: {}, execution_count: null, outputs: [], source })));
  mkdirSync(join(PROJECT, 'runs'), { recursive: true });
  writeFileSync(join(PROJECT, 'runs', `${name}.ipynb`), JSON.stringify(notebook));
  return { path: `runs/${name}.ipynb`, codeCells: notebook.cells.filter(({ cell_type }) => cell_type === 'code').length };
}

async function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: browserArguments() });
}

/** Traces that Plotly has drawn in each figure. */
async function tracesOf(page: NotebookPage): Promise<number[]> {
  return page.figures().evaluateAll((figures) => figures.map((figure) => figure.querySelectorAll('.trace').length));
}

const executable = findChromium();
const skip = executable === undefined && process.env.CI !== 'true' ? 'SKIPPED: no Chromium was found; install one, or name it in CHROMIUM' : false;

test("JupyterLab runs the first notebook, draws its figures, stops a training, draws a live figure anew, moves one by its slider, and shows all of it in a narrow window and on a dark theme", { skip, timeout: 600_000 }, async () => {
  assert.ok(executable !== undefined, 'No Chromium was found; CI must have one.');
  const name = `browser-test-${process.pid}`;
  let lab: Lab | undefined;
  let browser: Browser | undefined;
  try {
    const copy = writeCopy(name);
    lab = await startLab(copy.path);
    browser = await openBrowser(executable);
    const tab = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    await withScreenshot(tab, async () => {
      // A workspace of its own: what the user had open stays closed here, and open there.
      await tab.goto(`${(lab as Lab).url.replace('/lab/tree/', '/lab/workspaces/browser-test/tree/')}&reset`);
      const page = new NotebookPage(tab);
      await page.ready(copy.codeCells);
      await checkNotebook(page);
      await checkStop(page);
      await checkLive(page, tab);
      await checkSlider(page, tab);
      await checkLooks(page, tab);
      assert.equal(await tab.locator('.jp-Dialog').count(), 0, 'JupyterLab asks nothing');
    });
    await browser.close();
    await lab.end();
    assert.match(lab.output(), /Ending JupyterLab and its kernels/);
    await assert.rejects(fetch(lab.url), 'nobody listens any more');
  } finally {
    await browser?.close();
    await lab?.end();
    rmSync(join(PROJECT, 'runs', `${name}.ipynb`), { force: true });
    rmSync(join(PROJECT, 'runs', name), { recursive: true, force: true });
  }
});

/** Keeps a picture of the page where a check fails. */
async function withScreenshot(tab: Page, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    const path = join(mkdtempSync(join(tmpdir(), 'valleys-browser-')), 'failed.png');
    await tab.screenshot({ path });
    throw new Error(`${String(error)}\nThe page then: ${path}`, { cause: error });
  }
}

/** Cell by cell; whoever shows a figure has it drawn on the page. */
async function checkNotebook(page: NotebookPage): Promise<void> {
  const cells = await page.codeCells().all();
  for (const [index, cell] of cells.slice(0, -ADDED.length).entries()) {
    assert.equal(await page.run(cell, CELL_TIMEOUT), index + 1);
    assert.equal(await page.errorOf(cell), '', `code cell ${index + 1}`);
    const figures = cell.locator('.js-plotly-plot .trace');
    if (/\bshow\(/.test((await cell.locator('.cm-content').textContent()) ?? '')) await figures.first().waitFor({ timeout: 30_000, state: 'attached' });
  }
  const traces = await tracesOf(page);
  assert.ok(traces.length > 0 && traces.every((count) => count > 0), `traces drawn in each figure: ${traces.join(', ')}`);
}

/** The stop button ends a training, what trained really stops, and the kernel still answers. */
async function checkStop(page: NotebookPage): Promise<void> {
  const [counter, training, question, product] = (await page.codeCells().all()).slice(-ADDED.length);
  await page.run(counter, CELL_TIMEOUT);
  await page.start(training);
  await training.locator('.jp-OutputArea-output', { hasText: /epoch [2-9]/ }).first().waitFor({ timeout: CELL_TIMEOUT });
  const clicked = performance.now();
  await page.stop();
  const number = await page.ended(training, STOP_TIMEOUT);
  assert.ok(performance.now() - clicked < STOP_TIMEOUT);
  assert.match(await page.textOf(training), /stopped/);
  // For 200 ms after a failed cell tslab drops whatever is asked, to stop a queue of cells; a person is slower.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.equal(await page.run(question, STOP_TIMEOUT), number + 1);
  assert.match(await page.textOf(question), /still training: false/);
  await page.run(product, STOP_TIMEOUT);
  assert.match(await page.textOf(product), /42/);
}

/** A figure in a live place shows its latest points, in the place of the earlier ones. */
async function checkLive(page: NotebookPage, tab: Page): Promise<void> {
  const cell = page.codeCells().nth((await page.codeCells().count()) - 2);
  await page.run(cell, CELL_TIMEOUT);
  assert.equal(await page.errorOf(cell), '');
  const handle = await cell.locator('.jp-OutputArea').elementHandle();
  await tab.waitForFunction((area) => {
    const figures = [...(area?.querySelectorAll('.js-plotly-plot') ?? [])] as unknown as { readonly data: readonly { readonly x: readonly number[] }[] }[];
    return figures.length === 1 && figures[0].data.some(({ x }) => x.length === 5);
  }, handle, { timeout: 30_000 });
  assert.equal(await cell.locator('.jp-OutputArea-output', { hasText: 'More points each time.' }).count(), 1, 'one caption');
}

/** A slider moves its figure: Plotly does it alone. */
async function checkSlider(page: NotebookPage, tab: Page): Promise<void> {
  const cell = page.codeCells().nth((await page.codeCells().count()) - 1);
  await page.run(cell, CELL_TIMEOUT);
  assert.equal(await page.errorOf(cell), '');
  const figure = cell.locator('.js-plotly-plot');
  await figure.locator('.slider-rail-touch-rect').waitFor({ timeout: 30_000 });
  await figure.scrollIntoViewIfNeeded();
  const rail = await figure.locator('.slider-rail-touch-rect').boundingBox() ?? assert.fail('no rail');
  await tab.mouse.click(rail.x + 0.98 * rail.width, rail.y + rail.height / 2);
  await tab.waitForFunction((plot) => {
    const { data } = plot as unknown as { readonly data: readonly { readonly y?: readonly number[] }[] };
    return data.some(({ y }) => y?.[0] === 3);
  }, await figure.elementHandle(), { timeout: 30_000 });
}

/** In a narrow window a figure is shown whole, and smaller; on a dark theme its ground is dark. */
async function checkLooks(page: NotebookPage, tab: Page): Promise<void> {
  const last = page.figures().last();
  const beyond = (): Promise<number> => last.evaluate((figure) => figure.getBoundingClientRect().right - (figure.parentElement as HTMLElement).getBoundingClientRect().right);
  for (const width of [700, 1100, 1600]) {
    await tab.setViewportSize({ width, height: 1000 });
    await last.scrollIntoViewIfNeeded();
    const deadline = Date.now() + 20_000;
    while ((await beyond()) > 1 && Date.now() < deadline) await tab.waitForTimeout(200);
    assert.ok((await beyond()) <= 1, `at ${width} pixels ${await beyond()} of them are lost`);
  }
  const filter = (): Promise<string> => last.locator('> .plot-container').evaluate((plot) => getComputedStyle(plot).filter);
  assert.equal(await filter(), 'none');
  // The mark of JupyterLab's own themes; its setting would outlive this test.
  await tab.evaluate(() => { document.body.dataset.jpThemeLight = 'false'; });
  assert.match(await filter(), /^invert\(0\.93\)/);
}
