// Step: the library, compiled from lib/src to lib/dist, with the identities of the code behind its measurements.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../../lib/setup/command.mjs';
import { hash, recall, remember, root } from '../../lib/setup/project.mjs';

/** @param {string} folder @returns {string[]} all files beneath, sorted */
function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
}

function sourceKey() {
  const folders = [join(root, 'lib', 'src'), join(root, 'setup', 'identity')];
  const files = ['lib/tsconfig.json', 'package-lock.json', 'setup/build.mjs', 'setup/contracts.mjs'].map((file) => join(root, file));
  return hash(...[...files, ...folders.flatMap(filesIn)].flatMap((path) => [path.slice(root.length), readFileSync(path)]));
}

/** Time of the output, to notice another build of other sources. */
function outputTime() {
  const written = ['.tsbuildinfo', 'index.js', 'paper/index.js', 'contracts.json', 'code-identity.json'].map((name) => join(root, 'lib', 'dist', name));
  return written.every((path) => existsSync(path)) ? statSync(written[0]).mtimeMs : undefined;
}

/** @type {import('../../lib/setup/run-steps.mjs').Step} */
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
