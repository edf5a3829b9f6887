import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

const PROGRAM = `
  const { createRunner } = require('../../../lib/src/networks/create-runner');
  const { buildNetwork } = require('../../../lib/src/networks/networks');
  const { optionsFor, randomBatch } = require('../small-models');
  const batch = randomBatch([32, 32, 3], 2, 10);
  for (const name of ['preresnet-8', 'preresnet-8-no-bn', 'preresnet-20-group-norm', 'densenet-bc-40']) {
    const runner = createRunner(buildNetwork(name, 10, 1), { ...optionsFor(batch.shape), kind: 'compiled' });
    for (const normalise of ['running', 'batch']) {
      runner.evaluate(batch, normalise);
      runner.gradient(batch, normalise);
    }
    runner.train(batch, { learningRate: 0.1, momentum: 0.9, weightDecay: 0 });
  }
  console.log('all ran');
`;

test('TensorFlow optimises every graph without complaint', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', PROGRAM], {
    cwd: __dirname,
    encoding: 'utf8',
  });
  assert.match(stdout, /all ran/, stderr);
  const complaints = stderr.split('\n').filter((line) => /failed|^[EF]\d{4} /.test(line));
  assert.deepEqual(complaints, []);
});
