import { augmentedCopy } from '../../datasets/augmented';
import { subset } from '../../datasets/batches';
import type { Split } from '../../datasets/dataset';
import { type Study, studyDataset } from './study';

/** Of the images on which batch norm is re-estimated: the same crops at every point of every curve. */
export const AUGMENTATION_SEED = 0;

/** The examples of every curve at a scale: the first so many of each split, plain. */
export function plainExamplesOf({ scale }: Study): { readonly train: Split; readonly test: Split } {
  const { train, test } = studyDataset(scale);
  return { train: subset(train, scale.trainExamples), test: subset(test, scale.testExamples) };
}

/** {@link plainExamplesOf}, and for batch norm an augmented copy of training images, as it was trained on. */
export async function examplesOf(
  study: Study,
): Promise<{ readonly train: Split; readonly test: Split; readonly batchNormExamples: Split }> {
  const { train } = studyDataset(study.scale);
  return {
    ...plainExamplesOf(study),
    batchNormExamples: await augmentedCopy(subset(train, study.scale.batchNormExamples), AUGMENTATION_SEED),
  };
}
