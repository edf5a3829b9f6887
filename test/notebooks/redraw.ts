import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { project } from '../../lib/src/base/project';
import * as library from '../../lib/src/face';
import type { DisplayBundle } from '../../lib/src/notebook/kernel';
import * as paper from '../../lib/src/paper/face';
import { type Figure, toPlain } from '../../lib/src/figures';
import { codeCells, type NotebookCell, PLOTLY, textOf } from './notebook-files';

/** A figure whole, or any other output as its text. */
export type Shown = { readonly data: unknown; readonly layout: unknown; readonly frames?: unknown; readonly alt: string } | string;

/** What a notebook's cells showed when they ran again, and what they asked for. */
export interface Redrawn {
  /** What each cell showed, in order; null: a cell that trains, which is not run. */
  readonly cells: readonly (readonly Shown[] | null)[];
  /** Keys of the records that were read. */
  readonly asked: ReadonlySet<string>;
}

type Cells = (requireOfCells: (name: string) => unknown, exports: object, begin: (cell: number) => void) => Promise<void>;

const silent = async (): Promise<void> => Promise.resolve();
/** JavaScript has no name for the class of asynchronous functions. */
const AsyncFunction = silent.constructor as new (...words: string[]) => Cells;

/**
 * Runs all cells of a notebook in this process, from records only: nothing is measured that has a record, and no image is drawn.
 *
 * @throws whatever a cell throws, such as RECORD_ABSENT
 */
export async function redraw(cells: readonly NotebookCell[]): Promise<Redrawn> {
  const code = codeCells(cells);
  const shown: Shown[][] = code.map(() => []);
  const asked = new Set<string>();
  const runs = mkdtempSync(join(tmpdir(), 'valleys-redrawn-'));
  let current = shown[0];
  const libraryOfCells = { ...library, ...showingIn(() => current), running: () => ({}) };
  const openStudy = (options: paper.StudyOptions): paper.Study => (
    { ...paper.openStudy({ ...options, fresh: false, recordsOnly: true, run: {}, project: { ...project(), runs } }), onRecord: (key) => void asked.add(key) }
  );
  const showClaims = (claims: readonly paper.Claim[]): void => { paper.showClaims(claims, (bundle) => current.push(textShown(bundle))); };
  const showAnswers = (study: paper.Study): void => { paper.showAnswers(study, (bundle) => current.push(textShown(bundle))); };
  const paperOfCells = { ...paper, openStudy, showClaims, showAnswers };
  const doors: Readonly<Record<string, object>> = { 'asymmetric-valleys': libraryOfCells, 'asymmetric-valleys/paper': paperOfCells };
  try {
    await program(code)((name) => doors[name], {}, (cell) => void (current = shown[cell]));
    const own = (outputs: Shown[]): Shown[] => outputs.map((output) => (typeof output === 'string' ? output.replaceAll(relative('.', runs), 'runs') : output));
    return { cells: shown.map((outputs, cell) => (trains(code[cell]) ? null : own(outputs))), asked };
  } finally {
    rmSync(runs, { recursive: true });
  }
}

/** What a committed cell shows, without what it prints and the lines of progress. */
export function shownBy(cell: NotebookCell): Shown[] {
  const bundles = (cell.outputs ?? []).flatMap(({ data }) => (data?.[PLOTLY] !== undefined || data?.['text/html'] !== undefined ? [data] : []));
  return bundles.map((data) => {
    const figure = data[PLOTLY] as { data: unknown; layout: unknown; frames?: unknown } | undefined;
    const text = textOf(data['text/plain']);
    return figure ? { data: figure.data, layout: figure.layout, ...(figure.frames !== undefined && { frames: figure.frames }), alt: text } : text;
  });
}

const trains = (cell: NotebookCell): boolean => textOf(cell.source).includes('trainInFolder');

/** All cells but those that train, one after the other, as one function. */
function program(code: readonly NotebookCell[]): Cells {
  const source = code.flatMap((cell, i) => (trains(cell) ? [] : [`begin(${i});`, textOf(cell.source)])).join('\n');
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  return new AsyncFunction('require', 'exports', 'begin', ts.transpileModule(source, { compilerOptions }).outputText);
}

const textShown = ({ data }: DisplayBundle): string => textOf(data['text/plain']);

/** As a front end receives it: as JSON. */
function figureShown({ motion, alt, caption, live, ...still }: Figure): Shown[] {
  const { data, layout } = live ?? still;
  const moving = motion && { layout: { ...layout, ...motion.layout }, frames: motion.frames };
  return [JSON.parse(JSON.stringify({ data, layout, ...moving, alt })) as Shown, `Figure. ${toPlain(caption)}`];
}

/** The library's functions that show something, for cells whose outputs are collected. */
function showingIn(cell: () => Shown[]): object {
  return {
    show: (figure: Figure) => void cell().push(...figureShown(figure)),
    showText: (text: string) => { library.showText(text, (bundle) => cell().push(textShown(bundle))); },
    showTable: (...[table, options]: Parameters<typeof library.showTable>) => {
      library.showTable(table, options, (bundle) => cell().push(textShown(bundle)));
    },
    livePlace: () => {
      let place: Shown[] | undefined;
      const [outputs, at] = [cell(), cell().length];
      return (figure: Figure) => {
        outputs.splice(at, place?.length ?? 0, ...(place = figureShown(figure)));
      };
    },
  };
}
