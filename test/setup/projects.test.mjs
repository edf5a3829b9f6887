import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import test from 'node:test';
import { root } from '../../lib/setup/project.mjs';

const ts = createRequire(import.meta.url)('typescript');
const SOURCE = join(root, 'lib', 'src');

/** @param {string} extra a file of the library that is only in memory @param {string} text */
function problemsWith(extra, text) {
  const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(join(root, 'lib', 'tsconfig.json'), {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: assert.fail });
  const host = ts.createCompilerHost(options);
  const [readFile, fileExists] = [host.readFile, host.fileExists];
  host.fileExists = (name) => name === extra || fileExists(name);
  host.readFile = (name) => (name === extra ? text : readFile(name));
  host.getSourceFile = (name, target) => {
    const found = host.readFile(name);
    return found === undefined ? undefined : ts.createSourceFile(name, found, target);
  };
  const program = ts.createProgram({ rootNames: [...fileNames, extra], options, host });
  return program.getSemanticDiagnostics(program.getSourceFile(extra)).map((/** @type {{ readonly code: number }} */ { code }) => code);
}

test('what the library imports of the paper or of the benchmarks does not compile', () => {
  const extra = join(SOURCE, 'base', 'forbidden.ts');
  const notOfThisProject = 6307;
  assert.deepEqual(problemsWith(extra, "export { tf } from '../engine/tensorflow';"), []);
  for (const module of ['paper/study/scale', 'bench/throughput']) {
    assert.ok(problemsWith(extra, `export * from '../${module}';`).includes(notOfThisProject), module);
  }
});

test('no module imports itself by way of others', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => join(SOURCE, file));
  const known = new Set(files);
  const importsOf = (/** @type {string} */ file) => [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']*)'/g)]
    .flatMap(([, path]) => ['.ts', '/index.ts'].map((ending) => resolve(dirname(file), path) + ending).filter((target) => known.has(target)));
  /** @type {Map<string, 'open' | 'done'>} */
  const states = new Map();
  const visit = (/** @type {string} */ file, /** @type {readonly string[]} */ path) => {
    if (states.get(file) === 'done') return;
    assert.notEqual(states.get(file), 'open', [...path, file].map((each) => relative(SOURCE, each)).join(' → '));
    states.set(file, 'open');
    for (const target of importsOf(file)) visit(target, [...path, file]);
    states.set(file, 'done');
  };
  assert.ok(files.length > 300);
  for (const file of files) visit(file, []);
});
