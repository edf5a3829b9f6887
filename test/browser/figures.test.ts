// Every figure of the committed notebooks, drawn by Plotly in a browser: no text is cut off, none lies on another.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { codeCells, NOTEBOOKS, notebookNames, PLOTLY, readCells } from '../notebooks/notebook-files';
import { browserArguments, findChromium } from './lab';

interface Drawn {
  readonly data: readonly unknown[];
  readonly layout: { readonly width: number; readonly height: number; readonly title: { readonly text: string } };
}

const executable = findChromium();
const skip = executable === undefined && process.env.CI !== 'true' ? 'SKIPPED: no Chromium was found; install one, or name it in CHROMIUM' : false;

test('in every figure all texts are whole and apart, and the buttons beside the plot hide none', { skip, timeout: 300_000 }, async () => {
  assert.ok(executable !== undefined, 'No Chromium was found; CI must have one.');
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: executable, headless: true, args: browserArguments() });
    const page = await browser.newPage({ viewport: { width: 1100, height: 1000 } });
    await page.setContent('<!doctype html><body style="margin:0"><div id="figure"></div></body>');
    // The loader of these tests wraps functions in a helper that the page lacks.
    await page.addScriptTag({ content: 'globalThis.__name = (value) => value' });
    await page.addScriptTag({ path: require.resolve('plotly.js-cartesian-dist-min') });
    const faults: string[] = [];
    for (const name of notebookNames()) {
      const outputs = codeCells(readCells(join(NOTEBOOKS, name))).flatMap(({ outputs: of = [] }) => of);
      for (const { data } of outputs) {
        if (data?.[PLOTLY] !== undefined) faults.push(...(await faultsOf(page, data[PLOTLY] as Drawn)).map((fault) => `${name}: ${fault}`));
      }
    }
    assert.deepEqual(faults, []);
  } finally {
    await browser?.close();
  }
});

/** What is cut off or covered in a figure, one sentence each. */
function faultsOf(page: Page, figure: Drawn): Promise<string[]> {
  return page.evaluate(async ({ data, layout }) => {
    const element = document.querySelector('#figure') as HTMLElement;
    const { Plotly } = window as unknown as { Plotly: { newPlot: (...args: unknown[]) => Promise<void> } };
    await Plotly.newPlot(element, data, layout, { displaylogo: false, displayModeBar: true });
    const frame = element.getBoundingClientRect();
    const within = { right: frame.left + layout.width, bottom: frame.top + layout.height };
    const shown = (text: Element): boolean => (text.textContent ?? '').trim() !== '' && getComputedStyle(text).visibility !== 'hidden';
    const boxes = [...element.querySelectorAll('.main-svg text')].filter(shown)
      // A slider's labels and buttons are Plotly's own business.
      .filter((text) => text.closest('.slider-container, .updatemenu-container') === null)
      .map((text) => ({ text: (text.textContent ?? '').trim(), box: text.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0);
    const meets = (a: DOMRect, b: DOMRect): boolean => a.left + 1 < b.right && b.left + 1 < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom;
    const buttons = [...element.querySelectorAll('.modebar-group')].map((group) => group.getBoundingClientRect());
    const of = `"${layout.title.text.replace(/<[^>]*>/g, '')}"`;
    return [
      ...boxes.filter(({ box }) => box.left < frame.left || box.top < frame.top || box.right > within.right || box.bottom > within.bottom)
        .map(({ text }) => `${of}: "${text}" is cut off`),
      ...boxes.flatMap((one, i) => boxes.slice(i + 1).filter((other) => meets(one.box, other.box)).map((other) => `${of}: "${one.text}" meets "${other.text}"`)),
      ...boxes.filter(({ box }) => buttons.some((button) => meets(box, button))).map(({ text }) => `${of}: "${text}" lies under the buttons`),
    ];
  }, figure);
}
