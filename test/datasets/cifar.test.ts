import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { DatasetError } from '../../lib/src/base/errors';
import { readCifar } from '../../lib/src/datasets/cifar';
import { records, SMALL10, SMALL100, temporaryFolder, writeCifar } from './cifar-files';

/** The error must name the file, and be of the given code. */
function failing(code: string, names: string): (error: unknown) => boolean {
  return (error) => error instanceof DatasetError && error.code === code && error.message.includes(names) && error.remedy.length > 0;
}

for (const layout of [SMALL10, SMALL100]) {
  test(`${layout.name}: every pixel and label is where the plain reading of the format says`, (context) => {
    const folder = temporaryFolder(context);
    const made = writeCifar(layout, folder);
    const dataset = readCifar(layout, folder);
    assert.equal(dataset.classes.length, layout.labelRanges.at(-1));
    const labelBytes = layout.labelRanges.length;
    const size = labelBytes + 3072;
    for (const [split, files] of [[dataset.train, layout.trainFiles], [dataset.test, layout.testFiles]] as const) {
      const bytes = Buffer.concat(files.map((file) => readFileSync(join(made, file))));
      assert.equal(split.count, bytes.length / size);
      assert.deepEqual(split.shape, [32, 32, 3]);
      for (let i = 0; i < split.count; i += 3) {
        assert.equal(split.labels[i], bytes[i * size + labelBytes - 1]);
        for (let y = 0; y < 32; y += 5) {
          for (let x = 0; x < 32; x++) {
            for (let c = 0; c < 3; c++) {
              assert.equal(split.inputs[((i * 32 + y) * 32 + x) * 3 + c], bytes[i * size + labelBytes + c * 1024 + y * 32 + x]);
            }
          }
        }
      }
    }
  });
}

test('the unpacked folder itself may be given', (context) => {
  const folder = temporaryFolder(context);
  const made = writeCifar(SMALL10, folder);
  assert.equal(readCifar(SMALL10, made).fingerprint, readCifar(SMALL10, folder).fingerprint);
});

test('VALLEYS_DATA is used where no folder is given', (context) => {
  const folder = temporaryFolder(context);
  writeCifar(SMALL10, folder);
  const before = process.env.VALLEYS_DATA;
  context.after(() => (before === undefined ? delete process.env.VALLEYS_DATA : (process.env.VALLEYS_DATA = before)));
  process.env.VALLEYS_DATA = folder;
  assert.equal(readCifar(SMALL10).train.count, 35);
  process.env.VALLEYS_DATA = join(folder, 'nowhere');
  assert.throws(() => readCifar(SMALL10), failing('DATASET_ABSENT', 'VALLEYS_DATA'));
});

test('the fingerprint changes with one bit of an image or one label, and with nothing else', (context) => {
  const folder = temporaryFolder(context);
  const file = join(writeCifar(SMALL10, folder), 'test_batch.bin');
  const bytes = readFileSync(file);
  const original = readCifar(SMALL10, folder).fingerprint;
  assert.match(original, /^[0-9a-f]{64}$/);
  for (const at of [0, 3073 + 1000]) {
    const changed = Buffer.from(bytes);
    changed[at] = at === 0 ? (changed[at] + 1) % 10 : changed[at] ^ 1;
    writeFileSync(file, changed);
    assert.notEqual(readCifar(SMALL10, folder).fingerprint, original);
  }
  writeFileSync(file, bytes);
  assert.equal(readCifar(SMALL10, folder).fingerprint, original);
});

test('files that this library did not unpack are noted', (context) => {
  const folder = temporaryFolder(context);
  const made = writeCifar(SMALL10, folder);
  assert.match(readCifar(SMALL10, folder).note ?? '', /unknown origin/);
  for (const nonsense of ['', 'null', '{"md5": 3}']) {
    writeFileSync(join(made, 'valleys-provenance.json'), nonsense);
    assert.match(readCifar(SMALL10, folder).note ?? '', /unknown origin/);
  }
});

test('an absent folder names the folder, the download and VALLEYS_DATA', (context) => {
  const folder = temporaryFolder(context);
  assert.throws(() => readCifar(SMALL10, folder), (error) => {
    return failing('DATASET_ABSENT', folder)(error) && /valleys data cifar10.*VALLEYS_DATA/.test((error as DatasetError).remedy);
  });
});

test('a missing file is named', (context) => {
  const folder = temporaryFolder(context);
  rmSync(join(writeCifar(SMALL10, folder), 'data_batch_3.bin'));
  assert.throws(() => readCifar(SMALL10, folder), failing('DATASET_INCOMPLETE', 'data_batch_3.bin'));
});

test('a truncated file is refused, cut within a record or between two', (context) => {
  for (const size of [0, 3073 * 7 - 1, 3073 * 6]) {
    const folder = temporaryFolder(context);
    truncateSync(join(writeCifar(SMALL10, folder), 'data_batch_2.bin'), size);
    assert.throws(() => readCifar(SMALL10, folder), failing('DATASET_TRUNCATED', 'data_batch_2.bin'));
  }
});

test('a file that is too long, or text in its place, is foreign', (context) => {
  const folder = temporaryFolder(context);
  const made = writeCifar(SMALL10, folder);
  appendFileSync(join(made, 'test_batch.bin'), records(SMALL10, 1, 'one more'));
  assert.throws(() => readCifar(SMALL10, folder), failing('DATASET_FOREIGN', 'test_batch.bin'));
  writeCifar(SMALL10, folder);
  writeFileSync(join(made, 'batches.meta.txt'), '<html>Not found</html>\n');
  assert.throws(() => readCifar(SMALL10, folder), failing('DATASET_FOREIGN', 'batches.meta.txt'));
});

test('a label out of range is refused, coarse ones included', (context) => {
  for (const [layout, file, at] of [[SMALL10, 'data_batch_5.bin', 2 * 3073], [SMALL100, 'test.bin', 0], [SMALL100, 'test.bin', 1]] as const) {
    const folder = temporaryFolder(context);
    const path = join(writeCifar(layout, folder), file);
    const bytes = readFileSync(path);
    bytes[at] = layout.labelRanges[at === 1 ? 1 : 0];
    writeFileSync(path, bytes);
    assert.throws(() => readCifar(layout, folder), failing('LABEL_OUT_OF_RANGE', file));
  }
});
