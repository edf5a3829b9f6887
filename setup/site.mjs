// `npm run site`: builds the website from the committed notebooks, documents and records; nothing is executed.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupFailure } from '../lib/setup/command.mjs';
import { root } from '../lib/setup/project.mjs';
import { runSteps } from '../lib/setup/run-steps.mjs';
import { runScript } from '../lib/setup/script.mjs';
import { runNode } from './child.mjs';
import { packages, sitePackages } from './steps/packages.mjs';

const HELP = `npm run site [-- --check] [-- --base /NAME/] [-- --output-folder DIR]

Builds the website into runs/site: notebooks as chapters with live figures, claims, gallery, speed, the reference of the library.
  --base /NAME/         where it will lie on its host (default: /)
  --output-folder DIR   write there (default: runs/site); what is there is replaced
  --check               then open its pages in Chromium, as on a phone and on a desktop, in light and dark

Look at it with any web server of files, such as: python3 -m http.server --directory runs/site
`;

const options = /** @type {const} */ ({
  base: { type: 'string', default: '/' },
  'output-folder': { type: 'string', default: join(root, 'runs', 'site') },
  check: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
});

/** @param {string} what @param {readonly string[]} args of Node */
async function must(what, args) {
  const started = performance.now();
  process.stdout.write(`${what} …\n`);
  if (await runNode(args) !== 0) throw new SetupFailure(`${what}: failed.`, 'Fix the problem shown above.');
  process.stdout.write(`  ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

/** @param {string} base @param {string} site the folder to write */
async function build(base, site) {
  mkdirSync(join(root, 'runs'), { recursive: true });
  const pages = mkdtempSync(join(root, 'runs', 'site-pages-'));
  try {
    await must('Pages from notebooks, documents and comments', ['--require', 'tsx/cjs', join('site', 'src', 'main.ts'), pages]);
    Object.assign(process.env, { SITE_PAGES: pages, SITE_BASE: base });
    await must('The site', [join('site', 'node_modules', 'vitepress', 'bin', 'vitepress.js'), 'build', 'site', '--outDir', site]);
  } finally {
    rmSync(pages, { recursive: true, force: true });
  }
}

runScript(import.meta.url, async () => {
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(HELP);
  if (!/^\/([\w.-]+\/)*$/.test(values.base)) throw new SetupFailure(`--base ${values.base} is not a folder of a host.`, 'Give one such as /asymmetric-valleys/.', 2);
  if (values.check && values.base !== '/') throw new SetupFailure('--check looks at a site at the top of its host.', 'Leave --base out.', 2);
  const site = resolve(values['output-folder']);
  await runSteps(() => [packages, sitePackages], { quiet: true });
  await build(values.base, site);
  process.stdout.write(`The site is in ${site}.\n`);
  if (!values.check) return 0;
  process.env.SITE = site;
  return runNode(['--require', 'tsx/cjs', '--test', '--test-reporter=spec', join('test', 'site', 'whole-site.ts')]);
});
