import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';

const LIBRARY = join(__dirname, '..', '..', 'lib', 'dist');
const SCRIPT = `
  const { randomBatch } = require(${JSON.stringify(join(LIBRARY, 'datasets', 'random-batch'))});
  const { runnerForSpeed } = require(${JSON.stringify(join(LIBRARY, 'bench', 'throughput'))});
  const runner = runnerForSpeed('preresnet-8', 'compiled');
  runner.train(randomBatch(4), { learningRate: 0.1, momentum: 0.9, weightDecay: 0 });`;

const skip = process.arch !== 'x64' || process.platform !== 'linux' ? 'oneDNN is for Linux on x86-64' : false;

test('convolutions are oneDNN\'s on every processor, forward and backward', { skip }, () => {
  // TensorFlow's own choice would leave oneDNN off without AVX-512; ONEDNN_VERBOSE names each of its calls on stdout.
  const env = { ...process.env, ONEDNN_VERBOSE: '1', TF_ENABLE_ONEDNN_OPTS: undefined };
  const { stdout } = spawnSync(process.execPath, ['-e', SCRIPT], { env, encoding: 'utf8', maxBuffer: 1e8 });
  for (const pass of ['forward_training', 'backward_data', 'backward_weights']) {
    assert.match(stdout, new RegExp(`exec,cpu,convolution,[^,]*,${pass},`), `no ${pass} of a convolution by oneDNN`);
  }
});
