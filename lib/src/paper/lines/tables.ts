import { numberText } from '../../figures/text';
import { mean, standardDeviation } from '../../numbers/statistics';
import type { Row } from '../../notebook/table';
import type { Bump } from '../../landscape/line-statistics';
import { bumpOf, bumpText, highestOf } from './bumps';
import { type PairWords, points } from './rules';
import {
  byNetwork, type ComparedPair, generalisationGap, isTestable, type LinePair, type MeasuredPair, relativeLength,
} from './measured-pairs';
import { nameOf } from './names';
import { PAPER_TABLE_1 } from './paper-table-1';
import { estimateText, percentText, withMinus } from '../../numbers/texts';

/** Whether each training meets the precondition: it fits its training images better than others by 3 points. */
export function preconditionRows(measured: readonly MeasuredPair[], { second }: PairWords): Row[] {
  return measured.map((member) => {
    const { train, test } = member.comparison.result.second.reestimated;
    return {
      training: nameOf(member),
      [`${second}: training accuracy`]: percentText(train.accuracy, 2),
      'test accuracy': percentText(test.accuracy, 2),
      gap: `${(100 * generalisationGap(member)).toFixed(1)} points${isTestable(member) ? ' ✔' : ', too small'}`,
      '‖Δ‖': member.line.result.length,
      '‖w‖': member.pair.second.weightNorm,
    };
  });
}

/** The highest rise on the lines that claim C15 is about, beside that on the positive control between two trainings: sentences. */
export function noBumpText(measured: readonly LinePair[], control: readonly LinePair[]): string {
  const bumps = measured.flatMap(({ line }) => [bumpOf(line.result, 'train'), bumpOf(line.result, 'test')]);
  const farthest = percentText(Math.max(...measured.map(relativeLength)), 1);
  const controls = control.map((member) => {
    const { first, second } = member.pair;
    const [train, test] = (['train', 'test'] as const).map((split) => bumpText(bumpOf(member.line.result, split)));
    return (
      ` Between the trainings of seeds ${first.seed} and ${second.seed}, ${percentText(relativeLength(member), 1)} of ‖w‖ apart, the ` +
      `training loss rises above it by ${train} nats and the test loss by ${test}.`
    );
  });
  return (
    `${riseText(bumps)} above the chord on ${bumps.length} curves between solutions of one training, at most ${farthest} of ‖w‖ apart.` +
    controls.join('')
  );
}

function riseText(bumps: readonly Bump[]): string {
  if (bumps.every(({ height }) => height === 0)) return 'No loss rises';
  const highest = highestOf(bumps);
  return `The highest loss rises by ${bumpText(highest)} nats`;
}

/**
 * On which side of the training minimum the first solution lies, counted over the lines: a sentence for `showText`. A side is flat or
 * sharp where the rises at the widest distance differ with their whole interval, and the minimum's interval must leave out the solution.
 */
export function sideText(measured: readonly LinePair[], { first }: PairWords): string {
  const sides = measured.map(({ line }) => {
    const { minimum, rises } = line.result.statistics.train;
    const excess = rises.at(-1)?.excess;
    // The first solution, at 0, is on the lower side of a minimum above 0; this side is the flat one where the excess is above 0.
    return excess === undefined ? 0 : signOf(minimum) * signOf(excess);
  });
  const count = (side: number): number => sides.filter((own) => own === side).length;
  return (
    `On ${measured.length} ${measured.length === 1 ? 'line' : 'lines'}, ${first} lies on the <b>flat</b> side of the training minimum at ` +
    `${count(1)}, on the <b>sharp</b> side at ${count(-1)}; at ${count(0)} it is not clear.`
  );
}

/** 1 or −1 where the whole interval lies on that side of 0, otherwise 0. */
function signOf({ low, high }: { readonly low: number; readonly high: number }): number {
  return low > 0 ? 1 : high < 0 ? -1 : 0;
}

/** What each line says: bump, minima, rises to both sides of the training minimum. */
export function lineRows(measured: readonly MeasuredPair[]): Row[] {
  return measured.map((member) => {
    const { train, test, minimumGap } = member.line.result.statistics;
    const rises = train.rises.map(
      ({ distance, towardsFirst, towardsSecond }) => `${distance}: ${towardsFirst.toFixed(3)} / ${towardsSecond.toFixed(3)}`,
    );
    return {
      line: nameOf(member),
      'bump, training / test': (['train', 'test'] as const).map((split) => bumpWord(bumpOf(member.line.result, split))).join(' / '),
      'training minimum, α': estimateText(train.minimum, 2),
      'test minimum, α': `${estimateText(test.minimum, 2)}${test.minimumAtEnd ? ', end of the line' : ''}`,
      'test minus training': estimateText(minimumGap, 2),
      'rise at distance d, towards α < / > minimum': rises.join('; '),
    };
  });
}

