import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { reestimateBatchNorm } from '../training/batch-norm';
import { type Evaluation, evaluate } from '../training/evaluation';
import { setSolution, type Solution } from '../training/solution';
import { pairedDifference } from '../numbers/paired-difference';
import { DEFAULT_BATCH_SIZE, type Measurement, returning } from './evaluate-point';
import { type Estimate, mcNemar } from '../numbers/statistics';

/** One solution, evaluated on both splits. */
export interface SolutionEvaluation {
  readonly train: Evaluation;
  readonly test: Evaluation;
}

/** What {@link evaluateSolutions} measures on. You can spread a dataset into it, or give the dataset itself. */
export interface EvaluationSettings extends Omit<Measurement, 'batchNorm'> {
  /**
   * `reestimate`, the default: the statistics of all solutions are re-estimated from the same examples; otherwise SWA and SGD
   * cannot be compared. `own`: each solution keeps its statistics. It has no effect in networks without batch norm.
   */
  readonly statistics?: 'reestimate' | 'own';
}

/**
 * Loss and accuracy of several solutions on the same examples. The runner's own weights and statistics are restored.
 *
 * @param solutions by name, such as those of `fit`
 * @returns an evaluation for each solution, by its name
 * @throws UsageError WRONG_LENGTH for a solution of another network; BATCH_SIZE_INVALID, BATCH_NORM_ONE_VALUE; InterruptedError
 * when `signal` is aborted
 */
export async function evaluateSolutions<Name extends string>(
  runner: Runner,
  solutions: Readonly<Record<Name, Solution>>,
  settings: EvaluationSettings,
  { signal }: RunOptions = {},
): Promise<Record<Name, SolutionEvaluation>> {
  const { train, test, batchNormExamples = train, batchSize = DEFAULT_BATCH_SIZE, statistics = 'reestimate' } = settings;
  return returning(runner, async () => {
    const evaluations: Partial<Record<Name, SolutionEvaluation>> = {};
    for (const [name, solution] of Object.entries(solutions) as [Name, Solution][]) {
      setSolution(runner, solution);
      if (statistics === 'reestimate') await reestimateBatchNorm(runner, batchNormExamples, { batchSize, signal });
      evaluations[name] = {
        train: await evaluate(runner, train, { batchSize, signal }),
        test: await evaluate(runner, test, { batchSize, signal }),
      };
    }
    return evaluations as Record<Name, SolutionEvaluation>;
  }, { signal });
}

/** First solution minus second, on one split. */
export interface EvaluationDifference {
  /** Difference of the mean losses, nats. */
  readonly loss: Estimate;
  /** Difference of the accuracies, fractions. */
  readonly accuracy: Estimate;
}

/**
 * First solution minus second, with 95 % intervals from paired differences on the same examples. The intervals speak about other
 * examples of the same kind, not about other trainings.
 *
 * @throws LandscapeError LENGTHS_DIFFER if the two were evaluated on different numbers of examples
 */
export function compareSolutions(
  first: SolutionEvaluation,
  second: SolutionEvaluation,
): Readonly<Record<'train' | 'test', EvaluationDifference>> {
  return { train: difference(first.train, second.train), test: difference(first.test, second.test) };
}

function difference(a: Evaluation, b: Evaluation): EvaluationDifference {
  return { loss: pairedDifference(a.losses, b.losses), accuracy: mcNemar(a.correct, b.correct).difference };
}
