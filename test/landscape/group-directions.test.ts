import assert from 'node:assert/strict';
import test from 'node:test';
import { drawDirection } from '../../lib/src/landscape/directions';
import { GROUP_LAWS, groupDirection, groupMask, groupPart, groupSize, WEIGHT_GROUPS, type WeightGroup } from '../../lib/src/landscape/group-directions';
import { cosine, norm } from '../../lib/src/numbers/vector';
import { layoutOf } from '../../lib/src/networks/layout';
import { buildNetwork } from '../../lib/src/networks/networks';

const layoutOfNetwork = (name: string): ReturnType<typeof layoutOf> => {
  const model = buildNetwork(name, 10, 1);
  const layout = layoutOf(model);
  model.dispose();
  return layout;
};
const layout = layoutOfNetwork('preresnet-8');
const weights = Float32Array.from({ length: layout.size }, (_, i) => Math.sin(3 * i + 1));
const places = (vector: ArrayLike<number>): number[] => Array.from(vector, (_, i) => i).filter((i) => vector[i] !== 0);

test('the groups of PreResNet-8 have the sizes that its layers give', () => {
  const expected: Record<WeightGroup, number> = { all: 77_850, norm: 480, gamma: 240, beta: 240, 'not-norm': 77_370, convolution: 76_720, classifier: 650 };
  for (const group of WEIGHT_GROUPS) assert.equal(groupSize(layout, group), expected[group], group);
});

test('γ and β make the norm group, convolutions and classifier the rest, and both together everything', () => {
  const sum = (groups: readonly WeightGroup[]): Float32Array => groups.map((group) => groupMask(layout, group)).reduce((a, b) => a.map((value, i) => value + b[i]));
  assert.deepEqual(sum(['gamma', 'beta']), groupMask(layout, 'norm'));
  assert.deepEqual(sum(['convolution', 'classifier']), groupMask(layout, 'not-norm'));
  assert.deepEqual(sum(['norm', 'not-norm']), groupMask(layout, 'all'));
});

test('every direction has length 1, moves its group alone, and is a part of the draw over all weights', () => {
  for (const law of GROUP_LAWS) {
    const whole = drawDirection(law, layout, { seed: 5, index: 2, weights });
    for (const group of WEIGHT_GROUPS) {
      const direction = groupDirection({ law, group }, layout, { seed: 5, index: 2, weights });
      assert.ok(Math.abs(norm(direction) - 1) < 1e-5);
      assert.deepEqual(places(direction), places(groupMask(layout, group)));
      assert.ok(Math.abs(cosine(direction, groupPart(whole, layout, group)) - 1) < 1e-5);
    }
  }
});

test('parts of one direction add up to it', () => {
  const whole = drawDirection('uniform01', layout, { seed: 1 });
  const parts = (['gamma', 'beta', 'convolution', 'classifier'] as const).map((group) => groupPart(whole, layout, group));
  assert.deepEqual(parts.reduce((a, b) => a.map((value, i) => value + b[i])), whole);
});

test('sign-consistent directions agree with the weights of the group', () => {
  const direction = groupDirection({ law: 'sign-consistent', group: 'beta' }, layout, { seed: 1, weights });
  for (const i of places(direction)) assert.equal(Math.sign(direction[i]), Math.sign(weights[i]));
});

test('group norm stands in the place of batch norm; a network without norm has no such group', () => {
  const grouped = layoutOfNetwork('preresnet-20-group-norm');
  assert.equal(groupSize(grouped, 'norm'), 1376);
  assert.equal(groupSize(grouped, 'gamma'), 688);
  const bare = layoutOfNetwork('preresnet-8-no-bn');
  assert.equal(groupSize(bare, 'norm'), 0);
  assert.equal(groupSize(bare, 'convolution') + groupSize(bare, 'classifier'), bare.size, 'biases go with their kernels');
  assert.throws(() => groupDirection({ law: 'uniform01', group: 'norm' }, bare, { seed: 1 }), { code: 'DIRECTION_GROUP_ABSENT' });
});

test('laws and groups that do not exist are refused by name', () => {
  assert.throws(() => groupMask(layout, 'gama' as WeightGroup), { code: 'GROUP_UNKNOWN', message: /gama.*gamma, beta/ });
  assert.throws(() => groupDirection({ law: 'residual' as 'ones', group: 'norm' }, layout, { seed: 1 }), { code: 'DIRECTION_UNKNOWN' });
  assert.throws(() => groupDirection({ law: 'sign-consistent', group: 'norm' }, layout, { seed: 1 }), { code: 'DIRECTION_NEEDS_WEIGHTS' });
});
