import type { Tried } from './pool';

const OUTCOMES = ['ok', 'typed', 'untyped', 'dead', 'hung', 'memory', 'wrong'] as const;
type Outcome = (typeof OUTCOMES)[number];

/** How many cases ended in which way, by group. */
export type Table = Map<string, Record<Outcome, number>>;

/** What must not happen. */
const BAD: ReadonlySet<string> = new Set(['untyped', 'dead', 'hung', 'memory', 'wrong']);

/** Whether a case ended as none may. */
export function isBad({ outcome }: Pick<Tried, 'outcome'>): boolean {
  return BAD.has(outcome);
}

/** Counts a case. */
export function addTo(table: Table, { group, outcome }: Tried): void {
  const counts = table.get(group) ?? { ok: 0, typed: 0, untyped: 0, dead: 0, hung: 0, memory: 0, wrong: 0 };
  table.set(group, counts);
  if (outcome !== 'exhausted') counts[outcome]++;
}

/** How many cases ended as none may. */
export function badIn(table: Table): number {
  return [...table.values()].reduce((sum, counts) => sum + OUTCOMES.filter((outcome) => BAD.has(outcome)).reduce((s, outcome) =>
    s + counts[outcome], 0), 0);
}

/** The table in columns, with a row of sums. */
export function tableText(table: Table): string {
  const numbers = (counts: Record<Outcome, number>): number[] =>
    [OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0), ...OUTCOMES.map((outcome) => counts[outcome])];
  const rows = [...table].map(([group, counts]) => [group, ...numbers(counts)] as [string, ...number[]]);
  const total = ['tried', ...OUTCOMES].map((_, i) => rows.reduce((sum, row) => sum + (row[i + 1] as number), 0));
  return [['', 'tried', ...OUTCOMES], ...rows, ['total', ...total]].map(([name, ...cells]) =>
    `${String(name).padEnd(12)}${cells.map((cell) => String(cell).padStart(9)).join('')}`).join('\n');
}
