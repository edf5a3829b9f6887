import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../../../lib/src/base/progress';
import { runInPool } from '../../../lib/src/paper/run/pool';
import { taskName } from '../../../lib/src/paper/run/tasks';
import type { StudyTask } from '../../../lib/src/paper/run/study-task';
import { loadState } from '../../../lib/src/training/state-file';
import { smallStudy, temporaryProject, trainLittle } from '../small-study';

const project = temporaryProject(test);
const words = { scale: 'smoke', project } as const;
const pool = { workers: 1, threads: 1 };
const training = (seed: number): StudyTask => ({ kind: 'training', trainings: [{ network: 'preresnet-8', recipe: 'smoke', seed }], place: seed });
const onLinux = { skip: process.platform !== 'linux' && 'SKIPPED: needs /proc' };

/** The process ids of the pool's processes. */
function workers(): number[] {
  const isWorker = (pid: string): boolean => {
    try {
      const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return parent === String(process.pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('tinypool');
    } catch {
      return false;
    }
  };
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isWorker(name)).map(Number);
}

async function until<T>(what: () => T | undefined): Promise<T> {
  for (let waited = 0; waited < 60_000; waited += 20) {
    const found = what();
    if (found !== undefined) return found;
    await sleep(20);
  }
  return assert.fail('waited in vain');
}

test('an abort before the pool is there begins nothing', async () => {
  const controller = new AbortController();
  const running = [AbortSignal.abort(), controller.signal].map((signal) => runInPool(words, [training(3)], { ...pool, signal }));
  controller.abort();
  for (const run of running) await assert.rejects(run, { code: 'INTERRUPTED' });
  assert.ok(!existsSync(project.runs));
});

test('a process that dies while it starts is replaced', onLinux, async () => {
  await trainLittle(smallStudy(project), 1);
  const done: string[] = [];
  const running = runInPool(words, [training(1)], { ...pool, onTask: (task) => done.push(taskName(task)) });
  process.kill(await until(() => workers().at(0)), 'SIGKILL');
  await running;
  assert.deepEqual(done, ['preresnet-8, smoke, seed 1']);
  assert.deepEqual(workers(), []);
});

test('a process that is told to end first keeps the state of its training', onLinux, async () => {
  const controller = new AbortController();
  let ended: number | undefined;
  const onProgress = ({ details = [] }: Progress): void => {
    if (ended !== undefined || !details[1]?.startsWith('epoch 1/')) return;
    [ended] = workers();
    process.kill(ended, 'SIGTERM');
  };
  const running = runInPool(words, [training(2)], { ...pool, signal: controller.signal, onProgress });
  const gone = until(() => (ended === undefined || workers().includes(ended) ? undefined : ended));
  await Promise.race([gone, running]);
  const { state } = loadState(join(project.runs, 'smoke', 'preresnet-8', 'smoke-seed-2', 'state.safetensors'));
  assert.ok(state.batch > 0, 'in the middle of an epoch');
  controller.abort();
  await assert.rejects(running, { code: 'INTERRUPTED' });
});
