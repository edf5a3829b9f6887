import assert from 'node:assert/strict';
import test from 'node:test';
import { forReaders } from '../../lib/src/base/words';
import { networkNames } from '../../lib/src/networks/networks';

test('every network of the library has words', () => {
  for (const name of networkNames) assert.match(forReaders(name), /^(PreResNet|DenseNet-BC)-\d+( with(out)? [a-zγ ]+)?$/);
});

test('names within sentences become words', () => {
  assert.equal(forReaders('uniform01 minus uniform-symmetric of preresnet-8-no-bn, on cifar10.'), '(0, 1) minus (−1, 1) of PreResNet-8 without norm, on CIFAR-10.');
  assert.equal(forReaders('<b>bn-only</b>, seed 1: sgd-after-swa'), '<b>batch norm only</b>, seed 1: SGD after SWA');
});

test('names within paths, files and longer names remain, and so do networks that the library does not know', () => {
  for (const text of ['03/preresnet-20/seed-1', 'sgd-after-swa.safetensors', 'radius-uniform01-reestimate', 'preresnet-20-huge', 'my_uniform01']) {
    assert.equal(forReaders(text), text);
  }
});
