// `npm run claims`: rewrites the measured parts of README.md and docs/ from the committed records and checkpoints alone.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupFailure } from '../lib/setup/command.mjs';
import { root, writeWhole } from '../lib/setup/project.mjs';
import { runScript } from '../lib/setup/script.mjs';
import { setUp } from './setup.mjs';

const HELP = `npm run claims [-- --compute]

Rewrites the generated parts of README.md (Figure 2, the count of verdicts) and of docs/claims.md, docs/gallery.md, docs/speed.md
and docs/scale.md, and their figures, and docs/claims.json.
  --compute   first compute the missing records, into runs/; needs the dataset, and takes minutes to an hour. Then
              "npm run records -- --publish" moves them to data/records

Without --compute it reads records and checkpoints only, needs no dataset, and refuses if a record is missing.
`;

runScript(import.meta.url, async () => {
  const { values } = parseArgs({ options: { compute: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) return void process.stdout.write(HELP);
  await setUp({ quiet: true });
  // The documents describe the scale of the shipped records.
  delete process.env.VALLEYS_SCALE;
  const library = createRequire(join(root, 'lib', 'dist', 'index.js'));
  const { openStudy } = library('./paper/study/study');
  const { shippedProject } = library('./base/project');
  const { CLAIM_DATA, makeReport, REPORT_FIGURE } = library('./paper/report/report');
  const { withGenerated } = library('./paper/report/generated');
  const { savePng } = library('./figures');
  try {
    if (values.compute) return void await makeReport(openStudy({ section: '03', scale: 'laptop', run: { onProgress: progress() } }));
    const published = openStudy({ section: '03', scale: 'laptop', recordsOnly: true, project: shippedProject() });
    const { documents, figure, images, claimData } = await makeReport(published);
    const paths = Object.keys(documents);
    const texts = paths.map((path) => withGenerated(readFileSync(join(root, path), 'utf8'), documents[path]));
    for (const [i, path] of paths.entries()) writeWhole(join(root, path), texts[i]);
    writeWhole(join(root, CLAIM_DATA), claimData);
    await savePng(figure, join(root, REPORT_FIGURE));
    for (const { path, png } of images) writeWhole(join(root, path), png);
    process.stdout.write(`${[...paths, CLAIM_DATA].join(', ')} and ${images.length + 1} figures are up to date.\n`);
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

/** Errors of the library have a remedy; for a missing record there is a simpler one here. @param {unknown} error @returns {unknown} */
function clear(error) {
  if (!(error instanceof Error && 'remedy' in error && 'code' in error)) return error;
  const remedy = String(error.remedy);
  const problem = error.message.slice(0, -remedy.length).trim();
  return new SetupFailure(problem, error.code === 'RECORD_ABSENT' ? 'Compute what is missing: npm run claims -- --compute' : remedy);
}
