import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { measureThroughput, summarise } from '../../lib/src/bench/measure';
import { findPeer, probe } from '../../lib/src/bench/processes';

const speed = (train: number, evaluate: number): { train: number; evaluate: number; trainingMegabytes: number; multiplyAdds: number } => ({ train, evaluate, trainingMegabytes: 500 + train, multiplyAdds: 1000 });

test('processes at once are summed, rounds are summarised by their medians, ratios round by round', () => {
  const rounds = [
    { product: 1e6, ours: [speed(10, 40), speed(12, 40)], peer: [{ train: 11, evaluate: 10 }, { train: 11, evaluate: 10 }] },
    { product: 2e6, ours: [speed(20, 40), speed(20, 40)], peer: [{ train: 10, evaluate: 10 }, { train: 10, evaluate: 10 }] },
    { product: 1e6, ours: [speed(5, 40), speed(5, 40)], peer: [{ train: 20, evaluate: 10 }, { train: 20, evaluate: 10 }] },
  ];
  assert.deepEqual(summarise('train', rounds), { ours: 22, peer: 22, ratio: 1, ratioRange: [0.25, 2], fraction: 0.06, megabytes: 512 });
  assert.deepEqual(summarise('evaluate', rounds), { ours: 80, peer: 20, ratio: 4, ratioRange: [4, 4], fraction: 0.08 });
});

test('without a peer there is no ratio', () => {
  const { peer, ratio, layers } = summarise('train', [{ product: 1e6, ours: [speed(10, 40)], layers: speed(2, 8) }]);
  assert.deepEqual([peer, ratio, layers], [null, null, 2]);
});

test('a network is measured in one process and in as many as cores, beside a peer arranged likewise', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'valleys-bench-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const script = join(folder, 'peer.js');
  writeFileSync(script, 'console.log(JSON.stringify({ train_images_per_second: 2, eval_images_per_second: process.argv.includes("--threads") ? 3 : 5 }))');
  const { machine, results } = await measureThroughput({ networks: ['preresnet-8'], rounds: 1, batch: 2, peer: findPeer(process.execPath, script), layers: false }, {});
  assert.ok(machine.matrixProduct > 0 && machine.cores === cpus().length);
  assert.deepEqual(results.map(({ work, processes }) => [work, processes]), [1, machine.cores].slice(0, machine.cores > 1 ? 2 : 1).flatMap((processes) => [['train', processes], ['evaluate', processes]]));
  assert.deepEqual(results.slice(0, 2).map(({ peer }) => peer), [2, 5]);
  if (machine.cores > 1) assert.equal(results[3].peer, 3 * machine.cores);
  for (const { ours, fraction = NaN } of results) assert.ok(ours > 0 && fraction > 0);
});

test('a peer that is absent or fails is named, with what it said', async (t) => {
  assert.throws(() => findPeer('python3', '/absent/peer.py'), { code: 'PEER_ABSENT', message: /peer\.py.*--peer-script/s });
  const folder = mkdtempSync(join(tmpdir(), 'valleys-bench-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const script = join(folder, 'peer.js');
  writeFileSync(script, 'process.stderr.write("no module named torch\\n"); process.exit(1)');
  await assert.rejects(findPeer(process.execPath, script)('preresnet-8', 2, { processes: 1 }), { code: 'PEER_FAILED', message: /preresnet8.*no module named torch/s });
});

test('the reason of a process that fails is its error, not what Node or Python print around it', async (t) => {
  await assert.rejects(probe({ network: 'preresnet-9', batch: 2, engine: 'compiled' }, { processes: 1 }), { code: 'PROBE_FAILED', message: /failed: There is no network "preresnet-9"/ });
  const folder = mkdtempSync(join(tmpdir(), 'valleys-bench-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const script = join(folder, 'peer.js');
  writeFileSync(script, 'throw new RangeError("no memory left")');
  await assert.rejects(findPeer(process.execPath, script)('preresnet-8', 2, { processes: 1 }), { code: 'PEER_FAILED', message: /failed: RangeError: no memory left\. / });
});
