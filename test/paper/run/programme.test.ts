import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { Throughput } from '../../../lib/src/bench/measure';
import { programmeMarkdown, programmeTasks } from '../../../lib/src/paper/run/programme';
import { openStudy } from '../../../lib/src/paper/study/study';
import { studyTrainings, trainingGroups } from '../../../lib/src/paper/study/trainings';

delete process.env.VALLEYS_SCALE;
const study = openStudy({ section: 'trainings', scale: 'paper' });
const machine = { processor: 'some', cores: 2, memoryGiB: 8, node: 'v20' };
const speeds = ['preresnet-8', 'preresnet-110', 'preresnet-164', 'densenet-bc-100'].flatMap((network): Throughput[] => (
  [{ network, work: 'train', ours: 100, peer: null, ratio: null }, { network, work: 'evaluate', ours: 400, peer: null, ratio: null }]
));

test('every training of the paper\'s scale is counted, with its epochs of images and its tests', () => {
  const tasks = programmeTasks(study, speeds);
  const trainings = tasks.filter(({ what }) => what === 'trainings');
  assert.equal(trainings.length, trainingGroups.reduce((total, group) => total + studyTrainings(group, study.scale).length, 0));
  // The paper's recipe: 225 epochs and 50 after the average on 50,000 images, each epoch tested on 10,000.
  const expected = 5 + (275 * 50_000) / 100 + (275 * 10_000) / 400;
  assert.ok(Math.abs(trainings[0].seconds - expected) < 1e-6 * expected);
  assert.ok(tasks.every(({ seconds, stage }) => seconds > 0 && stage >= 0));
  // What several processes reach together is not what one training reaches.
  const together = speeds.map((entry) => ({ ...entry, processes: 2, ours: 3 * entry.ours }));
  assert.deepEqual(programmeTasks(study, [...together, ...speeds]), tasks);
});

test('curves cost in proportion to the speed of evaluation, trainings hardly', () => {
  const faster = speeds.map((entry) => (entry.work === 'evaluate' ? { ...entry, ours: 2 * entry.ours } : entry));
  const sum = (throughput: readonly Throughput[], what: string): number => programmeTasks(study, throughput).filter((task) => task.what === what).reduce((total, { seconds }) => total + seconds, 0);
  const ratio = sum(speeds, 'curves') / sum(faster, 'curves');
  assert.ok(ratio > 1.9 && ratio <= 2, String(ratio));
  assert.ok(sum(speeds, 'trainings') / sum(faster, 'trainings') < 1.1);
});

test('without the speed of one of the networks nothing is claimed', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'valleys-programme-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'bench-paper.json');
  assert.match(programmeMarkdown(folder), /^\*Not measured yet.*valleys bench/);
  writeFileSync(path, JSON.stringify({ machine, results: speeds.slice(2) }));
  assert.match(programmeMarkdown(folder), /^\*Not measured yet/);
  writeFileSync(path, JSON.stringify({ machine, results: speeds }));
  const markdown = programmeMarkdown(folder);
  assert.match(markdown, /\| 1 \| [\d.]+ days \(100 % busy\) \| [\d.]+ days \(100 % busy\) \|/);
  assert.doesNotMatch(markdown, /GPU/);
});

test('a GPU is taken to be as many times as fast at every network as at the one that it was measured with', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'valleys-programme-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const compared = (train: number, evaluate: number): Throughput[] => (
    [{ network: 'preresnet-20', work: 'train', processes: 1, ours: train, peer: null, ratio: null }, { network: 'preresnet-20', work: 'evaluate', processes: 1, ours: evaluate, peer: null, ratio: null }]
  );
  const write = (name: string, content: object): void => { writeFileSync(join(folder, name), JSON.stringify(content)); };
  write('bench-paper.json', { machine, results: speeds });
  write('bench.json', { machine, results: compared(50, 200) });
  write('bench-some-gpu.json', { machine: { ...machine, device: 'GPU', gpu: 'Some GPU' }, results: compared(1000, 2000) });
  const sentence = /one Some GPU is 20 times as fast .* in training and 10 times in evaluation.*would take ([\d.]+) days/.exec(programmeMarkdown(folder));
  assert.ok(sentence);
  const faster = speeds.map((entry) => ({ ...entry, ours: entry.ours * (entry.work === 'train' ? 20 : 10) }));
  const days = (['cifar10', 'cifar100'] as const).flatMap((dataset) => programmeTasks(openStudy({ section: 'trainings', scale: 'paper', dataset }), faster)).reduce((total, { seconds }) => total + seconds / 86_400, 0);
  assert.ok(Math.abs(Number(sentence[1]) - days) < 0.06 * days);
});
