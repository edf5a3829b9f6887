import assert from 'node:assert/strict';
import test from 'node:test';
import { CheckpointError, InterruptedError, UsageError } from '../../lib/src/base/errors';
import { describeError, exitCodeOf, progressText, usageError } from '../../lib/src/cli/terminal';

test('each kind of error has its exit code', () => {
  assert.equal(exitCodeOf(new UsageError('X', 'Wrong.', 'Right it.')), 2);
  assert.equal(exitCodeOf(new InterruptedError('Stopped.', 'Go on.')), 130);
  assert.equal(exitCodeOf(new CheckpointError('X', 'Damaged.', 'Copy it.')), 1);
  assert.equal(exitCodeOf(new TypeError('a bug')), 1);
});

test('an error of ours is one line with what, where, remedy and code; a bug is one with where it happened', () => {
  const ours = describeError(new CheckpointError('CHECKPOINT_TRUNCATED', 'a.safetensors is cut short.', 'Copy it again.'));
  assert.equal(ours, 'valleys: a.safetensors is cut short. Copy it again. [CHECKPOINT_TRUNCATED]');
  assert.match(describeError(new TypeError('x is not\na function')), /^valleys: Unexpected error: x is not a function \(at .*terminal\.test.*\)\. Please report it.* \[UNEXPECTED\]$/);
  assert.match(describeError('thrown text'), /^valleys: .*thrown text.*\[UNEXPECTED\]$/);
  for (const nothing of [undefined, null, 0, '', {}]) assert.match(describeError(nothing), /^valleys: Unexpected error.*\[UNEXPECTED\]$/);
  process.env.VALLEYS_STACKS = '1';
  assert.match(describeError(new TypeError('x')), /\n +at /);
  delete process.env.VALLEYS_STACKS;
});

test('progress tells what, how far, the details, and how long all of it will take, as far as known', () => {
  const progress = { label: 'epoch 3/64', done: 20, total: 80, details: ['loss 1.234', '790 images/s'] };
  assert.equal(progressText(progress, 2470), 'epoch 3/64 · 20/80 · loss 1.234 · 790 images/s · 41:10 left');
  assert.equal(progressText({ label: 'curve', done: 0, total: 3 }, undefined), 'curve · 0/3');
  assert.equal(progressText({ label: 'tasks done', done: 10 / 3, total: 12 }, 60), 'tasks done · 3.33/12 · 1:00 left');
});

test('what the words of a command lack is told like any other error, with a code', () => {
  const said = usageError({ code: 'commander.unknownOption', message: "error: unknown option '--datset'\n(Did you mean --dataset?)" });
  assert.equal(exitCodeOf(said), 2);
  assert.equal(describeError(said), "valleys: Unknown option '--datset' (Did you mean --dataset?). Add --help for the options and examples. [UNKNOWN_OPTION]");
});
