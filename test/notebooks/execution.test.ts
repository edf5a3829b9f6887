import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { checkClaims, checkExecuted } from './checks';
import { NOTEBOOKS, notebookNames, PROJECT, readCells, run } from './notebook-files';

for (const name of notebookNames()) {
  test(`${name} runs at smoke scale, and the committed file stays as it is`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'valleys-notebook-'));
    const committed = readFileSync(join(NOTEBOOKS, name));
    try {
      const ended = await run(process.execPath, ['setup/notebooks.mjs', name, '--scale', 'smoke', '--output-folder', folder]);
      assert.equal(ended.status, 0, ended.stdout + ended.stderr);
      const cells = readCells(join(folder, name));
      checkExecuted(name, cells);
      checkClaims(name, cells);
      assert.deepEqual(readFileSync(join(NOTEBOOKS, name)), committed);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

/** Writes a notebook of code cells, executes it, and hands over what came of it. */
async function executeCells(sources: readonly string[], extra: readonly string[] = []): Promise<{ status: number; stderr: string; written: boolean }> {
  const folder = mkdtempSync(join(tmpdir(), 'valleys-cells-'));
  try {
    const cells = sources.map((source, i) => ({ cell_type: 'code', id: `cell-${i}`, metadata: {}, execution_count: null, outputs: [], source }));
    const path = join(folder, 'cells.ipynb');
    writeFileSync(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    const output = join(folder, 'output');
    const args = ['setup/execute_notebooks.py', '--project', PROJECT, '--output-folder', output, ...extra, path];
    const { status, stderr } = await run(join(PROJECT, '.venv', 'bin', 'python'), args);
    return { status, stderr, written: existsSync(join(output, 'cells.ipynb')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a cell that throws fails the run, with its number, source and error, and nothing is written', async () => {
  const { status, stderr, written } = await executeCells(['const depth = 20;', 'throw new Error(`no depth ${depth}`);', 'depth']);
  assert.equal(status, 1);
  assert.match(stderr, /cells\.ipynb: code cell 2 failed/);
  assert.match(stderr, /throw new Error\(`no depth \$\{depth\}`\);/);
  assert.match(stderr, /Error: no depth 20/);
  assert.equal(written, false);
});

test('a cell that does not compile and a rejected promise fail the run as well', async () => {
  const types = await executeCells(["const depth: number = 'twenty';"]);
  assert.equal(types.status, 1);
  assert.match(types.stderr, /Type 'string' is not assignable to type 'number'/);
  const rejected = await executeCells(["await Promise.reject(new Error('no data'));"]);
  assert.equal(rejected.status, 1);
  assert.match(rejected.stderr, /no data/);
});

test('an output that names a folder of this machine, and a cell that takes too long, fail the run', async () => {
  const path = await executeCells(['console.log(process.cwd())']);
  assert.equal(path.status, 1);
  assert.match(path.stderr, /names a folder of this machine/);
  const slow = await executeCells(['await new Promise((resolve) => setTimeout(resolve, 60_000));'], ['--timeout', '2']);
  assert.equal(slow.status, 1);
  assert.match(slow.stderr, /code cell 1 failed/);
});
