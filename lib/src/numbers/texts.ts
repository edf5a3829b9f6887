import type { Estimate } from './statistics';

/**
 * An estimate as text, such as `0.031 (0.020 to 0.042)`, with typographic minus signs. A number that is not finite is `unknown`.
 *
 * @param digits after the decimal point
 */
export function estimateText({ value, low, high }: Estimate, digits = 3): string {
  const text = (number: number): string => (Number.isFinite(number) ? withMinus(number.toFixed(digits)) : 'unknown');
  return `${text(value)} (${text(low)} to ${text(high)})`;
}

/**
 * A fraction as a percentage, such as `83 %` for 0.83.
 *
 * @param digits after the decimal point
 */
export function percentText(fraction: number, digits = 0): string {
  return `${(100 * fraction).toFixed(digits)} %`;
}

/** The text of a number with a typographic minus sign in place of the hyphen. */
export function withMinus(text: string): string {
  return text.replace(/^-/, '−');
}
