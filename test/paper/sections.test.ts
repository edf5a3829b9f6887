import assert from 'node:assert/strict';
import test from 'node:test';
import { project, shippedProject } from '../../lib/src/base/project';
import { listStudy } from '../../lib/src/paper/run/listing';
import { SECTIONS } from '../../lib/src/paper/sections';
import { openStudy } from '../../lib/src/paper/study/study';
import { listRecords } from '../../lib/src/records/records';

const { records } = project();
const committed = listRecords(records).map((path) => path.slice(records.length + 1, -'.json'.length)).filter((key) => key.includes('/'));

for (const { section } of SECTIONS) {
  test(`section ${section} lists exactly its committed records`, async () => {
    const own = (key: string): boolean => key.startsWith(`${section}/`);
    const listed = await listStudy(openStudy({ section, scale: 'laptop', project: shippedProject() }), section);
    const keys = listed.map(({ key }) => key);
    assert.deepEqual(listed.filter(({ done }) => !done), []);
    assert.deepEqual([...keys].sort(), committed.filter(own).sort());
  });
}
