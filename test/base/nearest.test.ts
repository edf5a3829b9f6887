import assert from 'node:assert/strict';
import test from 'node:test';
import { nearest } from '../../lib/src/base/nearest';

const NAMES = ['preresnet-8', 'preresnet-20', 'densenet-bc-40'];

test('a slip of the keyboard finds the name that was meant', () => {
  assert.equal(nearest('preresnet20', NAMES), 'preresnet-20');
  assert.equal(nearest('DenseNet-BC-40', NAMES), 'densenet-bc-40');
  assert.equal(nearest('preresnet-8', NAMES), 'preresnet-8');
});

test('a name that is like none finds none', () => {
  assert.equal(nearest('vgg', NAMES), undefined);
  assert.equal(nearest('anything', []), undefined);
});