function bumpWord(bump: Bump): string {
  return bump.height === 0 ? 'none' : bumpText(bump);
}

/** The two solutions' losses on the same images, the first's minus the second's: the fair comparison and the careless one. */
export function batchNormBaselineRows(measured: readonly MeasuredPair[], { first, second }: PairWords): Row[] {
  return measured.flatMap((member) => {
    const { loss, unfairLoss, second: other } = member.comparison.result;
    return (['train', 'test'] as const).map((split) => ({
      training: nameOf(member),
      images: split === 'train' ? 'training' : 'test',
      [`${second}, own statistics`]: other.running[split].loss,
      [`${second}, re-estimated`]: other.reestimated[split].loss,
      [`${first} − ${second}, both re-estimated`]: estimateText(loss[split], 4),
      [`${first} − ${second}, ${second} with its own`]: estimateText(unfairLoss[split], 4),
    }));
  });
}

/** How much re-estimating batch norm on other crops of the same images changes the losses: standard deviations, nats. */
export function reestimationNoiseRows(measured: readonly MeasuredPair[], { first, second }: PairWords): Row[] {
  return measured.map((member) => {
    const { train, test, repetitions } = member.noise.result;
    return {
      line: nameOf(member),
      repetitions,
      [`training loss of ${first}`]: train.first,
      [`of ${second}`]: train.second,
      'of the difference': train.difference,
      [`test loss of ${first}`]: test.first,
      [`of ${second} (test)`]: test.second,
      'of the difference (test)': test.difference,
    };
  });
}

/** Paired differences of losses and accuracies at the end points, the first's minus the second's. */
export function endPointDifferenceRows(measured: readonly ComparedPair[]): Row[] {
  return measured.map((member) => {
    const { loss, accuracy } = member.comparison.result;
    return {
      training: nameOf(member),
      'training loss': estimateText(loss.train, 4),
      'test loss': estimateText(loss.test, 4),
      'training accuracy (points)': estimateText(points(accuracy.train.difference), 2),
      'test accuracy (points)': estimateText(points(accuracy.test.difference), 2),
      'McNemar p, test': pText(accuracy.test.p),
    };
  });
}

/** Table 1: accuracies in percent, ours as mean ± standard deviation over seeds, then the paper's. */
export function table1Rows(measured: readonly MeasuredPair[]): Row[] {
  const ours = byNetwork(measured).map(({ network, members }) => {
    const of = (pick: (member: MeasuredPair) => number): string => spread(members.map((member) => 100 * pick(member)));
    const dataset = members[0].pair.first.metadata.dataset ?? 'unknown data';
    return {
      network: `<b>${network}</b>, ${dataset}, ${members.length} ${members.length === 1 ? 'seed' : 'seeds'}`,
      'SWA train': of(({ comparison }) => comparison.result.first.reestimated.train.accuracy),
      'SWA test': of(({ comparison }) => comparison.result.first.reestimated.test.accuracy),
      'SGD train': of(({ comparison }) => comparison.result.second.reestimated.train.accuracy),
      'SGD test': of(({ comparison }) => comparison.result.second.reestimated.test.accuracy),
      'SGD test, own statistics': of(({ comparison }) => comparison.result.second.running.test.accuracy),
      'test, SGD − SWA': of(({ comparison }) => -comparison.result.accuracy.test.difference.value),
    };
  });
  const paper = PAPER_TABLE_1.map(({ network, swa, sgd }) => ({
    network: `paper: ${network}, cifar100`,
    'SWA train': swa.train.toFixed(2), 'SWA test': swa.test.toFixed(2), 'SGD train': sgd.train.toFixed(2), 'SGD test': sgd.test.toFixed(2),
    'SGD test, own statistics': '–', 'test, SGD − SWA': withMinus((sgd.test - swa.test).toFixed(2)),
  }));
  return [...ours, ...paper];
}

/** Of a p that is computed to ten decimals the first digit is known only from here on. */
const SMALLEST_P = 1e-9;

function pText(p: number): string {
  return p < SMALLEST_P ? '< 10<sup>−9</sup>' : numberText(p, 2);
}

function spread(values: readonly number[]): string {
  const centre = withMinus(mean(values).toFixed(2));
  return values.length > 1 ? `${centre} ± ${standardDeviation(values).toFixed(2)}` : centre;
}

