import type { Estimate } from './statistics';

/** `0.031 (0.02 to 0.042)`, with the minus of typesetting; what is not finite is `unknown`. */
export function estimateText({ value, low, high }: Estimate, digits = 3): string {
  const text = (number: number): string => (Number.isFinite(number) ? withMinus(number.toFixed(digits)) : 'unknown');
  return `${text(value)} (${text(low)} to ${text(high)})`;
}

/** `83 %` of a fraction. */
export function percentText(fraction: number, digits = 0): string {
  return `${(100 * fraction).toFixed(digits)} %`;
}

/** A number's text with the minus of typesetting in place of the hyphen. */
export function withMinus(text: string): string {
  return text.replace(/^-/, '−');
}
