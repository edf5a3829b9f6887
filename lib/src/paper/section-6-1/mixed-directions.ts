import type { RunOptions } from '../../base/progress';
import { subset } from '../../datasets/batches';
import { drawDirection } from '../../landscape/directions';
import { distancesBetween } from '../../numbers/distances';
import { displacement, type LineEnds } from '../../landscape/loss-line';
import { directionBetween } from '../../landscape/orthogonal';
import { returning } from '../../landscape/evaluate-point';
import { curveRadius } from '../../landscape/radius';
import { dot, normalised } from '../../numbers/vector';
import type { Runner } from '../../networks/runner';
import { codeIdentity } from '../../records/code-identity';
import { type MeasuredCurve } from '../study/curves';
import { DIRECTION_SEED } from '../study/directions';
import { examplesOf } from '../study/examples';
import { asymmetryOfKept, type KeptCurve, keptCurve } from '../study/kept-curves';
import { lineSizes } from '../lines/sizes';
import { endsOf, labelled, pairRecordWith, type SolutionPair } from '../lines/pairs';
import type { Recorded } from '../../records/records';
import type { Study } from '../study/study';

/** The curves along u_inter + u_rand and its counterpart, through both solutions. */
export interface MixedDirections {
  /** u = (u_inter + u_rand)/‖·‖, the paper's. */
  readonly plus: MixedDirection;
  /** (u_inter − u_rand)/‖·‖: as far towards SWA, with the random part turned round. */
  readonly minus: MixedDirection;
}

/** One such direction. The curves are of the training loss; the test loss is on as many images as the section's other curves. */
export interface MixedDirection {
  /** ⟨w_SWA − w_SGD, u⟩: SWA's projection, if SGD is at 0. Positive by construction. */
  readonly projection: number;
  /** Through SGD, which is at 0. */
  readonly throughSgd: MeasuredCurve;
  /** Through SWA, which is at 0 of this curve. */
  readonly throughSwa: MeasuredCurve;
}

/** {@link MixedDirection} as its record holds it: from each example's loss its asymmetry is derived. */
interface KeptDirection {
  readonly projection: number;
  readonly throughSgd: KeptCurve;
  readonly throughSwa: KeptCurve;
}

interface KeptDirections {
  readonly plus: KeptDirection;
  readonly minus: KeptDirection;
}

/**
 * The loss along (u_inter ± u_rand)/‖·‖, u_inter from SGD to SWA and u_rand a `uniform01` direction, both of length 1
 * before they are added (paper, Figure 9 and Appendix G). The radius is found along the sum by the radius rule. Recorded.
 */
export async function measureMixed(study: Study, pair: SolutionPair): Promise<Recorded<MixedDirections>> {
  const { mixedPoints: points } = lineSizes(study.scale);
  const { trainExamples, testExamples, batchNormExamples } = study.scale;
  const inputs = { random: 'uniform01', seed: DIRECTION_SEED, index: 0, points, trainExamples, testExamples, batchNormExamples };
  const what = { what: 'mixed', inputs, code: codeIdentity(__filename, mixedDirections) };
  const { from, code } = asymmetryOfKept(study);
  const derivation = {
    code,
    from: async ({ plus, minus }: KeptDirections): Promise<MixedDirections> => {
      const measured = async ({ curve, losses }: KeptCurve): Promise<MeasuredCurve> => ({ curve, asymmetry: await from({ curve, losses }) });
      const both = async ({ projection, throughSgd, throughSwa }: KeptDirection): Promise<MixedDirection> => (
        { projection, throughSgd: await measured(throughSgd), throughSwa: await measured(throughSwa) }
      );
      return { plus: await both(plus), minus: await both(minus) };
    },
  };
  const { derived, ...record } = await pairRecordWith(study, pair, what, () => mixedDirections(study, pair), derivation);
  return { ...record, result: derived };
}

async function mixedDirections(study: Study, pair: SolutionPair): Promise<KeptDirections> {
  const { mixedPoints: points } = lineSizes(study.scale);
  const { runner, ends } = endsOf(study, pair);
  const settings = { ...(await examplesOf(study)), batchNorm: 'reestimate' as const };
  const quick = { ...settings, train: subset(settings.train, Math.min(500, settings.train.count)) };
  const inter = directionBetween(ends.second.weights, ends.first.weights);
  const random = drawDirection('uniform01', runner.layout, { seed: DIRECTION_SEED, index: 0 });
  const sum = { ...quick, direction: mixed(inter, 1, random) };
  const { radius } = await atSolution(runner, ends.second, study.run, () => curveRadius(runner, sum, study.run));
  const distances = distancesBetween(-radius, radius, points);
  const along = async (sign: 1 | -1): Promise<KeptDirection> => {
    const direction = mixed(inter, sign, random);
    const through = (solution: 'first' | 'second'): Promise<KeptCurve> =>
      atSolution(runner, ends[solution], study.run, () => {
        const { run } = labelled(study, pair, `u_inter ${sign > 0 ? '+' : '−'} u_rand`);
        return keptCurve(runner, { ...settings, direction, distances }, run);
      });
    return { projection: -dot(displacement(ends), direction), throughSgd: await through('second'), throughSwa: await through('first') };
  };
  return { plus: await along(1), minus: await along(-1) };
}

/** (u_inter ± u_rand)/‖·‖. */
function mixed(inter: Float32Array, sign: 1 | -1, random: Float32Array): Float32Array {
  return normalised(inter.map((entry, i) => entry + sign * random[i]));
}

async function atSolution<T>(runner: Runner, solution: LineEnds['first'], options: RunOptions, work: () => Promise<T>): Promise<T> {
  return returning(runner, async () => {
    runner.setWeights(solution.weights);
    runner.setStatistics(solution.statistics);
    return work();
  }, options);
}
