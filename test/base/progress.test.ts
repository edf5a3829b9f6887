import assert from 'node:assert/strict';
import test from 'node:test';
import { InterruptedError } from '../../lib/src/base/errors';
import { breathe, throwIfAborted } from '../../lib/src/base/progress';

test('a breath lets timers and other events run', async () => {
  let ran = false;
  setImmediate(() => (ran = true));
  await breathe();
  assert.ok(ran);
});

test('an aborted signal ends the work, also one that is aborted during the breath', async () => {
  const controller = new AbortController();
  await breathe(controller.signal);
  throwIfAborted(controller.signal);
  setImmediate(() => controller.abort());
  await assert.rejects(breathe(controller.signal), InterruptedError);
  assert.throws(() => throwIfAborted(controller.signal), { code: 'INTERRUPTED', message: /kept/ });
});
