import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';
import { SetupFailure } from '../../lib/setup/command.mjs';
import { outdated, readRecords, restamped, resultsHash } from '../../setup/identity/stamps.mjs';
import { root } from '../../lib/setup/project.mjs';

const { recordFile } = createRequire(join(root, 'lib', 'dist', 'index.js'))('./records/records');

const files = readRecords(join(root, 'data', 'records'));

test('every committed record is of today\'s code', (t) => {
  if (files.length === 0) return t.skip('no records are committed');
  const identities = JSON.parse(readFileSync(join(root, 'lib', 'dist', 'code-identity.json'), 'utf8'));
  const old = outdated(files, identities).map(({ path }) => path.slice(root.length + 1));
  assert.deepEqual(old, [], 'Compute them again with fresh: true; or, where no number can have changed: npm run records -- --help');
});

/** @param {string} name @param {string} code */
function fileOf(name, code) {
  const record = { name, inputs: { seed: 1 }, result: [0.1, NaN, new Float32Array([1])], provenance: { code, seconds: 1 } };
  return { path: `/records/${name}.json`, text: recordFile(record), record };
}

const three = [fileOf('curve', 'aa'), fileOf('radius', 'bb'), fileOf('shift', 'cc')];
const before = { 'paper/study/curves#curveOf': 'aa', 'paper/study/curves#radiusOf': 'bb', 'paper/section-4/shifts#shiftOf': 'cc' };

test('records get the identity of other code, and nothing else in them changes', () => {
  const after = { ...before, 'paper/study/curves#curveOf': 'a2', 'paper/section-4/shifts#shiftOf': 'c2' };
  const changed = restamped(three, before, after);
  assert.deepEqual(changed.map(({ path, record }) => [path, record.provenance.code]), [['/records/curve.json', 'a2'], ['/records/shift.json', 'c2']]);
  for (const { record, text } of changed) {
    const original = three.find((file) => file.record.name === record.name);
    const replaced = original?.text.replace(/"code":"\w+"/, `"code":"${record.provenance.code}"`).replace(/"checksum":"\w+"/, /"checksum":"\w+"/.exec(text)?.[0] ?? '');
    assert.equal(text, replaced);
    assert.equal(text, recordFile(record), 'its checksum is its own');
  }
  assert.equal(resultsHash(changed), resultsHash([three[0], three[2]]));
  assert.deepEqual(restamped(three, before, before), []);
});

test('records of other code than is named, and those whose measurement is gone, are refused', () => {
  assert.deepEqual(outdated(three, { ...before, 'paper/study/curves#curveOf': 'a2' }), [three[0]]);
  assert.throws(() => restamped(three, { ...before, 'paper/study/curves#curveOf': 'a0' }, before), /1 records .*curve\.json/);
  const after = { 'paper/study/curves#lossesOf': 'a2', 'paper/study/curves#radiusOf': 'bb', 'paper/section-4/shifts#shiftOf': 'cc' };
  assert.throws(() => restamped(three, before, after), SetupFailure);
  const [renamed, ...others] = restamped(three, before, after, { 'paper/study/curves#curveOf': 'paper/study/curves#lossesOf' });
  assert.deepEqual([renamed.record.provenance.code, others.length], ['a2', 0]);
});

test('a record that is not as the library writes it is not touched', () => {
  const odd = { ...three[0], text: three[0].text.replace('"inputs":', '"inputs": ') };
  assert.throws(() => restamped([odd], before, { ...before, 'paper/study/curves#curveOf': 'a2' }), /more than its code/);
});

test('what is derived in a record has an identity of its own: it makes the record outdated, and is stamped with it', () => {
  const kept = { ...three[0].record, derived: { code: 'dd', result: { ratio: 2 } } };
  const file = { path: three[0].path, text: recordFile(kept), record: kept };
  const all = { ...before, 'paper/study/kept-curves#keptAsymmetry': 'dd' };
  assert.deepEqual([outdated([file], all), outdated([file], before)], [[], [file]]);
  const [changed, ...others] = restamped([file, three[1]], all, { ...all, 'paper/study/kept-curves#keptAsymmetry': 'd2' });
  assert.deepEqual([others, changed.record], [[], { ...kept, derived: { ...kept.derived, code: 'd2' } }]);
  assert.equal(changed.text, recordFile(changed.record));
  assert.throws(() => restamped([file], all, before), SetupFailure);
});
