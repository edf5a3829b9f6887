// `npm run bench`: sets up what is missing, then measures the speed; the options are those of `valleys bench`.
import { join } from 'node:path';
import { root } from '../lib/setup/project.mjs';
import { runScript } from '../lib/setup/script.mjs';
import { runNode } from './child.mjs';
import { setUp } from './setup.mjs';

runScript(import.meta.url, async () => {
  // Stdout is for the result: with --json a program reads it.
  const write = process.stdout.write;
  process.stdout.write = process.stderr.write.bind(process.stderr);
  await setUp({ quiet: true });
  process.stdout.write = write;
  return runNode([join(root, 'lib', 'bin', 'valleys.js'), 'bench', ...process.argv.slice(2)], process.cwd());
});
