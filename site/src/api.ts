import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The two faces: the library's has a page for each name, the paper's a page for each of its groups. */
const FACES = [
  { out: 'api', entry: 'lib/src/index.ts', tsconfig: 'lib/tsconfig.json', router: 'member', title: 'asymmetric-valleys' },
  {
    out: 'api-paper', entry: 'lib/src/paper/index.ts', tsconfig: 'lib/src/paper/tsconfig.json', router: 'module',
    title: 'asymmetric-valleys/paper',
  },
] as const;

/**
 * Writes the reference of the library's and the paper's exports, from their types and comments.
 *
 * @param project its folder @param out folder of the pages @returns the pages of the library's names
 */
export function writeReference(project: string, out: string): ReadonlyMap<string, string> {
  for (const face of FACES) {
    const options = {
      entryPoints: [join(project, face.entry)],
      tsconfig: join(project, face.tsconfig),
      plugin: ['typedoc-plugin-markdown'],
      out: join(out, face.out),
      name: face.title,
      router: face.router,
      entryFileName: 'index',
      readme: 'none',
      // TensorFlow.js's own names have their own reference.
      excludeExternals: true,
      disableSources: true,
      skipErrorChecking: true,
      hideBreadcrumbs: true,
      hidePageHeader: true,
      parametersFormat: 'table',
      interfacePropertiesFormat: 'table',
      typeAliasPropertiesFormat: 'table',
      logLevel: 'Error',
    };
    const file = join(out, `${face.out}.json`);
    writeFileSync(file, JSON.stringify(options));
    const typedoc = join(dirname(require.resolve('typedoc/package.json')), 'bin', 'typedoc');
    execFileSync(process.execPath, [typedoc, '--options', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const pages = readdirSync(join(out, 'api'), { recursive: true }).map(String).filter((path) => /^[\w-]+\/\w+\.md$/.test(path));
  return new Map(pages.map((path) => [basename(path, '.md'), `/api/${path.replace(/\.md$/, '.html')}`]));
}
