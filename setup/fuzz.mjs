// `npm run fuzz`: sets up what is missing, then hands wrong things to everything that is public (test/fuzz).
import { parseArgs } from 'node:util';
import { runScript } from '../lib/setup/script.mjs';
import { setUp } from './setup.mjs';
import { runTypeScript } from './typescript.mjs';

const HELP = `npm run fuzz [-- --seed N] [-- --calls N] [-- --seconds N] [-- --only NAME…] [-- --case N] [-- --workers N] [-- --verbose]

Calls every public function, every reader of files and every command with one thing wrong at a time, and prints each case that is
not refused by an error of the library or measured right, then a table. Exit code 1 if there was one. Ctrl-C ends it with the
table so far.
  --seed N      the order of the cases; default: by the clock. It is printed
  --calls N     stop after so many (default: no limit)
  --seconds N   stop after so long (default: 600, or no limit beside --calls)
  --only NAME   a group (a row of the table) or a function; may be given more than once
  --case N      with --only: the one case of that number, as printed; needs the same seed
  --workers N   processes at once (default: 2)
  --verbose     print every case
`;

const text = /** @type {const} */ ({ type: 'string' });

runScript(import.meta.url, async () => {
  const options = { seed: text, calls: text, seconds: text, only: { ...text, multiple: true }, case: text, workers: text,
    verbose: { type: /** @type {const} */ ('boolean') }, help: { type: /** @type {const} */ ('boolean'), short: 'h' } };
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(HELP);
  await setUp({ quiet: true });
  return runTypeScript('test/fuzz/fuzz.ts', process.argv.slice(2));
});
