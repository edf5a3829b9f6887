import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DatasetError } from '../base/errors';
import { project } from '../base/project';
import type { CifarLayout } from './cifar-layout';

/** The folder that holds the datasets: the given one, else `VALLEYS_DATA`, else `data/` of the project. */
function dataFolder(folder?: string): string {
  return resolve(folder ?? (process.env.VALLEYS_DATA || join(project().folder, 'data')));
}

/** The folder of the dataset's files, whether it exists or not. `folder` may also name the unpacked folder itself. */
export function cifarFolder(layout: CifarLayout, folder?: string): string {
  const given = dataFolder(folder);
  return basename(given) === layout.folder ? given : join(given, layout.folder);
}

/** Whether the dataset's folder exists; its files may still be bad. */
export function hasCifar(layout: CifarLayout, folder?: string): boolean {
  return existsSync(cifarFolder(layout, folder));
}

/** @throws DatasetError DATASET_ABSENT if the folder does not exist, DATASET_INCOMPLETE if a file does not */
export function requireCifar(layout: CifarLayout, folder?: string): string {
  const found = cifarFolder(layout, folder);
  const download = `\`valleys data ${layout.name}\` downloads it`;
  if (!existsSync(found)) {
    const source = folder === undefined && process.env.VALLEYS_DATA ? ' (from VALLEYS_DATA)' : '';
    const remedy = `${download}, or set VALLEYS_DATA to the folder that holds ${layout.folder}/.`;
    throw new DatasetError('DATASET_ABSENT', `There is no ${layout.folder}/ in ${dirname(found)}${source}.`, remedy);
  }
  const missing = [...layout.trainFiles, ...layout.testFiles, layout.namesFile].filter((file) => !existsSync(join(found, file)));
  if (missing.length > 0) {
    const remedy = `It must be the binary version of ${layout.name}; remove the folder, then ${download}.`;
    throw new DatasetError('DATASET_INCOMPLETE', `${found} lacks ${missing.join(', ')}.`, remedy);
  }
  return found;
}
