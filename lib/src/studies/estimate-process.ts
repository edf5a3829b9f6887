import { measureTraining, type TrainingSpeed } from './estimate';
import type { StudyWords } from './pool-worker';
import { openStudy } from './study';
import type { StudyTraining } from './trainings';

// A process that measures one training, see `estimate.ts`.

/** What the process is asked to measure. */
export interface EstimateTask {
  readonly words: StudyWords;
  readonly training: StudyTraining;
}

/** What it answers: what it measured, or the error that it met. */
export type EstimateAnswer = { readonly speed: TrainingSpeed } | { readonly message: string; readonly code?: string; readonly remedy?: string };

async function answer({ words, training }: EstimateTask): Promise<EstimateAnswer> {
  try {
    return { speed: await measureTraining(openStudy({ ...words, section: 'trainings' }), training) };
  } catch (error) {
    const { message, code, remedy } = error as { message: string; code?: string; remedy?: string };
    return { message, code, remedy };
  }
}

void answer(JSON.parse(process.argv[2]) as EstimateTask).then((given) => process.send?.(given));
