import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { throughputMarkdown, timesMarkdown } from '../../lib/src/bench/measured-times';

const MACHINE = { processor: 'Some|Processor', cores: 2, memoryGiB: 7.7, node: 'v22.1.0' };

function file(t: { after: (clean: () => void) => void }, content: unknown, name = 'measured.json'): string {
  const folder = mkdtempSync(join(tmpdir(), 'measured-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('throughput is a table for each machine, with a dash for what was not measured, and names the machine', (t) => {
  const results = [
    { network: 'preresnet-20', work: 'train', processes: 1, ours: 512.3, peer: 500, ratio: 1.02, ratioRange: [0.9, 1.1], peerDefault: 170, layers: 128, stock: 64.1, fraction: 0.517, megabytes: 640 },
    { network: 'preresnet-8', work: 'evaluate', processes: 2, ours: 4000, peer: null, ratio: null, fraction: 0.4 },
  ];
  const path = file(t, { machine: MACHINE, results }, 'bench.json');
  const lines = throughputMarkdown(dirname(path)).split('\n');
  assert.equal(lines[2], '| PreResNet-20 | train | 1 | 512.3 | 500 | 1.02 (0.90 to 1.10) | 170 | 4.0 × | 8.0 × | 52 % | 640 |');
  assert.equal(lines[3], '| PreResNet-8 | evaluate | 2 | 4000 | – | – | – | – | – | 40 % | – |');
  assert.match(lines.at(-1) ?? '', /2 cores \(Some\\\|Processor\), 7\.7 GiB/);
  writeFileSync(join(dirname(path), 'bench-other.json'), JSON.stringify({ machine: { ...MACHINE, processor: 'Other' }, results }));
  writeFileSync(join(dirname(path), 'bench-gpu.json'), JSON.stringify({ machine: { ...MACHINE, device: 'GPU', gpu: 'Fast 1' }, rounds: 5, results }));
  assert.match(throughputMarkdown(dirname(path)), /Measured on Fast 1, with 2 cores .*Node v22\.1\.0, medians of 5 rounds\./);
  assert.match(throughputMarkdown(dirname(path)), /Some\\\|Processor[\s\S]*\| PreResNet-20 [\s\S]*\(Other\)/);
});

test('ratios that are not those of the medians beside them are explained', (t) => {
  const line = { network: 'preresnet-20', work: 'train', ours: 512.3, peer: 500, ratio: 1.025 };
  const markdown = (ratio: number | null): string => throughputMarkdown(dirname(file(t, { machine: MACHINE, results: [line, { ...line, ratio }] }, 'bench.json')));
  assert.match(markdown(1.1), /Node v22\.1\.0\. Ratios are medians of the rounds' ratios, so they may differ from the ratio of the two medians shown\./);
  for (const ratio of [1.025, 1.0246, null]) assert.doesNotMatch(markdown(ratio), /Ratios/);
});

test('the time of a curve is compared with the peer\'s, as far as it was measured', (t) => {
  const results = [{ network: 'preresnet-20', work: 'train', ours: 512.3, peer: null, ratio: null }];
  const curve = { network: 'preresnet-20', points: 41, train: 5000, test: 5000, batchNorm: 2000, precision: 0.005, seconds: 180, secondsTogether: 150, peer: 300 };
  const markdown = throughputMarkdown(dirname(file(t, { machine: MACHINE, results, curves: [curve] }, 'bench.json')));
  assert.match(markdown, /preresnet-20: 41 points, each on 5000 training/);
  assert.match(markdown, /\| one process, all cores \| 180 \| 300 \| 1\.67 \|\n\| as many curves at once as cores, each \| 150 \| 300 \| 2 \|/);
  assert.doesNotMatch(markdown, /standard error/);
});

test('times are in seconds, long ones in minutes', (t) => {
  const results = [{ command: 'npm start', when: 'after that', seconds: 1.96 }, { command: 'npm test', when: 'after set-up', seconds: 312 }];
  const markdown = timesMarkdown(file(t, { machine: MACHINE, results }));
  assert.match(markdown, /npm start<\/b> \| after that \| 2 s \|/);
  assert.match(markdown, /5\.2 min/);
});

test('without a file it says how to measure; a file that holds something else is refused', (t) => {
  assert.match(timesMarkdown(join(tmpdir(), 'absent', 'setup.json')), /npm run times/);
  assert.match(throughputMarkdown(join(tmpdir(), 'absent')), /valleys bench/);
  for (const content of ['{', '[]', 'null', { results: [] }, { machine: MACHINE, results: [] }]) {
    assert.throws(() => throughputMarkdown(dirname(file(t, content, 'bench.json'))), { code: 'RECORD_CORRUPT', message: /valleys bench/ });
  }
});
