// `npm run soak`: sets up what is missing, then repeats typical uses and watches memory (test/soak).
import { parseArgs } from 'node:util';
import { runScript } from '../lib/setup/script.mjs';
import { runTypeScript } from './child.mjs';
import { setUp } from './setup.mjs';

const HELP = `npm run soak [-- --minutes N]

Builds models and runners, trains, measures, draws, reads records and makes mistakes, over and over, for N minutes (default 60), and
checks that memory and the number of tensors stay flat. Exit code 1 if not.
`;

runScript(import.meta.url, async () => {
  const { values } = parseArgs({ options: { minutes: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) return void process.stdout.write(HELP);
  await setUp({ quiet: true });
  return runTypeScript('test/soak/soak.ts', process.argv.slice(2));
});
