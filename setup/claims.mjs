// `npm run claims`: rewrites what README.md and docs/scale.md say from measurements, from the committed records and checkpoints alone.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupFailure } from '../lib/setup/command.mjs';
import { root, writeWhole } from '../lib/setup/project.mjs';
import { runScript } from '../lib/setup/script.mjs';
import { setUp } from './setup.mjs';

const HELP = `npm run claims [-- --compute]

Rewrites the generated parts of README.md (claims, solutions, figures, throughput, times) and its figures, and of docs/scale.md.
  --compute   compute the records that are missing first; needs the dataset, and takes minutes to an hour

Without --compute it reads records and checkpoints only, needs no dataset, and refuses if a record is missing.
`;

runScript(import.meta.url, async () => {
  const { values } = parseArgs({ options: { compute: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) return void process.stdout.write(HELP);
  await setUp({ quiet: true });
  // The README is about the scale whose records the project ships.
  delete process.env.VALLEYS_SCALE;
  const library = createRequire(join(root, 'lib', 'dist', 'index.js'));
  const { openStudy } = library('./paper/study/study');
  const { makeReport, REPORT_FIGURE } = library('./paper/report/report');
  const { withGenerated } = library('./paper/report/generated');
  const { programmeMarkdown } = library('./paper/run/programme');
  const { savePng } = library('./figures');
  try {
    if (values.compute) await makeReport(openStudy({ section: '03', scale: 'laptop', run: { onProgress: progress() } }));
    const { parts, figure, images } = await makeReport(openStudy({ section: '03', scale: 'laptop', recordsOnly: true }));
    const readme = join(root, 'README.md');
    writeWhole(readme, withGenerated(readFileSync(readme, 'utf8'), parts));
    const scale = join(root, 'docs', 'scale.md');
    writeWhole(scale, withGenerated(readFileSync(scale, 'utf8'), { programme: programmeMarkdown(join(root, 'data', 'records')) }));
    await savePng(figure, join(root, REPORT_FIGURE));
    for (const { path, png } of images) writeWhole(join(root, path), png);
    process.stdout.write(`README.md, its ${images.length + 1} figures and docs/scale.md are up to date.\n`);
  } catch (error) {
    throw clear(error);
  }
});

/** @returns {(progress: {label: string}) => void} prints each piece of work once */
function progress() {
  let last = '';
  return ({ label }) => {
    if (label !== last) process.stdout.write(`${label}\n`);
    last = label;
  };
}

/** The library's errors bring their remedy along; a missing record has a simpler one here. @param {unknown} error @returns {unknown} */
function clear(error) {
  if (!(error instanceof Error && 'remedy' in error && 'code' in error)) return error;
  const remedy = String(error.remedy);
  const problem = error.message.slice(0, -remedy.length).trim();
  return new SetupFailure(problem, error.code === 'RECORD_ABSENT' ? 'Compute what is missing: npm run claims -- --compute' : remedy);
}
