import { closeSync, fstatSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { DatasetError } from '../base/errors';
import { fileError, openFile, readFile } from '../base/files';
import { requireCifar } from './cifar-folder';
import type { CifarLayout } from './cifar-layout';
import type { Dataset, Normalisation, Split } from './dataset';
import { provenanceNote } from './provenance';
import { fingerprint, sharedBytes } from './shared-memory';

const SIDE = 32;
const CHANNELS = 3;
const PLANE = SIDE * SIDE;
const IMAGE = PLANE * CHANNELS;
const RECORDS_AT_ONCE = 500;

/** Statistics of CIFAR-10's training images; the paper's code uses them for CIFAR-100 as well. */
const NORMALISATION: Normalisation = { mean: [0.4914, 0.4822, 0.4465], deviation: [0.2023, 0.1994, 0.201] };

/**
 * Reads CIFAR-10 or CIFAR-100 (fine labels) in the official binary layout. Rearranges the images once from three colour planes to
 * rows of pixels, channels last; they stay bytes.
 *
 * @param folder the folder that holds `cifar-10-batches-bin/` or `cifar-100-binary/`; default: `VALLEYS_DATA`, else the project's
 * `data/`
 * @throws DatasetError DATASET_ABSENT, DATASET_INCOMPLETE, DATASET_TRUNCATED, DATASET_FOREIGN, LABEL_OUT_OF_RANGE
 * @throws FileError if a file cannot be read
 */
export function readCifar(layout: CifarLayout, folder?: string): Dataset {
  const found = requireCifar(layout, folder);
  const classes = readClassNames(layout, join(found, layout.namesFile));
  const read = (files: readonly string[], images: number): Split => readSplit(layout, files.map((file) => join(found, file)), images);
  const train = read(layout.trainFiles, layout.imagesPerTrainFile);
  const test = read(layout.testFiles, layout.imagesPerTestFile);
  const identity = fingerprint(train, test);
  const note = provenanceNote(layout, found, identity);
  return { name: layout.name, classes, train, test, normalisation: NORMALISATION, fingerprint: identity, ...(note && { note }) };
}

function readClassNames(layout: CifarLayout, path: string): readonly string[] {
  const names = readFile(path).toString('latin1').split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');
  const expected = layout.labelRanges[layout.labelRanges.length - 1];
  if (names.length !== expected) throw foreign(layout, path, `holds ${names.length} class names instead of ${expected}`);
  return names;
}

function readSplit(layout: CifarLayout, paths: readonly string[], imagesPerFile: number): Split {
  const count = paths.length * imagesPerFile;
  const split = { inputs: sharedBytes(count * IMAGE), labels: new Uint8Array(count), count, shape: [SIDE, SIDE, CHANNELS] };
  paths.forEach((path, i) => readRecords(layout, path, imagesPerFile, split, i * imagesPerFile));
  return split;
}

/** Reads a file's records into a split, the first of them as example `first`. */
function readRecords(layout: CifarLayout, path: string, images: number, split: Split, first: number): void {
  const record = layout.labelRanges.length + IMAGE;
  const file = openFile(path);
  try {
    checkSize(layout, path, fstatSync(file).size, images * record);
    const buffer = new Uint8Array(RECORDS_AT_ONCE * record);
    for (let done = 0; done < images; done += RECORDS_AT_ONCE) {
      const records = Math.min(RECORDS_AT_ONCE, images - done);
      readFully(file, buffer.subarray(0, records * record), path);
      for (let i = 0; i < records; i++) {
        split.labels[first + done + i] = readLabel(layout, path, buffer, i * record, done + i);
        toChannelsLast(buffer, i * record + layout.labelRanges.length, split.inputs, (first + done + i) * IMAGE);
      }
    }
  } finally {
    closeSync(file);
  }
}

function readFully(file: number, buffer: Uint8Array, path: string): void {
  for (let done = 0; done < buffer.length;) {
    let got: number;
    try {
      got = readSync(file, buffer, done, buffer.length - done, null);
    } catch (cause) {
      throw fileError('read', path, cause);
    }
    if (got === 0)
      throw new DatasetError('DATASET_TRUNCATED', `${path} became shorter while it was read.`, 'Run it again when nothing writes to it.');
    done += got;
  }
}

function checkSize(layout: CifarLayout, path: string, size: number, expected: number): void {
  if (size === expected) return;
  if (size > expected) throw foreign(layout, path, `has ${size} bytes instead of ${expected}`);
  throw new DatasetError('DATASET_TRUNCATED', `${path} has ${size} bytes instead of ${expected}.`, renew(layout));
}

/** The record's class, the last of its label bytes. */
function readLabel(layout: CifarLayout, path: string, buffer: Uint8Array, at: number, index: number): number {
  layout.labelRanges.forEach((range, i) => {
    const label = buffer[at + i];
    if (label < range) return;
    const problem = `Image ${index} of ${path} has the label ${label}; labels are 0 … ${range - 1}.`;
    throw new DatasetError('LABEL_OUT_OF_RANGE', problem, renew(layout));
  });
  return buffer[at + layout.labelRanges.length - 1];
}

function toChannelsLast(planes: Uint8Array, from: number, image: Uint8Array | Float32Array, to: number): void {
  for (let c = 0; c < CHANNELS; c++) {
    const plane = from + c * PLANE;
    for (let i = 0, pixel = to + c; i < PLANE; i++, pixel += CHANNELS) image[pixel] = planes[plane + i];
  }
}

function foreign(layout: CifarLayout, path: string, what: string): DatasetError {
  return new DatasetError('DATASET_FOREIGN', `${path} ${what}: it is not a file of ${layout.name}'s binary version.`, renew(layout));
}

function renew(layout: CifarLayout): string {
  return `Remove its folder, then \`valleys data ${layout.name}\` downloads it again.`;
}
