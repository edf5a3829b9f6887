import { dirname } from 'node:path/posix';
import { print, printJson } from '../../cli/terminal';
import { isTrainingGroup, type Listed, listStudy } from '../run/listing';
import { sectionNames } from '../sections';
import { isComplete } from '../study/solutions';
import type { Study } from '../study/study';
import { studyTrainings, trainingGroupAbout, trainingGroups } from '../study/trainings';

/** Number of names printed of missing results; programs get all. */
const NAMES_SHOWN = 6;

/** Prints the studies, with the number of their finished trainings. */
export function printStudies(study: Study, json = false): void {
  const studies = trainingGroups.map((name) => {
    const trainings = studyTrainings(name, study.scale);
    const trained = trainings.filter((training) => isComplete(study, training)).length;
    return { name, about: trainingGroupAbout(name), trainings: trainings.length, trained };
  });
  if (json) return printJson({ scale: study.scale.name, dataset: study.scale.dataset, studies, sections: sectionNames });
  for (const { name, about, trainings, trained } of studies) print(`${name.padEnd(17)} ${trained} of ${trainings} trained: ${about}`);
  print(`${'sections'.padEnd(17)} ${sectionNames.join(', ')}: the records that a section's notebook shows; --list counts them`);
}

/** Prints the trainings of a group or the records of a section, done or not; without a name the records of all sections. */
export async function printList(study: Study, name: string | undefined, json = false): Promise<void> {
  const names = name === undefined ? sectionNames : [name];
  const lists: (readonly Listed[])[] = [];
  for (const each of names) lists.push(await listStudy(study, each));
  if (json) return printJson(lists.flat());
  for (const [i, listed] of lists.entries()) {
    print(`${names[i]}: ${countText(listed)} ${isTrainingGroup(names[i]) ? 'trainings' : 'records'} done`);
    if (name !== undefined) print(foldersText(listed));
    const missing = listed.filter(({ done }) => !done).map(({ key }) => key);
    if (missing.length > 0) print(`  missing:\n${namesText(missing, '    ')}`);
  }
}

/** The first few of some names, one per line. */
export function namesText(names: readonly string[], indent = '  '): string {
  const more = names.length > NAMES_SHOWN ? [`and ${names.length - NAMES_SHOWN} more`] : [];
  return [...names.slice(0, NAMES_SHOWN), ...more].map((line) => `${indent}${line}`).join('\n');
}

/** One line for each folder. */
function foldersText(listed: readonly Listed[]): string {
  const folders = [...new Set(listed.map(({ key }) => dirname(key)))];
  const width = Math.max(...folders.map(({ length }) => length));
  return folders.map((folder) => `  ${folder.padEnd(width)}  ${countText(listed.filter(({ key }) => dirname(key) === folder))}`).join('\n');
}

function countText(listed: readonly Listed[]): string {
  return `${listed.filter(({ done }) => done).length} of ${listed.length}`;
}
