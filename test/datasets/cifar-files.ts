import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generator } from '../../lib/src/base/random';
import { CIFAR10, CIFAR100, type CifarLayout } from '../../lib/src/datasets/cifar-layout';

/** The official layouts with fewer images in each file. */
export const SMALL10: CifarLayout = { ...CIFAR10, imagesPerTrainFile: 7, imagesPerTestFile: 5 };
export const SMALL100: CifarLayout = { ...CIFAR100, imagesPerTrainFile: 503, imagesPerTestFile: 5 };

/** Makes an empty folder and removes it after the test. */
export function temporaryFolder(context: { after(action: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'datasets-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Random records in the official format. */
export function records(layout: CifarLayout, images: number, stream: string): Uint8Array {
  const source = generator(0, stream);
  const size = layout.labelRanges.length + 3072;
  const bytes = Uint8Array.from({ length: images * size }, () => source.integer(256));
  for (let i = 0; i < images; i++) layout.labelRanges.forEach((range, k) => (bytes[i * size + k] = source.integer(range)));
  return bytes;
}

/** Writes all files of a layout below `folder`; returns the folder that holds them. */
export function writeCifar(layout: CifarLayout, folder: string): string {
  const made = join(folder, layout.folder);
  mkdirSync(made, { recursive: true });
  for (const file of layout.trainFiles) writeFileSync(join(made, file), records(layout, layout.imagesPerTrainFile, file));
  for (const file of layout.testFiles) writeFileSync(join(made, file), records(layout, layout.imagesPerTestFile, file));
  const classes = layout.labelRanges[layout.labelRanges.length - 1];
  writeFileSync(join(made, layout.namesFile), Array.from({ length: classes }, (_, i) => `class-${i}\n`).join('') + '\n');
  return made;
}
