import assert from 'node:assert/strict';
import test from 'node:test';
import { tf } from '../../../lib/src/engine/tensorflow';
import { networkOf, networksOf, networkToBuild, rowsOf, seedsOf, withNetworks } from '../../../lib/src/paper/study/networks';
import { chooseScale, type NetworkRow } from '../../../lib/src/paper/study/scale';

delete process.env.VALLEYS_SCALE;
const scale = chooseScale('laptop');
const build = (): tf.LayersModel => tf.sequential();
const own: NetworkRow = { name: 'mine', role: 'appendix', seeds: [1, 7], build };

test('networks are asked for by role; those of several come in the order of the roles, each once', () => {
  assert.equal(networkOf(scale, 'main'), 'preresnet-20');
  assert.deepEqual(networksOf(scale, 'main', 'shallow', 'appendix'), ['preresnet-20', 'preresnet-8', 'preresnet-29', 'densenet-bc-40']);
  const smoke = chooseScale('smoke');
  assert.deepEqual(networksOf(smoke, 'main', 'shallow'), ['preresnet-8'], 'two roles, one network');
  assert.equal(rowsOf(smoke, 'main', 'shallow').length, 2);
});

test('a further row comes after the scale\'s own, with its seeds and what builds it; the scale itself stays as it is', () => {
  const more = withNetworks(scale, [own]);
  assert.deepEqual(networksOf(more, 'appendix'), ['preresnet-29', 'densenet-bc-40', 'mine']);
  assert.deepEqual(seedsOf(more, 'mine'), [1, 7]);
  assert.deepEqual(networkToBuild(more, 'mine'), { name: 'mine', build });
  assert.equal(networkToBuild(more, 'preresnet-29'), 'preresnet-29');
  assert.deepEqual(networksOf(scale, 'appendix'), ['preresnet-29', 'densenet-bc-40']);
});

test('a role that one network has goes over to a further row', () => {
  const more = withNetworks(scale, [{ ...own, role: 'main' }]);
  assert.deepEqual(networksOf(more, 'main'), ['mine']);
  assert.deepEqual(networksOf(more, 'shallow'), ['preresnet-8']);
});

test('a role that no network has is refused where its network is asked for', () => {
  assert.deepEqual(networksOf({ ...scale, networks: [] }, 'main', 'appendix'), []);
  assert.throws(() => networkOf({ ...scale, networks: [own] }, 'main'), { code: 'NETWORK_ABSENT', message: /role "main"/ });
});

test('rows that name nothing, or what is taken, are refused', () => {
  const refused = (row: Partial<NetworkRow>, code: string): void => void assert.throws(() => withNetworks(scale, [{ ...own, ...row }]), { code });
  refused({ name: '../mine' }, 'NETWORK_NAME_INVALID');
  refused({ name: '' }, 'NETWORK_NAME_INVALID');
  refused({ name: 'preresnet-8' }, 'NETWORK_NAME_TAKEN');
  refused({ name: 'preresnet-9', build: undefined }, 'NETWORK_UNKNOWN');
  assert.throws(() => seedsOf(scale, 'mine'), { code: 'NETWORK_UNKNOWN', message: /preresnet-20/ });
});
