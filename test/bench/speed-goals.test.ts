import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { speedGoalsMarkdown } from '../../lib/src/bench/speed-goals';

const MACHINE = { processor: 'First', cores: 2, memoryGiB: 8, node: 'v22', device: 'CPU' };

function folder(t: { after: (clean: () => void) => void }, files: Readonly<Record<string, unknown>>): string {
  const path = mkdtempSync(join(tmpdir(), 'goals-'));
  t.after(() => rmSync(path, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), JSON.stringify(content));
  return path;
}

function line(markdown: string, start: string): string {
  return markdown.split('\n').find((text) => text.startsWith(`| ${start}`)) ?? '';
}

test('each goal is held against each processor; one that is met is marked, one that is missed says why', (t) => {
  const results = [
    { network: 'preresnet-20', work: 'train', processes: 1, ours: 600, peer: 500, ratio: 1.2, layers: 100, megabytes: 800 },
    { network: 'preresnet-20', work: 'train', processes: 2, ours: 700, peer: 690, ratio: 1.01 },
  ];
  const curves = [{ network: 'preresnet-20', seconds: 100, secondsTogether: 40, peer: 100 }];
  const markdown = speedGoalsMarkdown(folder(t, {
    'bench.json': { machine: MACHINE, results, curves },
    'bench-other.json': { machine: { ...MACHINE, processor: 'Second' }, results: [{ ...results[0], ratio: 1.05, megabytes: 700, layers: 200 }] },
    'bench-gpu.json': { machine: { ...MACHINE, processor: 'Third', device: 'GPU' }, results },
  }));
  assert.match(markdown, /\| First +\| Second +\|/);
  assert.doesNotMatch(markdown, /Third/);
  assert.equal(line(markdown, 'training, one process | PreResNet-20'), '| training, one process | PreResNet-20 | ≥ 1.05 | 1.20 ✓ | 1.05 ✓ | – |');
  assert.match(line(markdown, 'training, a process for each core | PreResNet-20'), /≥ 1\.15 \| 1\.01 \| – \| memory: /);
  assert.match(line(markdown, 'a loss curve'), /≥ 2 \| 2\.50 ✓ \| – \| – \|$/);
  assert.match(line(markdown, 'memory of training'), /≤ 700 MB \| 800 MB \| 700 MB ✓ \| the backward/);
  assert.match(line(markdown, 'training, times the layers runner | PreResNet-20'), /6\.00 × ✓ \| 3\.00 × \| with slower/);
});

test('without a record that has a peer there is nothing to hold goals against', (t) => {
  assert.equal(speedGoalsMarkdown(join(tmpdir(), 'absent')), '');
  assert.equal(speedGoalsMarkdown(folder(t, { 'bench.json': { machine: MACHINE, results: [{ network: 'preresnet-8', work: 'train', ours: 1, peer: null, ratio: null }] } })), '');
});
