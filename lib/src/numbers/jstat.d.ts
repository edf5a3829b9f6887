/** The distributions of jstat that this library uses; the package brings no types. */
declare module 'jstat' {
  export const jStat: {
    readonly normal: { inv(p: number, mean: number, deviation: number): number; cdf(x: number, mean: number, deviation: number): number };
    readonly studentt: { inv(p: number, degreesOfFreedom: number): number };
    readonly binomial: { cdf(successes: number, trials: number, probability: number): number };
  };
}
