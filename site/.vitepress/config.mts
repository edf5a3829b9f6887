import { katex } from '@mdit/plugin-katex';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type DefaultTheme } from 'vitepress';
import { scrollingTable, slugOf } from '../src/html';

/** The pages that `site/src/main.ts` has written, and what it says of them. */
const srcDir = process.env.SITE_PAGES ?? '';
const { chapters, notes } = JSON.parse(readFileSync(join(srcDir, 'site.json'), 'utf8')) as Readonly<Record<'chapters' | 'notes', { text: string; link: string }[]>>;

const results: DefaultTheme.SidebarItem[] = [
  { text: 'Claims', link: '/claims' },
  { text: 'Gallery', link: '/gallery' },
  { text: 'Speed', link: '/speed' },
  { text: 'Records', link: '/records' },
];
const library: DefaultTheme.SidebarItem[] = [
  { text: 'The library', link: '/library' },
  { text: 'API reference', link: '/api/' },
  { text: 'API reference of the paper', link: '/api-paper/' },
  { text: 'Command line', link: '/terminal' },
  { text: 'Many machines', link: '/scale' },
  { text: 'Environment', link: '/environment' },
];

export default defineConfig({
  srcDir,
  base: process.env.SITE_BASE ?? '/',
  cacheDir: join(srcDir, '.cache'),
  lang: 'en',
  title: 'Asymmetric valleys',
  description: 'The paper "Asymmetric Valleys: Beyond Sharp and Flat Local Minima", repeated on TensorFlow.js',
  // No page may name a time or a machine: the same sources give the same site.
  lastUpdated: false,
  // test/site/whole-site.ts checks every link, those in raw HTML too.
  ignoreDeadLinks: true,
  head: [['meta', { name: 'theme-color', content: '#005c8f' }], ['link', { rel: 'icon', href: `${process.env.SITE_BASE ?? '/'}icon.svg`, type: 'image/svg+xml' }]],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify: slugOf },
    config: (md) => {
      // A formula on its own line may be wider than a phone: then it scrolls, also by keyboard.
      const focusable = (html: string, display: boolean): string => (display ? html.replace('class="katex-display"', '$& tabindex="0"') : html);
      md.use(katex, { vPre: true, throwOnError: true, output: 'htmlAndMathml', transformer: focusable });
      md.renderer.rules.code_block = (tokens, i) => `<pre v-pre class="source" tabindex="0"><code>${md.utils.escapeHtml(tokens[i].content)}</code></pre>\n`;
      const mark = scrollingTable('|', 'Table').split('|');
      md.renderer.rules.table_open = () => `${mark[0]}<table>\n`;
      md.renderer.rules.table_close = () => `</table>${mark[1]}\n`;
    },
  },
  themeConfig: {
    nav: [
      { text: 'Notebooks', link: '/notebooks/00-start-here', activeMatch: '^/notebooks/' },
      { text: 'Claims', link: '/claims' },
      { text: 'Gallery', link: '/gallery' },
      { text: 'Speed', link: '/speed' },
      { text: 'Library', link: '/library', activeMatch: '^/(library|api)' },
    ],
    sidebar: [
      { text: 'Notebooks', items: chapters },
      { text: 'Results', items: results },
      { text: 'Use it', items: library },
      { text: 'Notes', items: notes },
    ],
    outline: { level: [2, 3], label: 'On this page' },
    search: { provider: 'local' },
  },
});
