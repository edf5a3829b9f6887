import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../base/files';

/**
 * The modules that define what a measurement means. Those that only make it fast (engine, runners) are left out: the
 * tests hold them to the same results.
 */
const DEFINING = [
  'base/random',
  'training/batch-norm',
  'training/evaluation',
  'landscape/asymmetry',
  'landscape/asymmetry-index',
  'landscape/asymmetry-uncertainty',
  'landscape/bootstrap',
  'landscape/curve',
  'landscape/definition',
  'landscape/directions',
  'landscape/distances',
  'landscape/filters',
  'landscape/orthogonal',
  'landscape/point',
  'landscape/profile',
  'landscape/radius',
  'landscape/statistics',
  'landscape/vector',
] as const;

const COMPILED = join(__dirname, '..', '..', 'dist');

const known = new Map<string, string>();

/**
 * Hash of the code that defines a measurement, as compiled and without its comments. A record made by other code is
 * shown with a notice, see `recorded`.
 *
 * @param more modules that define it besides those of every measurement, such as `landscape/shift-gap`
 */
export function codeHash(more: readonly string[] = []): string {
  const modules = [...DEFINING, ...[...more].sort()];
  const key = modules.join();
  const hash = known.get(key) ?? sha256(...modules.map((module) => withoutComments(moduleText(module)))).slice(0, 16);
  known.set(key, hash);
  return hash;
}

function moduleText(module: string): string {
  return readFileSync(join(COMPILED, `${module}.js`), 'utf8');
}

function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*(\/\/|\/\*|\*)/.test(line))
    .join('\n');
}
