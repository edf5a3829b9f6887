import assert from 'node:assert/strict';
import test from 'node:test';
import { progressLine } from '../../lib/src/notebook';

/** What a front end would show of the bundles it got, and when it got them, on a clock of our own. */
function screen(): { now: number; readonly times: number[]; readonly outputs: Map<string, string>; readonly write: (bundle: { readonly id?: string; readonly data: Readonly<Record<string, unknown>> }, update?: boolean) => void } {
  const state = {
    now: 0,
    times: [] as number[],
    outputs: new Map<string, string>(),
    write(bundle: { readonly id?: string; readonly data: Readonly<Record<string, unknown>> }, update?: boolean): void {
      const id = bundle.id ?? '';
      assert.equal(state.outputs.has(id), update === true, 'an update replaces an output, a first bundle makes one');
      state.outputs.set(id, String(bundle.data['text/plain']));
      state.times.push(state.now);
    },
  };
  return state;
}

test('a thousand reports leave one line, sent at most four times a second, that ends with the time taken', () => {
  const shown = screen();
  const line = progressLine('curve', shown.write, () => shown.now);
  for (let done = 0; done <= 1000; done++) {
    line.report({ label: 'loss curve', done, total: 1000, details: ['790 images/s'] });
    if (done < 1000) shown.now += 20;
  }
  assert.equal(shown.outputs.size, 1);
  assert.equal([...shown.outputs.values()][0], 'curve · loss curve · ▰▰▰▰▰▰▰▰▰▰ 100 % · 790 images/s · took 0:20');
  const pauses = shown.times.slice(1, -1).map((time, i) => time - shown.times[i]);
  assert.ok(pauses.length > 50 && pauses.every((pause) => pause >= 250));
});

test('time left follows from the whole: part 3 of 4, half done, after 50 s of which 0 were done before', () => {
  const shown = screen();
  const line = progressLine('training', shown.write, () => shown.now);
  line.report({ label: 'epoch 1/4', done: 0, total: 2 });
  shown.now = 50_000;
  line.report({ label: 'epoch 3/4', done: 1, total: 2 });
  assert.match([...shown.outputs.values()][0], /62 % · 0:30 left$/);
});

test('a resumed run counts its own time only', () => {
  const shown = screen();
  const line = progressLine('training', shown.write, () => shown.now);
  line.report({ label: 'epoch 3/4', done: 0, total: 2 });
  shown.now = 10_000;
  line.report({ label: 'epoch 4/4', done: 0, total: 2 });
  assert.match([...shown.outputs.values()][0], /75 % · 0:10 left$/);
});

test('a stop says where it stopped, unless all was done or nothing begun', () => {
  const shown = screen();
  const [stopped, complete, idle] = [1, 2, 3].map((i) => progressLine(`run ${i}`, shown.write, () => shown.now));
  stopped.report({ label: 'epoch 2/3', done: 5, total: 9 });
  complete.report({ label: 'curve', done: 9, total: 9 });
  for (const line of [stopped, complete, idle]) line.stop();
  const texts = [...shown.outputs.values()];
  assert.equal(texts.length, 2);
  assert.match(texts[0], /stopped at 51 %; records and checkpoints written so far are kept$/);
  assert.match(texts[1], /100 % · took 0:00$/);
});
