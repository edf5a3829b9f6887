import type { Quadruple } from '../../landscape/definition';

/** `one seed`, or `seeds 1, 2, 3`. */
export function seedsText(seeds: readonly number[]): string {
  return seeds.length === 1 ? 'one seed' : `seeds ${seeds.join(', ')}`;
}

/** `r = 6.04, p = 0.0692, c* = 5.29, ζ = 3.45` */
export function quadrupleText({ radius, slope, ratio, zeta }: Quadruple): string {
  return Object.entries({ r: radius, p: slope, 'c*': ratio, ζ: zeta })
    .map(([name, value]) => `${name} = ${Number(value.toPrecision(3))}`)
    .join(', ');
}
