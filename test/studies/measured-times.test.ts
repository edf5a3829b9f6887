import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { throughputMarkdown, timesMarkdown } from '../../lib/src/studies/measured-times';

const MACHINE = { processor: 'Some|Processor', cores: 2, memoryGiB: 7.7, node: 'v22.1.0' };

function file(t: { after: (clean: () => void) => void }, content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'measured-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'measured.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('throughput is a table with a dash where there was no peer, and names the machine', (t) => {
  const results = [
    { network: 'preresnet-20', work: 'train', ours: 512.3, peer: 500, ratio: 1.025, layers: 128, stock: 64.1 },
    { network: 'preresnet-8', work: 'evaluate', ours: 4000, peer: null, ratio: null },
  ];
  const lines = throughputMarkdown(file(t, { machine: MACHINE, results })).split('\n');
  assert.equal(lines[2], '| preresnet-20 | train | 512.3 | 500 | 1.025 | 4.0 × | 8.0 × |');
  assert.equal(lines[3], '| preresnet-8 | evaluate | 4000 | – | – | – | – |');
  assert.match(lines.at(-1) ?? '', /2 cores \(Some\\\|Processor\), 7\.7 GiB/);
});

test('times are in seconds, long ones in minutes', (t) => {
  const results = [{ command: 'npm start', when: 'after that', seconds: 1.96 }, { command: 'npm test', when: 'after set-up', seconds: 312 }];
  const markdown = timesMarkdown(file(t, { machine: MACHINE, results }));
  assert.match(markdown, /npm start<\/b> \| after that \| 2 s \|/);
  assert.match(markdown, /5\.2 min/);
});

test('without a file it says how to measure; a file that holds something else is refused', (t) => {
  assert.match(timesMarkdown(join(tmpdir(), 'absent', 'setup.json')), /npm run times/);
  for (const content of ['{', '[]', 'null', { results: [] }, { machine: MACHINE, results: [] }]) {
    assert.throws(() => throughputMarkdown(file(t, content)), { code: 'RECORD_CORRUPT', message: /valleys bench/ });
  }
});
