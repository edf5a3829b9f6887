// Test files that one process runs one after the other: loading TensorFlow and the library anew for each would take longer than
// most tests.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { root } from '../lib/setup/project.mjs';

/**
 * Groups of files that take long, longest first: they begin before all others, so that no process ends long after the rest.
 * The browser and the notebooks train into the same folder, so they must not run at once.
 */
const LONG = [
  ['browser/jupyterlab', 'notebooks/execution'], ['paper/committed-records'], ['paper/run/spread'], ['setup/'], ['cli/commands'],
  ['package/package'], ['soak/soak'], ['fuzz/fuzz'],
];

/** @param {string} file @returns {string} what the file is grouped by */
function groupOf(file) {
  const long = LONG.findIndex((names) => names.some((name) => file.startsWith(join('test', name))));
  return long >= 0 ? `long ${long}` : `${dirname(file)} ${extname(file)}`;
}

/**
 * Parts test files into groups: long ones as listed, the others by folder.
 * @param {readonly string[]} files paths within the project @returns {string[][]} in the order in which they are to begin
 */
export function testGroups(files) {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const file of files) groups.set(groupOf(file), [...(groups.get(groupOf(file)) ?? []), file]);
  const isLong = (/** @type {string} */ name) => name.startsWith('long ');
  const [long, folders] = [true, false].map((wanted) => [...groups].filter(([name]) => isLong(name) === wanted));
  return [...long.sort(([a], [b]) => a.localeCompare(b)), ...folders.sort(([, a], [, b]) => b.length - a.length)].map(([, each]) => each);
}

/**
 * Writes one program for each group, which Node's test runner begins in the order of their names.
 * @param {readonly (readonly string[])[]} groups
 * @param {number} seed of the random inputs of all properties
 * @returns {string[]} paths of the programs
 */
export function writeGroups(groups, seed) {
  const folder = join(root, '.setup', 'tests');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return groups.map((files, i) => {
    const isModule = extname(files[0]) === '.mjs';
    const path = join(folder, `${String(i).padStart(3, '0')}.${isModule ? 'mjs' : 'cjs'}`);
    const load = (/** @type {string} */ name) => (isModule ? `import ${JSON.stringify(name)};\n` : `require(${JSON.stringify(name)});\n`);
    const seeded = isModule ? '' : `require('fast-check').configureGlobal({ seed: ${seed} });\n`;
    writeFileSync(path, seeded + files.map((file) => load(join(root, file))).join(''));
    return path;
  });
}
