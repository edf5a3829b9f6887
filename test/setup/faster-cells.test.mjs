import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../../setup/project.mjs';

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
  'document.title',
  'twice(',
];

/** Converts the cells in a process of its own, in `folder`. @param {string} folder @param {readonly string[]} options of Node */
function convert(folder, options) {
  const script = `
    const { createConverter } = require(${JSON.stringify(join(root, 'node_modules', 'tslab', 'dist', 'converter.js'))});
    const converter = createConverter({ isJS: false });
    let declarations = '';
    const results = ${JSON.stringify(CELLS)}.map((cell) => {
      const result = converter.convert(declarations, cell);
      declarations = result.declOutput ?? declarations;
      return result;
    });
    const { candidates } = converter.complete(declarations, 'path.jo', 7);
    converter.close();
    process.stdout.write(JSON.stringify({ results, candidates }));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...options, '-e', script], { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

test('cells are compiled, refused and completed just as tslab does it by itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cells-'));
  try {
    writeFileSync(join(folder, 'helper.ts'), "import { factor } from './factor';\nexport const twice = (x: number): number => factor * x;\n");
    writeFileSync(join(folder, 'factor.ts'), 'export const factor = 2;\n');
    const alone = convert(folder, []);
    assert.deepEqual(convert(folder, ['--import', pathToFileURL(join(root, 'setup', 'faster-cells.mjs')).href]), alone);
    assert.equal(alone.results[0].sideOutputs.length, 2);
    assert.deepEqual(alone.results.map(({ diagnostics }) => diagnostics.length > 0), CELLS.map((cell) => /missing|document|twice\($/.test(cell)));
    assert.ok(alone.candidates.includes('join'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
