import { extract, type ReadEntry } from 'tar';
import { DatasetError, ValleysError } from '../base/errors';
import { fileError } from '../base/files';
import { requireCifar } from './cifar-folder';
import type { CifarLayout } from './cifar-layout';

/**
 * Unpacks the dataset's own files from an archive into a folder. Skips links, devices, paths that lead elsewhere, and all other
 * names.
 *
 * @throws DatasetError ARCHIVE_CORRUPT
 * @throws FileError
 */
export async function unpack(layout: CifarLayout, archive: string, folder: string): Promise<void> {
  const files = [...layout.trainFiles, ...layout.testFiles, layout.namesFile, ...layout.otherFiles];
  const expected = new Set(files.map((file) => `${layout.folder}/${file}`));
  try {
    await extract({
      file: archive,
      cwd: folder,
      strict: true,
      noMtime: true,
      filter: (path, entry) => isPlainFile(entry as ReadEntry) && expected.has(path.replace(/^\.\//, '')),
    });
    requireCifar(layout, folder);
  } catch (cause) {
    throw isSystemError(cause) ? fileError('write', folder, cause) : corrupt(layout, cause);
  }
}

function isPlainFile(entry: ReadEntry): boolean {
  return entry.type === 'File' || entry.type === 'OldFile';
}

/** Whether the file system caused the error, rather than the archive's content. */
function isSystemError(cause: unknown): boolean {
  const { errno, code } = cause as NodeJS.ErrnoException;
  return typeof errno === 'number' && code !== undefined && !code.startsWith('Z_');
}

function corrupt(layout: CifarLayout, cause: unknown): DatasetError {
  const what = cause instanceof ValleysError ? 'it lacks files of the dataset' : (cause as Error).message;
  const problem = `The archive from ${layout.archive.url} cannot be unpacked: ${what}.`;
  return new DatasetError('ARCHIVE_CORRUPT', problem, 'Nothing was kept; try the download again.', { cause });
}
