import type { Estimate } from '../../numbers/statistics';
import { seedEstimates, type SeedEstimates, seedText } from '../claims/over-seeds';
import { byNetwork, isTestable, type MeasuredPair } from '../lines/measured-pairs';
import type { Decision } from '../lines/rules';
import { estimateText } from '../../numbers/texts';
import type { PairCalibration } from './pair-measurements';
import { RULES } from './rules';

/** A training with all that the claims after calibration look at. */
interface CalibratedPair {
  readonly measured: MeasuredPair;
  readonly calibrated: PairCalibration;
}

/** C17, calibrated: is SWA's lower test loss more than better calibration? */
export function decideCalibratedTrade(pairs: readonly MeasuredPair[], calibrations: readonly PairCalibration[]): Decision {
  const networks = testableNetworks(pairs, calibrations).map(({ network, members }) => {
    const of = (pick: (calibration: PairCalibration['calibration']['result']) => Estimate): SeedEstimates =>
      seedEstimates(members.map(({ calibrated }) => pick(calibrated.calibration.result)));
    const differences = { plain: of(({ difference }) => difference), calibrated: of(({ calibrated }) => calibrated) };
    const vanishing = members
      .map(({ measured, calibrated }) => `seed ${measured.pair.first.seed} ${shareText(calibrated.calibration.result.vanishing)}`);
    const gains = RULES['C17, calibrated'].verdict([{ ...differences, calibrated: differences.plain }]) === 'holds';
    const text =
      `${network}: SWA minus SGD, test loss ${seedText(differences.plain, 4)}, calibrated ${seedText(differences.calibrated, 4)}` +
      (gains ? `; calibration takes away ${vanishing.join(', ')}` : '; no gain to take away, so it does not count');
    return { differences, text };
  });
  return {
    verdict: RULES['C17, calibrated'].verdict(networks.map(({ differences }) => differences)),
    measured: networks.map(({ text }) => text).join('. '),
  };
}

/** C18, calibrated: does the test minimum still lie on the flat side of the training minimum? */
export function decideCalibratedMinimum(pairs: readonly MeasuredPair[], calibrations: readonly PairCalibration[]): Decision {
  const networks = testableNetworks(pairs, calibrations).map(({ network, members }) => {
    const gap = seedEstimates(members.map(calibratedGap));
    const plain = seedEstimates(members.map(({ measured }) => measured.line.result.statistics.minimumGap));
    return { gap, text: `${network}: test minimum minus training minimum, in α: ${seedText(gap, 2)}, uncalibrated ${seedText(plain, 2)}` };
  });
  return {
    verdict: RULES['C18, calibrated'].verdict(networks.map(({ gap }) => gap)),
    measured: networks.map(({ text }) => text).join('. '),
  };
}

/** The images of either split are resampled for themselves; the interval of the difference takes the ends of both. */
function calibratedGap({ measured, calibrated }: CalibratedPair): Estimate {
  const { minimum: train } = measured.line.result.statistics.train;
  const { calibratedMinimum: test } = calibrated.line.result;
  return { value: test.value - train.value, low: test.low - train.high, high: test.high - train.low };
}

/** The networks that meet the precondition of C17 and C18, as far as they were calibrated. */
function testableNetworks(
  pairs: readonly MeasuredPair[],
  calibrations: readonly PairCalibration[],
): { readonly network: string; readonly members: readonly CalibratedPair[] }[] {
  const networks = byNetwork(pairs).filter(({ members }) => members.every(isTestable)).map(({ network, members }) => ({
    network,
    members: members.flatMap((measured) => {
      const calibrated = calibrations.find(({ pair: { first } }) => first.network === network && first.seed === measured.pair.first.seed);
      return calibrated === undefined ? [] : [{ measured, calibrated }];
    }),
  }));
  return networks.filter(({ members }) => members.length > 0);
}

/** `64 % (51 to 79)` */
export function shareText({ value, low, high }: Estimate): string {
  return estimateText({ value: 100 * value, low: 100 * low, high: 100 * high }, 0).replace(' (', ' % (');
}
