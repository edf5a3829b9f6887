import { UsageError } from '../../base/errors';
import { jStat } from 'jstat';
import type { Row } from '../../notebook/table';
import { nameOf } from '../lines/names';
import type { MixedDirection } from './mixed-directions';
import type { DerivativeSummary } from './measured-offsets';
import { estimateText } from '../../numbers/texts';
import type { SolutionPair } from '../lines/pairs';
import { asymmetricOffsets } from './claims';
import type { PairPhase } from './figures';
import { shareText } from './calibrated-claims';
import type { PairCalibration, PairDerivatives, PairMixed, PairOffsets, PairSlopes } from './pair-measurements';

/** How many epochs after SWA the published rule keeps, and how much depends on which one is called "SGD". */
export function afterSwaRows(phases: readonly PairPhase[]): Row[] {
  return phases.map((member) => {
    const { epochs, keptEpochs, testDifference: { last, all, kept } } = member.phase;
    return {
      training: nameOf(member),
      'epochs kept by the rule': `${keptEpochs.length} of ${epochs.length}`,
      'the last among them': keptEpochs.includes(epochs.length) ? 'yes' : 'no',
      'test loss − SWA\'s, last epoch': signed(last),
      'over all epochs': `${signed(all[0])} to ${signed(all[1])}`,
      'over kept epochs': kept && `${signed(kept[0])} to ${signed(kept[1])}`,
    };
  });
}

/** How many epochs after SWA the published rule keeps, and what it would have kept from sight: sentences. */
export function afterSwaText(phases: readonly PairPhase[]): string {
  const kept = phases.map(({ phase }) => phase.keptEpochs.length);
  const without = phases.filter(({ phase }) => phase.keptEpochs.length === 0);
  const against = without.filter(({ phase }) => phase.testDifference.last <= 0).length;
  const last = `the last epoch's test loss is no higher than SWA's, which the rule would have hidden`;
  const unseen = without.length === 0 ? '' : `; at ${against} of these ${last}`;
  const epochs = Math.max(...phases.map(({ phase }) => phase.epochs.length));
  return (
    `Of ${epochs} epochs the rule keeps ${Math.min(...kept)} to ${Math.max(...kept)}. ` +
    `At ${without.length} of ${phases.length} trainings it keeps none${unseen}.`
  );
}

/** On which side of either mixed direction the valley is flat, and whose asymmetry that is: sentences. */
export function mixedText(measured: readonly PairMixed[]): string {
  const pairs = measured.flatMap(({ mixed: { result } }) => {
    const [plus, minus] = [indexOf(result.plus), indexOf(result.minus)];
    return plus === null || minus === null ? [] : [{ plus, minus }];
  });
  if (pairs.length === 0) return 'No valley lies on the lines with both of its sides.';
  const flat = (sign: 'plus' | 'minus'): string => `${pairs.filter((pair) => pair[sign] > 0).length} of ${pairs.length} trainings`;
  const inter = Math.min(...pairs.map(({ plus, minus }) => (plus + minus) / 2));
  const random = Math.max(...pairs.map(({ plus, minus }) => Math.abs(plus - minus) / 2));
  return (
    `The flat side is SWA's at ${flat('plus')} along u<sub>inter</sub> + u<sub>rand</sub>, and at ${flat('minus')} along ` +
    `u<sub>inter</sub> − u<sub>rand</sub>. Of the asymmetry index the share of u<sub>inter</sub> is ${signed(inter, 2)} at least, ` +
    `that of u<sub>rand</sub> ${random.toFixed(2)} in size at most.`
  );
}

/**
 * The asymmetry along u_inter ± u_rand and how it splits: half the sum of both indices belongs to u_inter, which both
 * directions share, half their difference to u_rand, which they have with opposite signs.
 */
export function mixedRows(measured: readonly PairMixed[]): Row[] {
  return measured.map((member) => {
    const { plus, minus } = member.mixed.result;
    const [sum, difference] = [1, -1].map((sign) =>
      indexOf(plus) === null || indexOf(minus) === null ? null : ((indexOf(plus) as number) + sign * (indexOf(minus) as number)) / 2,
    );
    return {
      training: nameOf(member),
      'A along u_inter + u_rand': indexText(plus),
      'its flat side': towards(indexOf(plus)),
      'A along u_inter − u_rand': indexText(minus),
      'its flat side (−)': towards(indexOf(minus)),
      'share of u_inter': sum === null ? null : signed(sum, 2),
      'share of u_rand': difference === null ? null : signed(difference, 2),
      'SWA\'s projection / radius': plus.projection / (plus.throughSgd.curve.distances.at(-1) as number),
    };
  });
}

/** A of the curve through SGD; null where its minimum lies so near an end that one side is missing. */
function indexOf({ throughSgd }: MixedDirection): number | null {
  return throughSgd.asymmetry.recentred.index;
}

function indexText(direction: MixedDirection): string | null {
  const value = indexOf(direction);
  const { index } = direction.throughSgd.asymmetry.uncertainty;
  return value === null ? null : estimateText({ value, low: index?.low ?? NaN, high: index?.high ?? NaN }, 2);
}

/** A positive index means that +u, the side of SWA's projection, is flat. */
function towards(index: number | null): string | null {
  if (index === null) return null;
  return index > 0 ? 'towards SWA' : 'away from SWA';
}

