import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { DisplayBundle } from '../../../lib/src/notebook/kernel';
import { project } from '../../../lib/src/base/project';
import { CLAIM_DATA, showAnswers } from '../../../lib/src/paper/claims/answers';
import { smallStudy, temporaryProject } from '../small-study';

const shown = (study: Parameters<typeof showAnswers>[0]): { readonly html: string; readonly text: string } => {
  const sent: DisplayBundle[] = [];
  showAnswers(study, (bundle) => sent.push(bundle));
  assert.equal(sent.length, 1);
  return { html: String(sent[0].data['text/html']), text: String(sent[0].data['text/plain']) };
};

test('every claim of the section, and of no other, is shown with its verdict', () => {
  const own = temporaryProject(test);
  mkdirSync(join(own.folder, 'docs'));
  const claim = (id: string, notebook: string, verdict: string): object => ({ id, notebook, verdict, statement: `${id} says a < b.` });
  const claims = [claim('C1', '06-1-swa', 'holds'), claim('C2', '06-1-swa', 'undecided'), claim('C3', '06-2-batch-size', 'holds'), claim('C4', '06-1-swa', 'does not hold at this scale')];
  writeFileSync(join(own.folder, CLAIM_DATA), JSON.stringify(claims));
  const { html, text } = shown(smallStudy(own, { section: '06-1' }));
  assert.deepEqual([...html.matchAll(/<li>(.*)<\/li>/g)].map(([, line]) => line), ['✔ C1 says a &lt; b. (C1)', '? C2 says a &lt; b. (C2)', '✘ C4 says a &lt; b. (C4)']);
  assert.deepEqual(text.split('\n').slice(1), ['  ✔ C1 says a < b. (C1)', '  ? C2 says a < b. (C2)', '  ✘ C4 says a < b. (C4)']);
});

test('without results on record it says so; the project ships claims of every section that decides some', () => {
  assert.match(shown(smallStudy(temporaryProject(test), { section: '03' })).text, /No claims of this section are on record/);
  for (const section of ['03', '04', '05', '06-1', '06-2', '06-3', '07', '08'] as const) {
    assert.match(shown({ ...smallStudy(temporaryProject(test), { section }), project: project() }).text, /\(C\d+/, section);
  }
});
