import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const PROJECT = resolve(__dirname, '..', '..');

/** Files that are, or will be, in git; none where the project is not a clone. */
export function committedFiles(): string[] {
  if (!existsSync(join(PROJECT, '.git'))) return [];
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: PROJECT, encoding: 'utf8' });
  return listed.split('\n').filter((file) => file !== '' && existsSync(join(PROJECT, file)));
}

export function read(file: string): string {
  return readFileSync(join(PROJECT, file), 'utf8');
}

/** A document's Markdown without its code; of a notebook, its Markdown cells. */
export function proseOf(document: string): string {
  const text = document.endsWith('.ipynb') ? markdownCells(read(document)) : read(document);
  return text.replace(/```[\s\S]*?```/g, '');
}

function markdownCells(notebook: string): string {
  const { cells } = JSON.parse(notebook) as { cells: { cell_type: string; source: string | string[] }[] };
  return cells.filter((cell) => cell.cell_type === 'markdown').map(({ source }) => [source].flat().join('')).join('\n');
}
