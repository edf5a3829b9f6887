import type { MeasuredPair } from './measured-pairs';

/** `preresnet-20, seed 1` */
export function nameOf({ pair }: Pick<MeasuredPair, 'pair'>): string {
  return `${pair.first.network}, seed ${pair.first.seed}`;
}
