// Steps: the npm packages of a package-lock.json, without running their install scripts.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../../lib/setup/command.mjs';
import { hash, recall, remember, root } from '../../lib/setup/project.mjs';

const platform = `${process.platform}-${process.arch}`;

/** @param {string} path @returns {Record<string, {version?: string, link?: boolean, optional?: boolean, resolved?: string}>} */
const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

/**
 * npm writes node_modules/.package-lock.json when it has finished; here it must say what package-lock.json says.
 *
 * @param {string} folder @param {string} name under which their platform is remembered
 */
function isComplete(folder, name) {
  const installedPath = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installedPath) || (recall(name).platform ?? platform) !== platform) return false;
  const installed = packagesOf(installedPath);
  return Object.entries(packagesOf(join(folder, 'package-lock.json'))).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    const present = installed[path];
    // Optional packages are those of other platforms.
    if (!present) return wanted.optional === true;
    return (wanted.link === true || present.version === wanted.version) && existsSync(join(folder, path, 'package.json'));
  });
}

/**
 * @param {{folder: string, name: string, title: string, gigabytes: number}} options `name`: of the log, and of what is remembered
 * @returns {import('../../lib/setup/run-steps.mjs').Step}
 */
function packagesOfFolder({ folder, name, title, gigabytes }) {
  return {
    title,
    gigabytes,
    isDone: () => isComplete(folder, name),
    async run() {
      const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=3', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=10000'];
      const npm = process.env.npm_execpath;
      if (npm?.endsWith('npm-cli.js')) await command(name, process.execPath, [npm, ...args], { cwd: folder });
      else await command(name, 'npm', args, { cwd: folder });
      remember(name, { platform, lockfile: hash(readFileSync(join(folder, 'package-lock.json'))) });
    },
  };
}

/** The project's own. */
export const packages = packagesOfFolder({ folder: root, name: 'packages', title: 'npm packages (npm ci, no install scripts)', gigabytes: 0.7 });

/** Those of the website alone: a generator of sites, of references, of small images. */
export const sitePackages = packagesOfFolder({ folder: join(root, 'site'), name: 'site-packages', title: "the website's npm packages", gigabytes: 0.3 });
