import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { after } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'valleys-running-'));
after(() => rmSync(folder, { recursive: true }));

/** Runs the fixture, which sends itself SIGINT; its lines on stdout and how it ended. */
async function interrupted(...options: readonly string[]): Promise<{ readonly lines: string[]; readonly code: number | null; readonly signal: string | null }> {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', join(__dirname, 'fixtures', 'interrupted.ts'), ...options]);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => child.on('close', (...end) => resolve(end)));
  return { lines: output.trim().split('\n'), code, signal };
}

test('in a kernel a stop ends what runs, harms nothing when nothing runs, and the next cell works', async () => {
  // Two installations of tslab, as where a global one has handed over to the project's.
  const stubs = ['global', 'local'].map((place) => join(folder, place, 'tslab', 'dist', 'jupyter.js'));
  for (const stub of stubs) {
    mkdirSync(dirname(stub), { recursive: true });
    writeFileSync(stub, 'exports.lastWriteDisplayData = null;\n');
  }
  const { lines, code } = await interrupted('kernel', ...stubs);
  assert.equal(code, 0);
  const result = JSON.parse(lines[lines.length - 1]) as Record<string, { steps: number; stopped: boolean }> & Record<string, string>;
  assert.ok(result.first.stopped && result.first.steps < 30, JSON.stringify(result.first));
  assert.match(result.between, /^test · loop · stopped at \d+ %; records and checkpoints written so far are kept$/);
  assert.deepEqual(result.second, { steps: 10, stopped: false });
  assert.match(result.complete, /100 % · took 0:0\d$/);
  assert.equal(result.afterIdleStop, result.complete);
  assert.deepEqual(result.third, { steps: 5, stopped: false });
});

test('in a plain program the first stop ends the work, the second the program', async () => {
  const { lines, signal } = await interrupted();
  const { first } = JSON.parse(lines[lines.length - 1]) as { first: { steps: number; stopped: boolean } };
  assert.ok(first.stopped && first.steps < 30);
  assert.equal(signal, 'SIGINT');
});
