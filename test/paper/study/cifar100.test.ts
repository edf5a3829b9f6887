import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { CIFAR100 } from '../../../lib/src/datasets/cifar-layout';
import { subset } from '../../../lib/src/datasets/batches';
import { measureCurve } from '../../../lib/src/paper/study/curves';
import { openSolution, runFolder, runnerOf } from '../../../lib/src/paper/study/solutions';
import { studyDataset } from '../../../lib/src/paper/study/study';
import { recipe } from '../../../lib/src/training/recipes';
import { trainInFolder } from '../../../lib/src/training/run';
import { records } from '../../datasets/cifar-files';
import { smallStudy, temporaryProject } from '../small-study';
import { networkOf } from '../../../lib/src/paper/study/networks';

const project = temporaryProject(test);

/** Files of the official size: a few random images, again and again. */
function writeWholeCifar100(parent: string): void {
  const folder = join(parent, CIFAR100.folder);
  mkdirSync(folder, { recursive: true });
  const images = Buffer.from(records(CIFAR100, 500, 'cifar100'));
  for (const [file, count] of [['train.bin', CIFAR100.imagesPerTrainFile], ['test.bin', CIFAR100.imagesPerTestFile]] as const) {
    writeFileSync(join(folder, file), Buffer.alloc((count / 500) * images.length, images));
  }
  writeFileSync(join(folder, CIFAR100.namesFile), Array.from({ length: 100 }, (_, i) => `class-${i}\n`).join(''));
}

test('a study on CIFAR-100, named and nothing else changed, trains and measures a network of 100 classes', async (t) => {
  const before = process.env.VALLEYS_DATA;
  t.after(() => (before === undefined ? delete process.env.VALLEYS_DATA : (process.env.VALLEYS_DATA = before)));
  process.env.VALLEYS_DATA = join(project.folder, 'images');
  writeWholeCifar100(process.env.VALLEYS_DATA);
  const study = smallStudy(project, { dataset: 'cifar100' });
  const whole = studyDataset(study.scale);
  assert.deepEqual([whole.train.count, whole.test.count, whole.classes.length], [50_000, 10_000, 100]);
  const short = { ...recipe(study.scale.recipe, 2), batchSize: 25, trainExamples: 100 };
  const choice = { network: networkOf(study.scale, 'main'), recipe: study.scale.recipe, seed: 1 };
  const dataset = { ...whole, train: subset(whole.train, 100), test: subset(whole.test, 50) };
  await trainInFolder({ folder: runFolder(study, choice), network: choice.network, dataset, recipe: short, seed: 1, resume: false });
  assert.ok(runFolder(study, choice).includes('smoke-cifar100'), 'apart from the trainings on the own dataset of the scale');
  const solution = await openSolution(study, { seed: 1, solution: 'sgd-after-swa' });
  assert.equal(solution.weights, 83_700);
  const { result } = await measureCurve(study, solution, { kind: 'uniform01', index: 0, batchNorm: 'reestimate' });
  assert.equal(result.curve.distances.length, study.scale.points);
  assert.ok(result.curve.train.loss[result.curve.origin] > 1, 'noise with a hundred classes is not learnt from a hundred images');
  runnerOf(study, solution).dispose();
});
