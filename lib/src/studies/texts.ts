import type { Quadruple } from '../landscape/definition';
import type { Estimate } from '../landscape/statistics';

/** `0.031 (0.02 to 0.042)`, with the minus of typesetting; what is not finite is `unknown`. */
export function estimateText({ value, low, high }: Estimate, digits = 3): string {
  const text = (number: number): string => (Number.isFinite(number) ? withMinus(number.toFixed(digits)) : 'unknown');
  return `${text(value)} (${text(low)} to ${text(high)})`;
}

/** `83 %` of a fraction. */
export function percentText(fraction: number, digits = 0): string {
  return `${(100 * fraction).toFixed(digits)} %`;
}

/** `one seed`, or `seeds 1, 2, 3`. */
export function seedsText(seeds: readonly number[]): string {
  return seeds.length === 1 ? 'one seed' : `seeds ${seeds.join(', ')}`;
}

/** `r = 6.04, p = 0.0692, c* = 5.29, ζ = 3.45` */
export function quadrupleText({ radius, slope, ratio, zeta }: Quadruple): string {
  return Object.entries({ r: radius, p: slope, 'c*': ratio, ζ: zeta }).map(([name, value]) => `${name} = ${Number(value.toPrecision(3))}`).join(', ');
}

/** A number's text with the minus of typesetting in place of the hyphen. */
export function withMinus(text: string): string {
  return text.replace(/^-/, '−');
}
