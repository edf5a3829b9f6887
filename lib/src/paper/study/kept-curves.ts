import type { RunOptions } from '../../base/progress';
import { type AsymmetryUncertainty, asymmetryWithUncertainty } from '../../landscape/asymmetry-uncertainty';
import type { Asymmetry } from '../../landscape/asymmetry';
import { type CurveLosses, type CurveSettings, evaluateCurve, type LossCurve } from '../../landscape/curve';
import type { MeasuredCurve } from '../../landscape/measure-along';
import { samplesOf } from '../../landscape/profile';
import type { Runner } from '../../networks/runner';
import { codeIdentity } from '../../records/code-identity';
import { halfPrecision } from '../../records/record-text';
import type { Derivation, Recorded } from '../../records/records';
import type { Study } from './study';

/**
 * A curve with each example's loss, as records keep it: whatever a curve says can be derived from it anew, and doubted, without
 * weights or images. The losses are rounded to 16 bits, far below what the choice of examples does to any statistic.
 */
export interface KeptCurve {
  readonly curve: LossCurve;
  readonly losses: CurveLosses;
}

/** Measures a curve from the runner's present weights for a record. @throws as `lossCurve` */
export async function keptCurve(runner: Runner, settings: CurveSettings, run: RunOptions): Promise<KeptCurve> {
  const { losses = { train: [], test: [] }, ...curve } = await evaluateCurve(runner, settings, { ...run, keepLosses: true });
  return { curve, losses: halfPrecisionLosses(losses) };
}

/** Losses as records keep them. */
export function halfPrecisionLosses({ train, test }: CurveLosses): CurveLosses {
  return { train: train.map(halfPrecision), test: test.map(halfPrecision) };
}

/** A curve that was kept, as the instruments take it: with its losses. */
export function withLosses({ curve, losses }: KeptCurve): LossCurve & { readonly losses: CurveLosses } {
  return { ...curve, losses };
}

/** How the asymmetry of the training loss follows from a kept curve. */
export function asymmetryOfKept({ run }: Study): Derivation<KeptCurve, MeasuredCurve['asymmetry']> {
  return { code: codeIdentity(__filename, keptAsymmetry), from: (kept) => keptAsymmetry(kept, run) };
}

function keptAsymmetry(kept: KeptCurve, run: RunOptions): Promise<Asymmetry & { readonly uncertainty: AsymmetryUncertainty }> {
  return asymmetryWithUncertainty(samplesOf(withLosses(kept), 'train'), run);
}

/** A record of a curve and its asymmetry, without the losses, which take a hundred times as much memory. */
export function measuredOf(
  { derived: asymmetry, result: { curve }, ...record }: Recorded<KeptCurve> & { readonly derived: MeasuredCurve['asymmetry'] },
): Recorded<MeasuredCurve> {
  return { ...record, result: { curve, asymmetry } };
}
