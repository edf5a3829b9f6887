import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const PROJECT = resolve(__dirname, '..', '..');
/** MIME type of Plotly's figures. */
export const PLOTLY = 'application/vnd.plotly.v1+json';
export const NOTEBOOKS = join(PROJECT, 'notebooks');

export interface Output {
  readonly output_type: 'stream' | 'display_data' | 'execute_result' | 'error';
  readonly name?: string;
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface NotebookCell {
  readonly cell_type: 'code' | 'markdown' | 'raw';
  readonly source: string | readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly execution_count?: number | null;
  readonly outputs?: readonly Output[];
}

/** The notebooks of the project, by file name, in order. */
export function notebookNames(): string[] {
  return readdirSync(NOTEBOOKS).filter((file) => file.endsWith('.ipynb')).sort();
}

export function readCells(path: string): NotebookCell[] {
  return (JSON.parse(readFileSync(path, 'utf8')) as { cells: NotebookCell[] }).cells;
}

export function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join('') : String(value ?? '');
}

export function codeCells(cells: readonly NotebookCell[]): NotebookCell[] {
  return cells.filter((cell) => cell.cell_type === 'code' && textOf(cell.source).trim() !== '');
}

/** Everything that an output says as text, images left out. */
export function outputText(output: Output): string {
  const data = Object.entries(output.data ?? {}).filter(([kind]) => !kind.startsWith('image/'));
  return [textOf(output.text), ...data.map(([, value]) => (typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : textOf(value)))].join('\n');
}

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in the project's folder to its end. */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((done) => {
    execFile(program, args, { cwd: PROJECT, maxBuffer: 1 << 26, env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      const code: unknown = error?.code;
      done({ status: error ? (typeof code === 'number' ? code : 1) : 0, stdout, stderr });
    });
  });
}
