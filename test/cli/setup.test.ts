import assert from 'node:assert/strict';
import test from 'node:test';
import { valleys } from './valleys';

test('in a clone, valleys setup is the set-up of the project, and answers programs', async () => {
  const [person, program] = [await valleys(['setup']), await valleys(['setup', '--json'])];
  assert.equal(person.status, 0, person.stderr);
  assert.match(person.stdout, /^Set-up is complete \(checked in [\d.]+ s\)\.\n$/);
  const { ok, seconds } = JSON.parse(program.stdout) as { readonly ok: boolean; readonly seconds: number };
  assert.deepEqual([ok, typeof seconds], [true, 'number']);
  assert.match(program.stderr, /Set-up is complete/);
});

test('a set-up for both devices is refused', async () => {
  const { status, stderr } = await valleys(['setup', '--gpu', '--cpu']);
  assert.equal(status, 2);
  assert.match(stderr, /^valleys: [^\n]*--gpu[^\n]*--cpu[^\n]* \[CONFLICTING_OPTION\]\n$/);
});
