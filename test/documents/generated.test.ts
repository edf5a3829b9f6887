import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { ValleysError } from '../../lib/src/base/errors';
import { shippedProject } from '../../lib/src/base/project';
import { withGenerated } from '../../lib/src/paper/report/generated';
import { CLAIM_DATA, makeReport, type Report, REPORT_FIGURE, speedParts } from '../../lib/src/paper/report/report';
import { openStudy } from '../../lib/src/paper/study/study';
import { PROJECT, read } from './documents';

async function reportOfRecords(): Promise<Report | ValleysError> {
  // The scale is the notebooks' own, and no dataset is to be found: records must do.
  delete process.env.VALLEYS_SCALE;
  process.env.VALLEYS_DATA = join(PROJECT, 'no-data');
  try {
    return await makeReport(openStudy({ section: '03', scale: 'laptop', recordsOnly: true, project: shippedProject() }));
  } catch (error) {
    if (error instanceof ValleysError && ['RECORD_ABSENT', 'SOLUTION_ABSENT'].includes(error.code)) return error;
    throw error;
  }
}

function checkParts(documents: Report['documents']): void {
  for (const [path, parts] of Object.entries(documents)) {
    assert.equal(withGenerated(read(path), parts), read(path), `${path} is not up to date. Run: npm run claims`);
  }
}

test('the generated parts of the documents are what the committed records, notebooks and sources give', async (t) => {
  const report = await reportOfRecords();
  if (report instanceof ValleysError) {
    assert.doesNotMatch(read('README.md'), /<!-- figure /, `README.md has measured parts, but: ${report.message}`);
    return t.skip(`the records are not complete yet: ${report.message}`);
  }
  checkParts(report.documents);
  assert.equal(report.claimData, read(CLAIM_DATA), `${CLAIM_DATA} is not up to date. Run: npm run claims`);
  const documents = ['README.md', 'docs/claims.md', 'docs/gallery.md', 'docs/scale.md', 'docs/speed.md'];
  assert.deepEqual(Object.keys(report.documents).sort(), documents);
  assert.equal(readFileSync(join(PROJECT, REPORT_FIGURE)).subarray(1, 4).toString('latin1'), 'PNG');
  for (const { path, png } of report.images) {
    assert.ok(readFileSync(join(PROJECT, path)).equals(png), `${path} is not the notebook's figure. Run: npm run claims`);
  }
});

test('the generated parts about time are what was measured', () => {
  checkParts(speedParts(join(PROJECT, 'data', 'records')));
});

test('every claim leads to its cells, its code and its records', () => {
  const [, ...blocks] = read('docs/claims.md').split(/\n### (?=C\d)/);
  assert.ok(blocks.length > 20);
  for (const block of blocks) {
    const [id] = block.split('\n', 1);
    const leads = (what: string, to: RegExp): void => assert.match(block, to, `${id} leads to no ${what}`);
    leads('cell', /^- \*Notebook:\* \[.+?\]\(.+?\.ipynb\), under \[.+\]\(.+?\.ipynb#.+\) and \[The claims?\]\(/m);
    leads('code', /^- \*Code:\* \[`\w+`\].*\[`(section-[\d-]+\/[\w-]+)\.ts`\]\(\.\.\/lib\/src\/paper\/\1\.ts#L\d+\)/m);
    leads('records', /^- \*Records:\* none|<summary>(One record|\d+ records)<\/summary>\n\n- \[.+\]\(.+\): \[.+\]\(.+\.json\)/m);
  }
});
