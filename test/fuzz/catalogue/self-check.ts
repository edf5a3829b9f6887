import type { Call } from '../calls';
import type { Mutation } from '../mutations';

const change = (name: string): Mutation => ({ name, apply: () => name, wrong: name === 'taken' });

/** A call that ends in every way in which one may: what the fuzz is to notice. */
const ways: Readonly<Record<string, () => unknown>> = {
  untyped: () => (undefined as unknown as { length: number }).length,
  dead: () => process.kill(process.pid, 'SIGSEGV'),
  hung: () => {
    for (;;);
  },
  memory: () => {
    const held: Buffer[] = [];
    for (;;) held.push(Buffer.alloc(2 ** 26, 1));
  },
  wrong: () => NaN,
  taken: () => 1,
};

/** Tried only when it is named: the fuzz's own test. */
export const SELF_CHECK: readonly Call[] = [{
  name: 'every bad end', args: () => ['valid'], invoke: (_, [way]) => ways[way as string]?.() ?? 1,
    changes: () => Object.keys(ways).map(change),
}];
