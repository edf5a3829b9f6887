// Step: the npm packages of package-lock.json, without running their install scripts.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../../lib/setup/command.mjs';
import { hash, recall, remember, root } from '../../lib/setup/project.mjs';

const platform = `${process.platform}-${process.arch}`;

/** @param {string} path @returns {Record<string, {version?: string, link?: boolean, optional?: boolean, resolved?: string}>} */
const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

/** npm writes node_modules/.package-lock.json when it has finished; here it must say what package-lock.json says. */
function isComplete() {
  const installedPath = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedPath) || (recall('packages').platform ?? platform) !== platform) return false;
  const installed = packagesOf(installedPath);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    const present = installed[path];
    // Optional packages are those of other platforms.
    if (!present) return wanted.optional === true;
    return (wanted.link === true || present.version === wanted.version) && existsSync(join(root, path, 'package.json'));
  });
}

/** @type {import('../../lib/setup/run-steps.mjs').Step} */
export const packages = {
  title: 'npm packages (npm ci, no install scripts)',
  gigabytes: 0.7,
  isDone: isComplete,
  async run() {
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=3', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=10000'];
    const npm = process.env.npm_execpath;
    if (npm?.endsWith('npm-cli.js')) await command('packages', process.execPath, [npm, ...args]);
    else await command('packages', 'npm', args);
    remember('packages', { platform, lockfile: hash(readFileSync(join(root, 'package-lock.json'))) });
  },
};
