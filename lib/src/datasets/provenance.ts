import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readText, writeFile } from '../base/files';
import type { CifarLayout } from './cifar-layout';

/** The file beside data that this library unpacked itself. */
const PROVENANCE_FILE = 'valleys-provenance.json';

/** Where a folder's files came from, and the dataset that they held then. */
interface Provenance {
  readonly url: string;
  /** Of the archive, verified before it was unpacked. */
  readonly md5: string;
  /** Absent if an earlier version unpacked it. */
  readonly sha256?: string;
  /** Of the dataset in these files. */
  readonly fingerprint: string;
  /** ISO 8601. */
  readonly date: string;
}

/** Records that the files in `folder` come from the verified archive. @throws FileError */
export function writeProvenance(layout: CifarLayout, folder: string, fingerprint: string): void {
  const provenance: Provenance = { ...layout.archive, fingerprint, date: new Date().toISOString() };
  writeFile(join(folder, PROVENANCE_FILE), `${JSON.stringify(provenance, undefined, 2)}\n`);
}

/** A warning to readers that files are not, or not provably, those of the official archive; undefined if they are. */
export function provenanceNote(layout: CifarLayout, folder: string, fingerprint: string): string | undefined {
  const provenance = readProvenance(join(folder, PROVENANCE_FILE));
  if (provenance?.md5 !== layout.archive.md5) {
    return (
      'Of unknown origin: this library did not unpack these files from the official archive, so the images may differ from the ' +
      'official ones.'
    );
  }
  if (provenance.fingerprint !== fingerprint)
    return 'Changed: the images are no longer those of the official archive that was unpacked here.';
  return undefined;
}

function readProvenance(path: string): Partial<Provenance> | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return (JSON.parse(readText(path)) as Partial<Provenance> | null) ?? undefined;
  } catch {
    return undefined;
  }
}