/** Offsets by training: how many directions are asymmetric, and at which solution the offset is larger. */
export function offsetRows(measured: readonly PairOffsets[]): Row[] {
  return measured.map((member) => {
    const asymmetric = asymmetricOffsets(member);
    const largest = Math.max(...member.offsets.result.map(({ cosineWithInter }) => Math.abs(cosineWithInter)));
    return {
      training: nameOf(member),
      directions: member.offsets.result.length,
      'two-sided': member.offsets.result.filter(({ twoSided }) => twoSided).length,
      asymmetric: asymmetric.length,
      'larger offset at SWA': asymmetric.filter(({ first, second }) => first > second).length,
      'larger at SGD': asymmetric.filter(({ first, second }) => first < second).length,
      'largest |cosine| with u_inter': largest,
    };
  });
}

/** What calibration by one cross-fitted temperature leaves of the difference between both test losses, by training. */
export function calibrationRows(measured: readonly PairCalibration[]): Row[] {
  return measured.map((member) => {
    const { first, second, difference, calibrated, vanishing } = member.calibration.result;
    const { minimum, calibratedMinimum } = member.line.result;
    const temperatures = ({ temperatures: [even, odd] }: typeof first): string => `${even.toFixed(2)}, ${odd.toFixed(2)}`;
    return {
      training: nameOf(member),
      'T of SWA, by half': temperatures(first),
      'T of SGD, by half': temperatures(second),
      'test loss, SWA − SGD': estimateText(difference, 4),
      'after calibration': estimateText(calibrated, 4),
      'share that vanishes': difference.high < 0 ? shareText(vanishing) : null,
      'test minimum, α': estimateText(minimum, 1),
      'after calibration, α': estimateText(calibratedMinimum, 1),
    };
  });
}

/** For each solution: how many (0, 1) directions point up the slope, and how many the one cosine foretells. */
export function derivativeRows(measured: readonly PairDerivatives[], weights: (pair: SolutionPair) => number): Row[] {
  return measured.flatMap((member) => {
    const { directions, first, second, firstLarger } = member.derivatives.result;
    const row = (solution: string, summary: DerivativeSummary): Row => ({
      training: nameOf(member),
      solution,
      '‖∇L‖': summary.gradientNorm,
      'mean ⟨∇L, u⟩': summary.mean,
      'positive': `${summary.positive} of ${directions}`,
      'foretold by the cosine with (1, …, 1)': `${(100 * foretold(summary, weights(member.pair))).toFixed(1)} %`,
      'larger here than at the other': solution === 'SWA' ? firstLarger : directions - firstLarger,
    });
    return [row('SWA', first), row('SGD', second)];
  });
}

/**
 * For each solution: the slope of the loss on plain images along a few of these directions, beside that on augmented ones.
 *
 * @throws UsageError PAIR_ABSENT if a pair was not measured on augmented images
 */
export function plainSlopeRows(measured: readonly PairSlopes[], augmented: readonly PairDerivatives[]): Row[] {
  return measured.flatMap((member) => {
    const same = augmented.find(({ pair }) => pair.first.fingerprint === member.pair.first.fingerprint);
    if (same === undefined) {
      const problem = `There are no slopes on augmented images of ${nameOf(member)}.`;
      throw new UsageError('PAIR_ABSENT', problem, 'Give both measurements of the same pairs.');
    }
    const derivatives = same.derivatives.result;
    const row = (solution: 'SWA' | 'SGD', own: 'first' | 'second', other: 'first' | 'second'): Row => {
      const { [own]: slopes, [other]: others } = member.slopes.result;
      return {
        training: nameOf(member),
        solution,
        'mean on augmented images': derivatives[own].mean,
        'on plain ones, by direction': slopes.map((slope) => estimateText(slope, 4)).join('; '),
        'positive on plain ones': `${slopes.filter(({ value }) => value > 0).length} of ${slopes.length}`,
        'larger here than at the other': `${slopes.filter(({ value }, i) => value > others[i].value).length} of ${slopes.length}`,
      };
    };
    return [row('SWA', 'first', 'second'), row('SGD', 'second', 'first')];
  });
}

/** On which side of the minimum along u = (0, 1) directions the solutions lie, by either loss. */
export function slopeSignSentence(measured: readonly PairSlopes[], augmented: readonly PairDerivatives[]): string {
  const means = augmented
    .filter(({ pair }) => measured.some((member) => member.pair.first.fingerprint === pair.first.fingerprint))
    .flatMap(({ derivatives: { result: { first, second } } }) => [first.mean, second.mean]);
  const slopes = measured.flatMap(({ slopes: { result: { first, second } } }) => [...first, ...second]);
  return (
    `The mean derivative on augmented images is positive at ${means.filter((value) => value > 0).length} of ${means.length} solutions, ` +
    `as where a solution is displaced to the side of +u. The slope on plain images is negative in ` +
    `${slopes.filter(({ value }) => value < 0).length} of ${slopes.length} measurements, in ` +
    `${slopes.filter(({ high }) => high < 0).length} with its whole interval, as where it is displaced to the side of −u.`
  );
}

/** P(⟨g, u⟩ > 0) = Φ(√(3d)·cosine) for u with entries in (0, 1). */
function foretold({ cosineWithOnes }: DerivativeSummary, weights: number): number {
  return jStat.normal.cdf(Math.sqrt(3 * weights) * cosineWithOnes, 0, 1);
}

function signed(value: number, digits = 4): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}
