// Writes the identities of the code behind measurements beside the compiled library.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, writeWhole } from '../../lib/setup/project.mjs';
import { closureOf, identityOf, instruments, libraryOf, placeOf } from './identity.mjs';

/** Finds the calls in which a measurement names its own function, see lib/src/records/code-identity.ts. */
const ROOT = /\bcodeIdentity\(__filename, (\w+)\)/g;

/** The function behind a measurement. @typedef {{readonly key: string, readonly module: string, readonly name: string}} Root */

/** @param {string} source folder of TypeScript @returns {string[]} names of its modules, sorted */
export function moduleNames(source) {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/** @param {string} source @returns {(module: string) => string} */
export const sourcesIn = (source) => (module) => readFileSync(join(source, `${module}.ts`), 'utf8');

/** @param {readonly string[]} modules @param {(module: string) => string} sourceOf @returns {Root[]} */
export function rootsOf(modules, sourceOf) {
  return modules.flatMap((module) => [...sourceOf(module).matchAll(ROOT)].map(([, name]) => ({ key: `${module}#${name}`, module, name })));
}

/**
 * @param {string} source folder of TypeScript
 * @returns {Record<string, string>} each measurement's identity by its key, such as `paper/study/curves#radiusOf`
 */
export function identitiesOf(source) {
  const modules = moduleNames(source);
  const sourceOf = sourcesIn(source);
  const library = libraryOf(sourceOf);
  const roots = rootsOf(modules, sourceOf).map(({ key, module, name }) => [key, [placeOf(library, module, name)]]);
  const all = [...roots, ['instruments', instruments(library, modules)]];
  return Object.fromEntries(all.map(([key, places]) => [key, identityOf(closureOf(library, places))]));
}

/** Writes `lib/dist/code-identity.json` of a project. @param {string} [project] its folder */
export function writeIdentities(project = root) {
  writeWhole(join(project, 'lib', 'dist', 'code-identity.json'), `${JSON.stringify(identitiesOf(join(project, 'lib', 'src')), null, 1)}\n`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) writeIdentities();
