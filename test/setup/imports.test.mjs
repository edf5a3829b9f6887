// The plan of lib/src: no circle of imports, of types neither, and folders that use only those below them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import ts from 'typescript';
import { moduleNames } from '../../setup/identity/manifest.mjs';
import { root } from '../../lib/setup/project.mjs';

const SOURCE = join(root, 'lib', 'src');
const modules = moduleNames(SOURCE);

/** @param {string} module @returns {string[]} the modules that it imports or passes on */
function importsOf(module) {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(SOURCE, `${module}.ts`), 'utf8'), true, true);
  return importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.')).flatMap((name) => {
    const target = join(dirname(module), name);
    return [target, join(target, 'index')].filter((candidate) => modules.includes(candidate)).slice(0, 1);
  });
}

const imports = new Map(modules.map((module) => [module, importsOf(module)]));

/** @param {ReadonlyMap<string, readonly string[]>} edges @returns {string[] | undefined} the first circle found */
function circleIn(edges) {
  const done = new Set();
  /** @param {string} at @param {readonly string[]} path @returns {string[] | undefined} */
  const visit = (at, path) => {
    if (path.includes(at)) return [...path.slice(path.indexOf(at)), at];
    if (done.has(at)) return undefined;
    for (const next of edges.get(at) ?? []) {
      const circle = visit(next, [...path, at]);
      if (circle) return circle;
    }
    done.add(at);
    return undefined;
  };
  return [...edges.keys()].map((start) => visit(start, [])).find((circle) => circle !== undefined);
}

test('no module imports itself over others', () => {
  assert.ok([...imports.values()].flat().length > modules.length, 'imports are seen');
  assert.deepEqual(circleIn(new Map([['a', ['b']], ['b', ['c']], ['c', ['b']]])), ['b', 'c', 'b'], 'a circle would be found');
  assert.equal(circleIn(imports), undefined);
});

test('nor does a folder of the library', () => {
  const folderOf = (/** @type {string} */ module) => module.split('/')[0];
  const edges = new Map([...new Set(modules.map(folderOf))].map((folder) => {
    const own = modules.filter((module) => folderOf(module) === folder);
    return [folder, [...new Set(own.flatMap((module) => imports.get(module) ?? []).map(folderOf))].filter((other) => other !== folder)];
  }));
  assert.equal(circleIn(edges), undefined);
});
