import assert from 'node:assert/strict';
import test from 'node:test';
import { networkNames } from '../../../lib/src/networks/networks';
import { chooseScale, type ScaleName } from '../../../lib/src/paper/study/scale';
import { groupOf, studyTrainings, trainingGroupAbout, trainingGroups } from '../../../lib/src/paper/study/trainings';
import { recipe } from '../../../lib/src/training/recipes';
import { networkOf } from '../../../lib/src/paper/study/networks';

delete process.env.VALLEYS_SCALE;

for (const name of ['smoke', 'laptop', 'paper'] as ScaleName[]) {
  test(`at ${name} scale every training is possible, belongs to one group, and comes after the one it starts from`, () => {
    const scale = chooseScale(name);
    for (const group of trainingGroups) {
      const trainings = studyTrainings(group, scale);
      assert.ok(trainings.length > 0 && trainingGroupAbout(group).length > 20);
      const keys = trainings.map((training) => JSON.stringify(training));
      assert.equal(new Set(keys).size, keys.length, `${group} trains nothing twice`);
      for (const [index, training] of trainings.entries()) {
        assert.ok(networkNames.includes(training.network), training.network);
        const { startsFrom } = recipe(training.recipe);
        if (startsFrom !== undefined) assert.ok(keys.indexOf(JSON.stringify({ ...training, recipe: startsFrom })) < index && keys.includes(JSON.stringify({ ...training, recipe: startsFrom })));
        assert.ok(groupOf(training, scale) !== undefined);
      }
    }
  });
}

test('a training of no group has none, and an unknown group is refused with the nearest name', () => {
  const scale = chooseScale('laptop');
  assert.equal(groupOf({ network: networkOf(scale, 'main'), recipe: scale.recipe, seed: 99 }, scale), undefined);
  assert.throws(() => studyTrainings('batch-nrom', scale), { code: 'STUDY_UNKNOWN', message: /batch-norm/ });
});
