import type { RunOptions } from '../base/progress';
import type { Runner } from '../networks/runner';
import { reestimateBatchNorm } from '../training/batch-norm';
import { type Evaluation, evaluate } from '../training/evaluation';
import { setSolution, type Solution } from '../training/solution';
import { pairedDifference } from '../numbers/paired-difference';
import { DEFAULT_BATCH_SIZE, type Measurement, returning } from './evaluate-point';
import { type Estimate, mcNemar } from '../numbers/statistics';

/** One solution on both splits. */
export interface SolutionEvaluation {
  readonly train: Evaluation;
  readonly test: Evaluation;
}

/** What {@link evaluateSolutions} measures on. A dataset may be spread into it, or given as it is. */
export interface EvaluationSettings extends Omit<Measurement, 'batchNorm'> {
  /**
   * `reestimate`, the default: each solution's statistics are renewed from the same examples, without which SWA and SGD cannot be
   * compared. `own`: those that belong to the solution. Without effect in networks without batch norm.
   */
  readonly statistics?: 'reestimate' | 'own';
}

/**
 * Loss and accuracy of several solutions on the same examples. The runner's own weights and statistics are put back.
 *
 * @param solutions by name, such as those of `fit`
 * @throws UsageError WRONG_LENGTH for a solution of another network; InterruptedError
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

/** First minus second, on one split. */
export interface EvaluationDifference {
  /** Of the mean losses, nats. */
  readonly loss: Estimate;
  /** Of the accuracies, fractions. */
  readonly accuracy: Estimate;
}

/**
 * First minus second solution, with 95 % intervals from paired differences on the same examples: what other examples of the
 * same kind would give. They say nothing about other trainings.
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
