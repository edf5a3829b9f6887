import { existsSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { RecordError } from '../base/errors';
import { readFile } from '../base/files';

/** Sources and compiled library lie equally deep; only the build writes identities. */
const ROOT = join(__dirname, '..');
const IDENTITIES = join(ROOT, '..', 'dist', 'code-identity.json');

let known: Readonly<Record<string, string>> | undefined;

/**
 * Identity of the code behind a measurement: a hash of all code that its function reaches and that can change a number. The hash is
 * taken from the syntax tree: a changed operator changes it; moves, imports, types, comments, layout and the words of errors and
 * progress do not. The build computes it (setup/identity) for every call of this function that it finds. A record made by other
 * code is shown with a notice, see `recorded`.
 *
 * @param file always `__filename`
 * @param compute the function that computes the result, by its name in this module or in an import. Its arguments must be plain
 * data that the record's inputs contain or name by a hash: a function among them would not be followed
 * @throws RecordError CODE_UNKNOWN if the library was not built after the call was written
 */
export function codeIdentity(file: string, compute: { readonly name: string }): string {
  const module = relative(ROOT, file).slice(0, -extname(file).length);
  return identityOf(`${module}#${compute.name}`);
}

/** Identity of all instruments of the library, for results of a user's own code. @throws as {@link codeIdentity} */
export function instrumentsIdentity(): string {
  return identityOf('instruments');
}

function identityOf(key: string): string {
  known ??= existsSync(IDENTITIES) ? (JSON.parse(readFile(IDENTITIES).toString('utf8')) as Record<string, string>) : {};
  const identity = known[key];
  if (identity !== undefined) return identity;
  throw new RecordError('CODE_UNKNOWN', `The library was built without an identity of ${key}.`, 'Build it again: npm run build');
}
