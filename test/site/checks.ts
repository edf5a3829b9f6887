import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import type { Page } from 'playwright-core';
import { PROJECT } from '../documents/documents';

/** Pages of a built site, relative to its folder. */
export function pagesOf(site: string): string[] {
  return readdirSync(site, { recursive: true }).map(String).filter((path) => path.endsWith('.html') && path !== '404.html').sort();
}

/** Links within the site that lead nowhere: to a file or an anchor that is not there. */
export function lostLinks(site: string): string[] {
  const files = new Set(readdirSync(site, { recursive: true }).map(String));
  const anchors = new Map<string, ReadonlySet<string>>();
  const anchorsOf = (page: string): ReadonlySet<string> => {
    const known = anchors.get(page) ?? new Set([...readFileSync(join(site, page), 'utf8').matchAll(/\sid="([^"]+)"/g)].map(([, id]) => plain(id)));
    anchors.set(page, known);
    return known;
  };
  return pagesOf(site).flatMap((page) => {
    const html = readFileSync(join(site, page), 'utf8');
    const targets = [...html.matchAll(/\s(?:href|src)="([^"]+)"/g)].map(([, target]) => plain(target)).filter((target) => !/^([a-z]+:|\/\/)/.test(target));
    return [...new Set(targets)].filter((target) => {
      const [path, anchor] = target.split('#');
      const file = path === '' ? page : posix.normalize(path.startsWith('/') ? path.slice(1) : posix.join(dirname(page), path));
      const found = [file, posix.join(file, 'index.html')].find((name) => files.has(name) && /\.\w+$/.test(name));
      return found === undefined || (anchor !== undefined && anchor !== '' && !anchorsOf(found).has(decodeURIComponent(anchor)));
    }).map((target) => `${page} → ${target}`);
  });
}

const plain = (attribute: string): string => attribute.replace(/&amp;/g, '&').replace(/&#39;/g, "'");

/** What axe-core finds on the page now, one line each: contrast, headings, names, alternative texts, and so on. */
export async function accessibilityFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  const path = createRequire(join(PROJECT, 'site', 'package.json')).resolve('axe-core/axe.min.js');
  await page.addScriptTag({ content: readFileSync(path, 'utf8') });
  const found = await page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as { axe: { run(root: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    const { violations } = await axe.run(document, only ? { runOnly: only } : {});
    return violations.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary.replace(/\s+/g, ' ').slice(0, 200)}`);
  }, rules);
  return found;
}

/** Pixels by which the page is wider than the window. */
export function tooWide(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Bytes that were transferred until the page's first figure had arrived. */
export function bytesBeforeFigure(page: Page): Promise<number> {
  return page.evaluate(() => {
    const first = document.querySelector<HTMLImageElement>('img.still')?.currentSrc;
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const arrived = loaded.find(({ name }) => name === first)?.responseEnd ?? 0;
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceResourceTiming[];
    return [navigation, ...loaded.filter(({ startTime }) => startTime <= arrived)].reduce((sum, { transferSize }) => sum + transferSize, 0);
  });
}
