import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import test from 'node:test';
import { identityTag, ownIdentity } from '../../lib/src/base/process-identity';
import { makeWorkshop } from '../../lib/src/base/workshop';

const COMPILED = resolve(__dirname, '..', '..', 'lib', 'dist', 'base', 'workshop.js');

test('what a killed process left is removed by the next one; what is another\'s stays', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'workshop-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const target = join(folder, 'deep', 'data');
  const script = `const made = require(${JSON.stringify(COMPILED)}).makeWorkshop(${JSON.stringify(target)}); require('node:fs').writeFileSync(made + '/half', 'x'); process.kill(process.pid, 'SIGKILL');`;
  assert.equal(spawnSync(process.execPath, ['-e', script]).signal, 'SIGKILL');
  assert.match(readdirSync(join(folder, 'deep')).join(), /^data-partial-[^,]+$/);
  const elsewhere = `data-partial-${identityTag({ ...ownIdentity(), host: 'elsewhere' })}-abcdef`;
  const kept = ['data', 'data-partial', 'data-partial-of-my-own', 'more-data-partial-abcdef', elsewhere];
  // The last two: as versions before this one named them, and one of another host that is too old.
  const old = `data-partial-${identityTag({ ...ownIdentity(), host: 'elsewhere', pid: 1 })}-ghijkl`;
  for (const name of [...kept, 'data-partial-AbC123', old]) mkdirSync(join(folder, 'deep', name));
  writeFileSync(join(folder, 'deep', 'data-partial-AbC123', 'half'), 'x');
  utimesSync(join(folder, 'deep', old), 0, 0);
  const [first, second] = [makeWorkshop(target), makeWorkshop(target)];
  assert.deepEqual(readdirSync(join(folder, 'deep')).sort(), [...kept, basename(first), basename(second)].sort());
});
