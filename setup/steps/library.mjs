// Step: the library, compiled from lib/src to lib/dist.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../command.mjs';
import { hash, recall, remember, root } from '../project.mjs';

/** @param {string} folder @returns {string[]} all files beneath, sorted */
function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
}

function sourceKey() {
  const files = [join(root, 'lib', 'tsconfig.json'), join(root, 'package-lock.json'), join(root, 'setup', 'contracts.mjs'), ...filesIn(join(root, 'lib', 'src'))];
  return hash(...files.flatMap((path) => [path.slice(root.length), readFileSync(path)]));
}

/** When the output was written, so that another build of other sources is noticed. */
function outputTime() {
  const path = join(root, 'lib', 'dist', '.tsbuildinfo');
  return existsSync(path) && ['index.js', 'contracts.json'].every((name) => existsSync(join(root, 'lib', 'dist', name))) ? statSync(path).mtimeMs : undefined;
}

/** @type {import('../setup.mjs').Step} */
export const library = {
  title: 'the library (tsc)',
  gigabytes: 0.1,
  isDone() {
    const { key, time } = recall('library');
    return key === sourceKey() && time !== undefined && time === outputTime();
  },
  async run() {
    const key = sourceKey();
    await command('library', process.execPath, [join(root, 'setup', 'build.mjs')]);
    remember('library', { key, time: outputTime() });
  },
};
