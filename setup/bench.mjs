// `npm run bench`: sets up what is missing, then measures the speed; the options are those of `valleys bench`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../lib/setup/project.mjs';
import { runScript } from '../lib/setup/script.mjs';
import { setUp } from './setup.mjs';

runScript(import.meta.url, async () => {
  // Stdout is for the result: with --json a program reads it.
  const write = process.stdout.write;
  process.stdout.write = process.stderr.write.bind(process.stderr);
  await setUp({ quiet: true });
  process.stdout.write = write;
  const child = spawn(process.execPath, [join(root, 'lib', 'bin', 'valleys.js'), 'bench', ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.removeAllListeners(signal);
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((done, fail) => child.once('error', fail).once('exit', (status) => done(status ?? 130)));
});
