import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { checkClaims, checkExecuted, checkReadable } from './checks';
import { codeCells, NOTEBOOKS, type NotebookCell, notebookNames, readCells } from './notebook-files';

test('the notebooks that the README names are there', () => {
  for (const name of ['00-start-here', '01-introduction', '03-asymmetric-valleys', '04-bias-and-generalization', '05-averaging-creates-bias', '06-1-swa', '06-2-batch-size', '06-3-width', '07-batch-norm', '08-your-own-model']) assert.ok(notebookNames().includes(`${name}.ipynb`), name);
});

/** Whether no cell has been executed; a notebook of which only some have is broken. */
const awaitsItsTrainings = (cells: readonly NotebookCell[]): boolean => codeCells(cells).every(({ execution_count: count, outputs }) => count === null && (outputs ?? []).length === 0);

for (const name of notebookNames()) {
  test(`${name}, as committed, is executed, whole and free of paths`, (t) => {
    const cells = readCells(join(NOTEBOOKS, name));
    checkReadable(name, cells);
    if (awaitsItsTrainings(cells)) return t.skip('not executed yet: its trainings or measurements are to come');
    checkExecuted(name, cells);
    checkClaims(name, cells);
  });
}
