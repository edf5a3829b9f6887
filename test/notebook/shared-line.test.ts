import assert from 'node:assert/strict';
import test from 'node:test';
import { sharedLine } from '../../lib/src/notebook/shared-line';

/** Calls that report on a clock of our own; what is on the screen is the last text of the one output. */
function screen(): { now: number; texts: string[]; line: ReturnType<typeof sharedLine> } {
  const state: ReturnType<typeof screen> = { now: 0, texts: [] as string[], line: sharedLine((bundle, update) => {
    assert.equal(update, state.texts.length > 0, 'one output, renewed');
    state.texts.push(String(bundle.data['text/plain']));
  }, () => state.now) };
  return state;
}

test('a call of less than a second shows nothing, a longer one its whole time', () => {
  const shown = screen();
  const short = shown.line.reporter('short');
  for (const done of [0, 1, 2]) {
    short({ label: 'short', done, total: 2 });
    shown.now += 400;
  }
  assert.deepEqual(shown.texts, []);
  const long = shown.line.reporter('long');
  for (let done = 0; done <= 10; done++) {
    long({ label: 'long', done, total: 10 });
    if (done < 10) shown.now += 500;
  }
  assert.equal(shown.texts.at(-1), 'long · ▰▰▰▰▰▰▰▰▰▰ 100 % · took 0:05');
});

test('of calls within one another the outer one shows, and the next when it is done or silent', () => {
  const shown = screen();
  const [outer, inner] = ['outer', 'inner'].map((title) => shown.line.reporter(title));
  shown.now = 1000;
  outer({ label: 'outer', done: 1, total: 2 });
  inner({ label: 'inner', done: 1, total: 2 });
  shown.now = 1500;
  inner({ label: 'inner', done: 2, total: 2 });
  assert.deepEqual(shown.texts.map((text) => text.split(' ')[0]), ['outer']);
  outer({ label: 'outer', done: 2, total: 2 });
  for (shown.now = 2000; shown.now <= 3000; shown.now += 1000) inner({ label: 'inner', done: 1, total: 2 });
  assert.match(shown.texts.at(-1) ?? '', /^inner/);
  for (shown.now = 7000; shown.now <= 8000; shown.now += 1000) outer({ label: 'outer', done: 0, total: 2 });
  assert.match(shown.texts.at(-1) ?? '', /^outer/);
});

test('a stop is told where something was shown, and a closed line shows nothing', () => {
  const [stopped, unseen, closed] = [screen(), screen(), screen()];
  for (const shown of [stopped, unseen, closed]) {
    const report = shown.line.reporter('work');
    if (shown === closed) shown.line.close();
    shown.now = shown === unseen ? 500 : 1500;
    report({ label: 'work', done: 1, total: 4 });
    shown.line.stop();
  }
  assert.match(stopped.texts.at(-1) ?? '', /stopped at 25 %/);
  assert.deepEqual([unseen.texts, closed.texts], [[], []]);
});
