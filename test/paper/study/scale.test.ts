import assert from 'node:assert/strict';
import test from 'node:test';
import { chooseScale } from '../../../lib/src/paper/study/scale';

test('the environment overrules a notebook\'s scale, unless it is empty', (t) => {
  const before = process.env.VALLEYS_SCALE;
  t.after(() => {
    if (before === undefined) delete process.env.VALLEYS_SCALE;
    else process.env.VALLEYS_SCALE = before;
  });
  delete process.env.VALLEYS_SCALE;
  assert.equal(chooseScale('laptop').name, 'laptop');
  process.env.VALLEYS_SCALE = '';
  assert.equal(chooseScale('laptop').name, 'laptop');
  process.env.VALLEYS_SCALE = 'smoke';
  assert.equal(chooseScale('laptop').name, 'smoke');
  process.env.VALLEYS_SCALE = 'huge';
  assert.throws(() => chooseScale('laptop'), { code: 'SCALE_UNKNOWN', message: /"huge"/ });
});
