import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { checkClaims, checkExecuted, checkReadable } from './checks';
import { NOTEBOOKS, notebookNames, readCells } from './notebook-files';

test('the notebooks that the README names are there', () => {
  for (const name of ['00-start-here.ipynb', '03-asymmetric-valleys.ipynb']) assert.ok(notebookNames().includes(name), name);
});

for (const name of notebookNames()) {
  test(`${name}, as committed, is executed, whole and free of paths`, () => {
    const cells = readCells(join(NOTEBOOKS, name));
    checkExecuted(name, cells);
    checkReadable(name, cells);
    checkClaims(name, cells);
  });
}
