import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { publish } from '../../setup/identity/publish.mjs';
import { readRecords } from '../../setup/identity/stamps.mjs';
import { root } from '../../lib/setup/project.mjs';

const { recordFile } = createRequire(join(root, 'lib', 'dist', 'index.js'))('./records/records');
const identities = { 'paper/study/curves#curveOf': 'aa' };

/** @param {string} folder @param {string} name @param {number} result @param {string} code */
function write(folder, name, result, code = 'aa') {
  const path = join(folder, `${name}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, recordFile({ name, inputs: { seed: 1 }, result, provenance: { code, seconds: 1 } }));
}

/** @param {string} folder */
const resultsOf = (folder) => readRecords(folder).map(({ record }) => record.result);

test('what was measured here is moved among the shipped records, over older ones', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'publish-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [own, shipped] = ['own', 'shipped'].map((name) => join(folder, name));
  assert.deepEqual(publish(own, shipped, identities), [], 'nothing was measured');
  write(own, '03/a', 1);
  write(own, '03/b', 2);
  write(shipped, '03/a', 0);
  write(shipped, '03/c', 3);
  assert.deepEqual(publish(own, shipped, identities), ['03/a.json', '03/b.json']);
  assert.deepEqual([resultsOf(own), resultsOf(shipped)], [[], [1, 2, 3]]);
});

test('of records of other code, and of damaged ones, none is moved', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'publish-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [own, shipped] = ['own', 'shipped'].map((name) => join(folder, name));
  write(own, '03/a', 1);
  write(own, '03/b', 2, 'older');
  assert.throws(() => publish(own, shipped, identities), /1 of the records .*03\/b\.json[\s\S]*fresh: true/);
  write(own, '03/b', 2);
  const text = readFileSync(join(own, '03', 'b.json'), 'utf8');
  writeFileSync(join(own, '03', 'b.json'), text.replace('"result":2', '"result":1'));
  assert.throws(() => publish(own, shipped, identities), { code: 'RECORD_CORRUPT' });
  assert.deepEqual(resultsOf(shipped), []);
});
