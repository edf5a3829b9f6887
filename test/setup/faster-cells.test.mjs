import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../../lib/setup/project.mjs';

/** As the kernel's program loads them: neither may change what tslab makes of these cells. */
const FASTER = ['faster-cells.mjs', 'cells.mjs'].flatMap((name) => ['--import', pathToFileURL(join(root, 'lib', 'setup', 'kernel', name)).href]);

/** What a reader may write, one cell after the other: each names something of those before it. */
const CELLS = [
  "import * as path from 'node:path';\nimport { twice } from './helper';\nconst a = 1;",
  "const b = await Promise.resolve(path.join('a', String(twice(a))));\nb",
  'const c = b.length + a; c',
  'const a = "another type"; class Point { constructor(readonly x: number) {} }\nnew Point(a.length)',
  'missing + a.toFixed(2)',
  'const p: Point = new Point(c); let { x } = p; x = process.pid; x',
  'function f<T>(value: T) { return { value }; }\ninterface Named { readonly name: string }',
  'const named: Named = { name: f(b).value }; export {}; named',
  "import type { Dirent } from 'node:fs'; let entry: Dirent | undefined; entry",
  "const os = await import('node:os'); os.EOL",
  "import './effects'; import data from './data.json'; data.answer",
  'twice(',
];
/** The same of a JavaScript kernel. */
const SCRIPTS = ["const { twice } = require('./helper'); const path = require('path');", 'let a = 1; a + 1', 'a.missing()', 'const b = await a; path.join(`${b}`)'];

/**
 * Converts cells in a process of its own, and asks what a name is and how it may go on.
 *
 * @param {string} folder @param {readonly string[]} cells @param {readonly string[]} options of Node @param {boolean} [isJS]
 */
function convert(folder, cells, options, isJS = false) {
  const script = `
    const { createConverter } = require(${JSON.stringify(join(root, 'node_modules', 'tslab', 'dist', 'converter.js'))});
    const converter = createConverter({ isJS: ${isJS} });
    let declarations = '';
    const results = ${JSON.stringify(cells)}.map((cell) => {
      const result = converter.convert(declarations, cell);
      declarations = result.declOutput ?? declarations;
      return result;
    });
    const { candidates } = converter.complete(declarations, 'path.jo', 7);
    const { displayParts } = converter.inspect(declarations, 'path.join', 6) ?? {};
    converter.close();
    process.stdout.write(JSON.stringify({ results, candidates, displayParts }));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...options, '-e', script], { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

/** @param {import('node:test').TestContext} t @returns {string} a folder with the files that the cells import */
function readersFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), "a reader's cells "));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = {
    'helper.ts': "import { factor } from './factor';\nexport const twice = (x: number): number => factor * x;\n",
    'factor.ts': 'export const factor = 2;\n',
    'effects.ts': 'console.log(1);\nexport {};\n',
    'data.json': '{ "answer": 42 }\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('cells are compiled, refused, completed and explained just as tslab does it by itself', (t) => {
  const folder = readersFolder(t);
  const alone = convert(folder, CELLS, []);
  assert.deepEqual(convert(folder, CELLS, FASTER), alone);
  assert.equal(alone.results[0].sideOutputs.length, 2);
  assert.deepEqual(alone.results.map(({ diagnostics }) => diagnostics.length > 0), CELLS.map((cell) => /missing|twice\($/.test(cell)));
  assert.ok(alone.candidates.includes('join'));
  assert.ok(alone.displayParts.some(({ text }) => text === 'join'));
});

test('so are those of a JavaScript kernel', (t) => {
  const folder = readersFolder(t);
  assert.deepEqual(convert(folder, SCRIPTS, FASTER, true), convert(folder, SCRIPTS, [], true));
});

test("in the project's notebooks Node's global types are known, and not a browser's, which tslab takes from packages of the tests", () => {
  const cells = ['document.title', 'process.pid', "await fetch('http://localhost')", 'setTimeout(() => console.log(1), 1)'];
  const refused = (/** @type {readonly string[]} */ options) => convert(join(root, 'notebooks'), cells, options).results.map(({ diagnostics }) => diagnostics.length > 0);
  assert.deepEqual(refused(FASTER), [true, false, false, false]);
  assert.deepEqual(refused([]), [false, false, false, false]);
});

test('what the kernel loads beforehand is where it looks for it', () => {
  const { startRendering } = createRequire(join(root, 'lib', 'setup', 'kernel', 'tslab.mjs'))('../../dist/figures/render-png.js');
  assert.equal(typeof startRendering, 'function');
});
