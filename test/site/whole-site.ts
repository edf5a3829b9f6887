// The checks of `npm run site -- --check`, on the site that it has built into the folder SITE.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import test, { after, before } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../browser/lab';
import { accessibilityFaults, bytesBeforeFigure, lostLinks, pagesOf, tooWide } from './checks';
import { serve, type Served } from './serve';

const SITE = resolve(process.env.SITE ?? '');
const MOST_BYTES = 300_000;
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 } as const;
const DESKTOP = { viewport: { width: 1280, height: 900 } } as const;
/** Pages side by side. */
const AT_ONCE = 2;

const executable = findChromium();
const skip = executable === undefined && process.env.CI !== 'true' ? 'SKIPPED: no Chromium was found; install one, or name it in CHROMIUM' : false;
const pages = pagesOf(SITE);
/** Made by TypeDoc, or from a file of the project: hundreds, each like the next. */
const GENERATED = /^(api|api-paper|source)\//;
const written = pages.filter((page) => !GENERATED.test(page));
const SAMPLED = 16;
const opened = [...written, ...pages.filter((page) => GENERATED.test(page)).filter((_, i) => i % SAMPLED === 0)];
let served: Served;
let browser: Browser;

before(async () => {
  served = await serve(SITE);
  if (skip === false) browser = await chromium.launch({ executablePath: executable, args: ['--disable-gpu', '--enable-unsafe-swiftshader', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });
});
after(async () => {
  await browser?.close();
  await served.end();
});

/** Opens every page and gives what is wrong with it, one line each. */
async function faultsOf(chosen: readonly string[], context: BrowserContext, check: (tab: Page, page: string) => Promise<string[]>): Promise<string[]> {
  const rest = [...chosen];
  const faults: string[] = [];
  const work = async (): Promise<void> => {
    for (let page = rest.shift(); page !== undefined; page = rest.shift()) {
      const tab = await context.newPage();
      const seen: string[] = [];
      tab.on('console', (message) => { if (message.type() === 'error') seen.push(`console: ${message.text()}`); });
      tab.on('pageerror', (error) => { seen.push(`error: ${String(error)}`); });
      tab.on('request', (request) => { if (!request.url().startsWith(served.url) && !/^(data|blob):/.test(request.url())) seen.push(`asks another host: ${request.url()}`); });
      await tab.goto(`${served.url}/${page}`, { waitUntil: 'load' });
      seen.push(...await check(tab, page).catch((error: unknown) => [String(error)]));
      faults.push(...seen.map((fault) => `${page}: ${fault}`));
      await tab.close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await context.close();
  return faults;
}

async function layoutFaults(tab: Page): Promise<string[]> {
  const over = await tooWide(tab);
  const headings = await tab.locator('.vp-doc h1').count();
  return [...(over > 0 ? [`${over} pixels wider than the window`] : []), ...(headings === 1 ? [] : [`${headings} headings of the first level`])];
}

/** The first figure: there at once and small; live later. */
async function figureFaults(tab: Page, phone: boolean): Promise<string[]> {
  const figure = tab.locator('.figure').first();
  if (await figure.count() === 0) return [];
  const faults: string[] = [];
  if (phone) {
    await figure.locator('img.still').waitFor();
    await tab.waitForFunction(() => document.querySelector<HTMLImageElement>('img.still')?.complete === true);
    const bytes = await bytesBeforeFigure(tab);
    if (bytes > MOST_BYTES) faults.push(`${bytes} bytes before the first figure`);
    await figure.locator('button').click();
  } else {
    await figure.scrollIntoViewIfNeeded();
  }
  await figure.locator('.js-plotly-plot .trace, .js-plotly-plot canvas').first().waitFor({ timeout: 60_000, state: 'attached' });
  if (await figure.locator('img.still').count() > 0) faults.push('the still twin stays beside the live figure');
  return faults;
}

test('every link within the site leads somewhere', () => {
  assert.ok(pages.length > 20);
  assert.deepEqual(lostLinks(SITE), []);
});

test('on a phone: nothing wider than the screen, readable by everybody, the first figure early and small, live once it is touched', { skip }, async () => {
  const faults = await faultsOf(opened, await browser.newContext(PHONE), async (tab) => (
    [...await layoutFaults(tab), ...await accessibilityFaults(tab), ...await figureFaults(tab, true), ...await layoutFaults(tab)]
  ));
  assert.deepEqual(faults, []);
});

test('on a desktop: the same, and the first figure is live once it is in sight', { skip }, async () => {
  const faults = await faultsOf(opened, await browser.newContext(DESKTOP), async (tab) => (
    [...await figureFaults(tab, false), ...await layoutFaults(tab), ...await accessibilityFaults(tab)]
  ));
  assert.deepEqual(faults, []);
});

test('a figure that moves is moved by the keyboard, and by its button', { skip }, async () => {
  const page = pages.find((name) => name.includes('01-introduction')) ?? assert.fail('no introduction');
  const tab = await browser.newPage(DESKTOP);
  await tab.goto(`${served.url}/${page}`);
  for (const figure of await tab.locator('.figure').all()) {
    await figure.scrollIntoViewIfNeeded();
    await figure.locator('.js-plotly-plot .trace, .js-plotly-plot canvas').first().waitFor({ timeout: 60_000, state: 'attached' });
  }
  const [bias, steps] = await tab.locator('.figure:has(.figure-motion)').all();
  const drawn = (figure: typeof bias): Promise<string> => figure.locator('.scatterlayer').first().innerHTML();
  assert.equal(await tab.locator('.figure .slider-container, .figure .updatemenu-container').count(), 0, "none of Plotly's own");
  const slider = bias.locator('input[type=range]');
  const [value, before] = [await slider.getAttribute('aria-valuetext'), await drawn(bias)];
  await slider.focus();
  await tab.keyboard.press('ArrowLeft');
  assert.notEqual(await slider.getAttribute('aria-valuetext'), value);
  await tab.waitForFunction((old) => document.querySelector('.figure:has(.figure-motion) .scatterlayer')?.innerHTML !== old, before);
  const [still, button] = [await drawn(steps), steps.locator('.figure-motion button')];
  await button.click();
  await tab.waitForTimeout(1000);
  assert.notEqual(await drawn(steps), still);
  await button.click();
  await tab.close();
});

/** Opens the chapter of one's own model. */
async function openOwnModel(options: Parameters<Browser['newPage']>[0]): Promise<Page> {
  const page = pages.find((name) => name.includes('08-your-own-model')) ?? assert.fail('no chapter of one\'s own model');
  const tab = await browser.newPage(options);
  await tab.goto(`${served.url}/${page}`);
  return tab;
}

test('a surface is turned by buttons and by keys', { skip }, async () => {
  const tab = await openOwnModel(DESKTOP);
  const alt = 'The training loss of the perceptron over a plane';
  const figure = tab.locator('.figure', { has: tab.locator(`[aria-label^="${alt}"]`) });
  await figure.scrollIntoViewIfNeeded();
  const [controls, frame] = [figure.locator('.figure-camera'), figure.locator('.figure-live')];
  await controls.waitFor({ timeout: 60_000 });
  const eye = (): Promise<{ x: number; y: number; z: number }> => frame.evaluate((plot) => (
    (plot as unknown as { layout: { scene: { camera: { eye: { x: number; y: number; z: number } } } } }).layout.scene.camera.eye
  ));
  const first = await eye();
  await controls.getByRole('button', { name: 'Turn left' }).click();
  const turned = await eye();
  assert.ok(Math.abs(turned.z - first.z) < 1e-6 && Math.hypot(turned.x - first.x, turned.y - first.y) > 0.1);
  await tab.keyboard.press('ArrowRight');
  await tab.keyboard.press('ArrowUp');
  const higher = await eye();
  assert.ok(higher.z > first.z && Math.abs(Math.atan2(higher.y, higher.x) - Math.atan2(first.y, first.x)) < 1e-6);
  assert.equal(await figure.locator('canvas').count() > 0, true);
  await tab.close();
});

test('a curve is drawn with the keys, with the mouse and with a finger, and the verdict follows', { skip }, async () => {
  for (const options of [DESKTOP, PHONE]) {
    const tab = await openOwnModel(options);
    const drawing = tab.locator('.drawn-curve');
    await drawing.scrollIntoViewIfNeeded();
    const verdict = drawing.locator('.drawn-verdict');
    const says = (text: RegExp): Promise<void> => verdict.filter({ hasText: text }).waitFor({ timeout: 30_000 });
    await says(/^Asymmetric .* right/);
    await drawing.getByRole('button', { name: 'Symmetric', exact: true }).click();
    await says(/^Not asymmetric/);
    await drawing.getByRole('button', { name: 'On a slope' }).click();
    await says(/does not rise on both sides/);
    // The other way round: gentle on the left, a wall on the right.
    await drawing.getByRole('button', { name: 'Symmetric', exact: true }).click();
    const box = await drawing.locator('svg').boundingBox() ?? assert.fail('no drawing');
    const at = (l: number, loss: number): [number, number] => [
      box.x + ((24 + ((l + 4) / 8) * 712) * box.width) / 760, box.y + ((270 - (loss / 3) * 242) * box.height) / 300,
    ];
    if (options === DESKTOP) {
      await tab.mouse.move(...at(-4, 0.6));
      await tab.mouse.down();
      await tab.mouse.move(...at(0, 0), { steps: 4 });
      await tab.mouse.move(...at(4, 3), { steps: 4 });
      await tab.mouse.up();
    } else {
      for (let k = 0; k <= 16; k++) await tab.touchscreen.tap(...at(k / 2 - 4, k < 8 ? 0.075 * (8 - k) : 0.37 * (k - 8)));
    }
    await says(/^Asymmetric .* left/);
    const handle = drawing.locator('.handle').nth(8);
    await handle.focus();
    const before = Number(await handle.getAttribute('aria-valuenow'));
    await tab.keyboard.press('ArrowUp');
    await tab.keyboard.press('ArrowUp');
    assert.ok(Math.abs(Number(await handle.getAttribute('aria-valuenow')) - before - 0.1) < 1e-6);
    await tab.close();
  }
});

test('in the dark: enough contrast', { skip }, async () => {
  const faults = await faultsOf(written, await browser.newContext({ ...DESKTOP, colorScheme: 'dark' }), (tab) => accessibilityFaults(tab, ['color-contrast']));
  assert.deepEqual(faults, []);
});

test('the search, which asks nobody, finds a chapter and opens it', { skip }, async () => {
  const tab = await browser.newPage(DESKTOP);
  await tab.goto(`${served.url}/index.html`);
  await tab.locator('#local-search button').click();
  await tab.locator('#localsearch-input').fill('logistic regression fifty seeds');
  await tab.locator('#localsearch-list a[href*="/notebooks/08-your-own-model"]').first().click({ timeout: 60_000 });
  await tab.waitForURL('**/notebooks/08-your-own-model.html*');
  await tab.close();
});
