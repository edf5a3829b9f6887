import type { EvaluationDifference, SolutionEvaluation } from '../landscape/evaluate-solutions';
import type { LineStatistics } from '../landscape/line-statistics';
import { type Estimate, tInterval } from '../numbers/statistics';
import type { Row } from './table';
import { percentText } from '../numbers/texts';

const SPLITS = ['train', 'test'] as const;

/** One row for each solution of `evaluateSolutions`. */
export function evaluationRows(evaluations: Readonly<Record<string, SolutionEvaluation>>): Row[] {
  return Object.entries(evaluations).map(([solution, { train, test }]) => ({
    solution,
    'train loss': train.loss,
    'train accuracy': percentText(train.accuracy, 1),
    'test loss': test.loss,
    'test accuracy': percentText(test.accuracy, 1),
  }));
}

/** One row for each split of `compareSolutions`: the intervals are over examples. */
export function solutionDifferenceRows(difference: Readonly<Record<'train' | 'test', EvaluationDifference>>): Row[] {
  return SPLITS.map((split) => ({
    split,
    'difference of losses': difference[split].loss.value,
    '95 % over examples': intervalText(difference[split].loss),
    'difference of accuracies': points(difference[split].accuracy.value),
    '95 % over examples ': intervalText(difference[split].accuracy, points),
  }));
}

/**
 * The differences of losses of several trainings (`compareSolutions` of each), with Student's interval over the trainings: a claim
 * about a kind of network needs this interval.
 */
export function trainingRows(
  differences: readonly Readonly<Record<'train' | 'test', { readonly loss: { readonly value: number } }>>[],
): Row[] {
  return SPLITS.map((split) => {
    const values = differences.map((difference) => difference[split].loss.value);
    return {
      split,
      'mean difference of losses': tInterval(values).value,
      '95 % over trainings': intervalText(tInterval(values)),
      'above 0': `${values.filter((value) => value > 0).length} of ${values.length} trainings`,
    };
  });
}

/** One row for each split of `lineStatistics`: a bump between the solutions, and the place of the minimum. */
export function lineStatisticsRows(line: LineStatistics): Row[] {
  return SPLITS.map((split) => {
    const { bump, minimum, minimumAtEnd } = line[split];
    return {
      split,
      'highest bump (nats)': bump.height,
      'its standard error': bump.standardError,
      'minimum, α': minimum.value,
      '95 % over examples': `${intervalText(minimum)}${minimumAtEnd ? ', at an end of the line' : ''}`,
    };
  });
}

function intervalText({ low, high }: Estimate, text: (value: number) => string = (value) => String(Number(value.toPrecision(3)))): string {
  return `${text(low)} to ${text(high)}`.replace(/-/g, '−');
}

function points(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} points`.replace(/-/g, '−');
}
