const COUNTS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/**
 * A threshold as a sentence says it: `three`, or `one half`; a number for which there is no word in digits.
 *
 * @param half how the sentence says 0.5, such as `half` or `½`
 */
export function inWords(value: number, half = 'one half'): string {
  return value === 0.5 ? half : (COUNTS[value] ?? String(value));
}

/** `twice`, or `3 times`. */
export function timesText(factor: number): string {
  return factor === 2 ? 'twice' : `${factor} times`;
}
