import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { project } from '../../lib/src/base/project';
import * as library from '../../lib/src/face';
import * as paper from '../../lib/src/paper/face';
import { codeCells, NOTEBOOKS, readCells, textOf } from './notebook-files';

type Cells = (requireOfCells: (name: string) => unknown, exports: object) => Promise<void>;

const silent = async (): Promise<void> => Promise.resolve();
/** JavaScript has no name for the class of asynchronous functions. */
const AsyncFunction = silent.constructor as new (...words: string[]) => Cells;

/**
 * The keys of the records that a notebook's cells ask for. The cells run in this process, read records only, and show nothing.
 *
 * @throws whatever a cell throws, such as RECORD_ABSENT
 */
export async function recordsAskedBy(notebook: string): Promise<Set<string>> {
  const asked = new Set<string>();
  const folders = { ...project(), runs: mkdtempSync(join(tmpdir(), 'valleys-asked-')) };
  const openStudy = (options: paper.StudyOptions): paper.Study => (
    { ...paper.openStudy({ ...options, fresh: false, recordsOnly: true, run: {}, project: folders }), onRecord: (key: string) => void asked.add(key) }
  );
  const doors: Readonly<Record<string, object>> = {
    'asymmetric-valleys': { ...library, show: silent, showTable: silent, showText: silent, livePlace: () => silent, running: () => ({}) },
    'asymmetric-valleys/paper': { ...paper, openStudy, showClaims: silent },
  };
  try {
    await cellsOf(notebook)((name) => doors[name], {});
    return asked;
  } finally {
    rmSync(folders.runs, { recursive: true });
  }
}

/** All cells one after the other, as one function. */
function cellsOf(notebook: string): Cells {
  const source = codeCells(readCells(join(NOTEBOOKS, `${notebook}.ipynb`))).map((cell) => textOf(cell.source)).join('\n');
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  return new AsyncFunction('require', 'exports', outputText);
}
