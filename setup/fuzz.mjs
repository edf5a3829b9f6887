// `npm run fuzz`: sets up what is missing, then calls everything public with wrong arguments (test/fuzz).
import { parseArgs } from 'node:util';
import { runScript } from '../lib/setup/script.mjs';
import { runTypeScript } from './child.mjs';
import { setUp } from './setup.mjs';

const HELP = `npm run fuzz [-- --seed N] [-- --calls N] [-- --seconds N] [-- --only NAME…] [-- --case N] [-- --workers N] [-- --verbose]

Calls every public function, every reader of files and every command with one fault at a time. Prints each case that neither
ends in an error of the library nor gives a correct result, then a table. Exit code 1 if there was one. Ctrl-C ends it with
the table so far.
  --seed N      seed of the order of the cases (default: from the clock; printed)
  --calls N     stop after so many calls (default: no limit)
  --seconds N   stop after so many seconds (default: 600, or no limit with --calls)
  --only NAME   a group (a row of the table) or a function; may be given more than once
  --case N      with --only: only the case of that number, as printed; needs the same seed
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
