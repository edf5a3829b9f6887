import assert from 'node:assert/strict';
import test from 'node:test';
import { project } from '../../lib/src/base/project';
import { listStudy } from '../../lib/src/paper/run/listing';
import { SECTIONS } from '../../lib/src/paper/sections';
import { openStudy } from '../../lib/src/paper/study/study';
import { listRecords } from '../../lib/src/records/records';
import { recordsAskedBy } from '../notebooks/asked-records';

const { records } = project();
const committed = listRecords(records).map((path) => path.slice(records.length + 1, -'.json'.length)).filter((key) => key.includes('/'));
const declared = ['06-2'];

for (const { section, notebook } of SECTIONS.filter((entry) => declared.includes(entry.section))) {
  test(`section ${section} lists exactly its committed records, and its notebook asks for no others`, async () => {
    const listed = await listStudy(openStudy({ section, scale: 'laptop' }), section);
    assert.deepEqual(listed.filter(({ done }) => !done), []);
    assert.deepEqual(listed.map(({ key }) => key).sort(), committed.filter((key) => key.startsWith(`${section}/`)));
    const asked = await recordsAskedBy(notebook);
    assert.deepEqual([...asked].sort(), listed.map(({ key }) => key).sort());
  });
}
