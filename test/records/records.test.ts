import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { provenanceText, provenanceTextOfAll } from '../../lib/src/paper/study/provenance';
import { type Json, listRecords, readRecord, recorded, recordKey } from '../../lib/src/records/records';

function folderFor(t: { after: (clean: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'records-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a result is computed once, then read; fresh computes it again', async (t) => {
  const options = { folder: folderFor(t), engine: 'none' };
  let computed = 0;
  const compute = (): Promise<number[]> => Promise.resolve([++computed, NaN, -Infinity]);
  const first = await recorded('03/curve', { seed: 1, kind: 'ones' }, compute, options);
  const second = await recorded('03/curve', { kind: 'ones', seed: 1 }, compute, options);
  assert.equal(first.source, 'computed');
  assert.equal(second.source, 'record');
  assert.deepEqual(second.result, [1, NaN, -Infinity]);
  const third = await recorded('03/curve', { seed: 1, kind: 'ones' }, compute, { ...options, fresh: true });
  assert.equal(third.result[0], 2);
  const [path, ...others] = listRecords(options.folder);
  assert.deepEqual(others, []);
  // What a kill leaves in the middle of a write.
  writeFileSync(`${path}.1b4e28ba.partial`, '{');
  assert.deepEqual(listRecords(options.folder), [path]);
});

test('the inputs are told the same whether a result was computed or read', async (t) => {
  const options = { folder: folderFor(t), engine: 'none' };
  const inputs = { seed: 1, batchSize: undefined, radius: Infinity, distances: [0, NaN] } as unknown as Json;
  const told = [await recorded('curve', inputs, () => Promise.resolve(1), options), await recorded('curve', inputs, () => Promise.resolve(1), options)];
  assert.deepEqual(told.map(({ source }) => source), ['computed', 'record']);
  assert.deepEqual(told[0].inputs, told[1].inputs);
  assert.deepEqual(Object.keys(told[0].inputs as object).sort(), ['distances', 'radius', 'seed']);
});

test('a result that was not returned is no result', async (t) => {
  const options = { folder: folderFor(t), engine: 'none' };
  await assert.rejects(recorded('curve', {}, () => Promise.resolve(undefined), options), { code: 'RECORD_NOT_PLAIN', message: /undefined/ });
  assert.deepEqual(listRecords(options.folder), []);
  assert.equal((await recorded('curve', {}, () => Promise.resolve(null), options)).result, null);
});

test('other inputs are another record', async (t) => {
  const options = { folder: folderFor(t), engine: 'none' };
  for (const seed of [1, 2]) await recorded('curve', { seed }, () => Promise.resolve(seed), options);
  const paths = listRecords(options.folder);
  assert.equal(paths.length, 2);
  assert.deepEqual(paths.map((path) => readRecord<number>(path).result).sort(), [1, 2]);
});

test('a record of other inputs is refused, though its name is the one asked for', async (t) => {
  const options = { folder: folderFor(t), engine: 'none' };
  await recorded('curve', { seed: 1 }, () => Promise.resolve(1), options);
  copyFileSync(listRecords(options.folder)[0], join(options.folder, `${recordKey('curve', { seed: 2 })}.json`));
  await assert.rejects(recorded('curve', { seed: 2 }, () => Promise.resolve(2), options), { code: 'RECORD_FOREIGN', message: /other inputs/, remedy: /fresh: true/ });
  assert.equal((await recorded('curve', { seed: 2 }, () => Promise.resolve(2), { ...options, fresh: true })).result, 2);
});

test('a failed computation leaves no record', async (t) => {
  const options = { folder: folderFor(t), engine: 'none' };
  await assert.rejects(recorded('curve', {}, () => Promise.reject(new Error('stopped')), options), /stopped/);
  assert.deepEqual(listRecords(options.folder), []);
});

test('a record made by other code is told apart, an edited or truncated one is refused', async (t) => {
  const options = { folder: folderFor(t), engine: 'none' };
  await recorded('curve', {}, () => Promise.resolve({ loss: 0.25 }), options);
  const [path] = listRecords(options.folder);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('0.25', '0.15'));
  assert.throws(() => readRecord(path), { code: 'RECORD_CORRUPT', message: /edited/ });
  writeFileSync(path, text.slice(0, -20));
  await assert.rejects(recorded('curve', {}, () => Promise.resolve(1), options), { code: 'RECORD_CORRUPT' });
  for (const something of ['null', '3', '"x"', '[]', '{}', '[null]', 'true', '', '{"checksum":null}', '{"provenance":null}']) {
    writeFileSync(path, something);
    await assert.rejects(recorded('curve', {}, () => Promise.resolve(1), options), { name: 'RecordError', code: 'RECORD_CORRUPT' }, something);
  }
});

test('a name cannot leave the folder', async (t) => {
  const options = { folder: folderFor(t), engine: 'none' };
  for (const name of ['../x', '', 'a//b', 'a b']) {
    await assert.rejects(recorded(name, {}, () => Promise.resolve(1), options), { code: 'RECORD_NAME_INVALID' });
  }
});

test('a name that no file can have is refused before anything is computed, the longest one is taken', async (t) => {
  const options = { folder: folderFor(t), engine: 'none' };
  const compute = (): Promise<number> => Promise.resolve(1);
  for (const name of ['x'.repeat(197), `a/${'x'.repeat(300)}/b`]) {
    await assert.rejects(recorded(name, {}, () => assert.fail('computed'), options), { code: 'RECORD_NAME_INVALID', message: /at most 196/ });
  }
  assert.equal((await recorded(`a/${'x'.repeat(196)}`, {}, compute, options)).result, 1);
});

test('a result on another copy of the images than the inputs name says so, to whoever reads it', async (t) => {
  const options = { folder: folderFor(t), engine: 'none' };
  const compute = (): Promise<number> => Promise.resolve(1);
  const other = await recorded('other', { dataset: 'lossy' }, compute, { ...options, images: () => 'official' });
  assert.equal(other.provenance.otherImages, 'official');
  assert.match(provenanceText(other), /another copy of the images/);
  assert.match(provenanceTextOfAll([other, await recorded('other', { dataset: 'lossy' }, compute, options)]), /2 of them were measured on another copy/);
  const cases: readonly [Record<string, string>, string | undefined][] = [[{ dataset: 'lossy' }, 'lossy'], [{ dataset: 'lossy' }, undefined], [{ theory: 'exact' }, 'official']];
  for (const [index, [inputs, images]] of cases.entries()) {
    const same = await recorded(`same-${index}`, inputs, compute, { ...options, images: () => images });
    assert.equal('otherImages' in same.provenance, false);
    assert.doesNotMatch(provenanceText(same), /copy/);
  }
});
