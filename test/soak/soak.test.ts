import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { isFlat, risen, type Soak } from './soak';

const ROOT = resolve(__dirname, '..', '..');

test('twenty seconds of what users do leave no tensor and no graph behind', () => {
  const words = ['--expose-gc', '--require', 'tsx/cjs', resolve(__dirname, 'soak.ts'), '--minutes', String(20 / 60)];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
});

test('the rise is that of the line, not of a peak', () => {
  const line = Array.from({ length: 50 }, (_, i) => ({ seconds: 10 * i, megabytes: 300 + 2 * i }));
  assert.equal(risen(line), 98);
  assert.equal(risen(line.map((sample, i) => (i === 7 ? { ...sample, megabytes: 2000 } : sample))), 98);
  const seen: Soak = { cycles: 50, samples: line, risenMegabytes: 10, tensors: 0, nativeTensors: 0, graphs: 0 };
  assert.ok(isFlat(seen));
  for (const leak of [{ risenMegabytes: 98 }, { tensors: 1 }, { nativeTensors: 1 }, { graphs: 1 }]) assert.ok(!isFlat({ ...seen, ...leak }));
});
