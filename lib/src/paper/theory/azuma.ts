import { generator } from '../../base/random';

/**
 * Azuma's inequality (paper, Lemma 3): a martingale of n steps, none larger than `step`, ends at least λ above its start with
 * probability at most exp(−λ²/(2·n·step²)).
 *
 * @param steps n
 * @param margin λ; for λ ≤ 0 the bound is 1
 */
export function azumaBound(steps: number, step: number, margin: number): number {
  if (margin <= 0) return 1;
  return step === 0 ? 0 : Math.exp(-(margin ** 2) / (2 * steps * step ** 2));
}

/**
 * The margin λ at which {@link azumaBound} is `probability`.
 *
 * @param probability in (0, 1]
 */
export function azumaMargin(steps: number, step: number, probability: number): number {
  return step * Math.sqrt(-2 * steps * Math.log(probability));
}

/** How often sums of noise reach a margin in a simulation. */
export interface NoiseTail {
  /** λ, in units of the bound of one step. */
  readonly margin: number;
  /** Share of the runs whose sum is at least λ after the last step. */
  readonly atEnd: number;
  /** Share of the runs whose sum is at least λ after any step. */
  readonly anywhere: number;
}

/**
 * Simulates sums of `steps` independent numbers, uniform on [−1, 1). In units of η·ν, this is the martingale by which SGD's noise
 * carries the iterates off their course while they stay on one side of a piecewise-linear valley.
 *
 * @param margins values of λ
 * @returns one entry for each margin
 */
export function noiseTail(
  margins: readonly number[],
  { steps, runs, seed }: { readonly steps: number; readonly runs: number; readonly seed: number },
): NoiseTail[] {
  const source = generator(seed, 'azuma');
  const ends = new Float64Array(runs);
  const peaks = new Float64Array(runs);
  for (let run = 0; run < runs; run++) {
    let [sum, peak] = [0, 0];
    for (let t = 0; t < steps; t++) {
      sum += 2 * source.uniform() - 1;
      if (sum > peak) peak = sum;
    }
    ends[run] = sum;
    peaks[run] = peak;
  }
  const share = (values: Float64Array, margin: number): number =>
    values.reduce((count, value) => count + Number(value >= margin), 0) / runs;
  return margins.map((margin) => ({ margin, atEnd: share(ends, margin), anywhere: share(peaks, margin) }));
}
