import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Project } from '../../lib/src/base/project';
import { subset } from '../../lib/src/datasets/batches';
import type { Dataset } from '../../lib/src/datasets/dataset';
import { recipe } from '../../lib/src/training/recipes';
import { trainInFolder } from '../../lib/src/training/run';
import { openStudy, type Study, studyDataset, type StudyOptions } from '../../lib/src/paper/study/study';
import { networkOf } from '../../lib/src/paper/study/networks';

/** Folders of a project of its own, removed after the test file. */
export function temporaryProject(context: { after(clean: () => void): void }): Project {
  const folder = mkdtempSync(join(tmpdir(), 'studies-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, checkpoints: join(folder, 'checkpoints'), records: join(folder, 'records'), runs: join(folder, 'runs') };
}

/** A study at smoke scale with very little of everything. */
export function smallStudy(project: Project, options: Partial<StudyOptions> = {}): Study {
  const study = openStudy({ section: '03', scale: 'smoke', project, ...options });
  const little = { trainExamples: 30, testExamples: 20, batchNormExamples: 20, points: 5, directions: 2, controlDirections: 2, rays: { count: 3, controls: 2, points: 4, examples: 30, positions: [-1, 0, 1] } };
  const groups = { trainExamples: 30, testExamples: 10, batchNormExamples: 20, points: 7, directions: 2, otherDirections: 2, controlDirections: 1 };
  const averages = { testExamples: 40, batchNormExamples: 20, every: 1, subsets: 2 };
  return { ...study, scale: { ...study.scale, ...little, groups, averages } };
}

/**
 * Trains for two epochs on a few images into the folder where the study looks for the seed, so that nothing more is trained.
 *
 * @param choice network and recipe by whose names the study will look for it; the training itself is always this short one,
 *   with `draw` as its seed; `snapshots` keeps the weights of every epoch
 */
export async function trainLittle(study: Study, seed: number, choice: { readonly network?: string; readonly recipe?: string; readonly draw?: number; readonly snapshots?: boolean } = {}): Promise<void> {
  const { network = networkOf(study.scale, 'main'), recipe: name = study.scale.recipe, draw = seed, snapshots = false } = choice;
  const whole = studyDataset(study.scale);
  const dataset: Dataset = { ...whole, train: subset(whole.train, 100), test: subset(whole.test, 50) };
  const short = { ...recipe('smoke', 2), batchSize: 25, trainExamples: 100 };
  const folder = join(study.project.runs, 'smoke', network, `${name}-seed-${seed}`);
  await trainInFolder({ folder, network, dataset, recipe: short, seed: draw, resume: false, ...(snapshots && { snapshotEvery: 1 }) });
}
