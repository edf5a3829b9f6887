import { breathe } from '../../base/progress';
import { percentText } from '../../numbers/texts';
import type { Claim } from '../claims/claims';
import type { Study } from '../study/study';
import { DESCENTS, type LogisticRun, runLogistics } from './logistic-runs';
import { isClearlyAsymmetric, isNearAsymptotes, RULES, shareOfRuns } from './rules';

/** The verdict on C27, by its rule, from the converged runs along `uniform01`; the published ones are told beside it. */
export function decideSection8(converged: readonly LogisticRun[], published: readonly LogisticRun[]): Claim[] {
  const { secantRatio, distance, tolerance } = RULES.C27.thresholds;
  const near = countText(converged, (run) => isNearAsymptotes(run));
  const measured = [
    `${countText(converged, isClearlyAsymmetric)} are two-sided with ρ > ${secantRatio}`,
    `${near} have both slopes at l = ±${distance} within ${percentText(tolerance)} of the exact limits`,
    `published version, not at a minimum: ${countText(published, isClearlyAsymmetric)} two-sided with ρ > ${secantRatio}`,
  ];
  return [
    {
      id: 'C27',
      section: 'code',
      statement: 'The logistic regression in two parameters is asymmetric along (0, 1) directions.',
      paper: "not in the text; the authors' code draws 50 figures, a talk shows one",
      measured: `${measured.join('; ')}.`,
      verdict: RULES.C27.verdict(converged),
      why: RULES.C27.why,
      provenance:
        `logistic regression on 20 drawn points, ${converged.length} seeds, float64, ${DESCENTS.converged.steps} steps of rate ` +
        `${DESCENTS.converged.learningRate}`,
    },
  ];
}

/** Measures and decides section 8's claim; the same at every scale. */
export async function claimsOfSection8({ run }: Study): Promise<Claim[]> {
  const converged = runLogistics('converged');
  await breathe(run.signal);
  return decideSection8(converged, runLogistics('published'));
}

/** `41 of 50 seeds (82 %, 69 % to 90 %)` */
export function countText(runs: readonly LogisticRun[], test: (run: LogisticRun) => boolean): string {
  const { value, low, high } = shareOfRuns(runs, test);
  return `${runs.filter(test).length} of ${runs.length} seeds (${percentText(value)}, ${percentText(low)} to ${percentText(high)})`;
}
