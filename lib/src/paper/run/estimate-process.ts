import { type EstimateAnswer, type EstimateTask, measureTraining } from './estimate';
import { openStudy } from '../study/study';

// A process that measures one training, see `estimate.ts`.

async function answer({ words, training }: EstimateTask): Promise<EstimateAnswer> {
  try {
    return { speed: await measureTraining(openStudy({ ...words, section: 'trainings' }), training) };
  } catch (error) {
    const { message, code, remedy } = error as { message: string; code?: string; remedy?: string };
    return { message, code, remedy };
  }
}

void answer(JSON.parse(process.argv[2]) as EstimateTask).then((given) => process.send?.(given));
