import assert from 'node:assert/strict';
import type { Figure, Trace } from '../../lib/src/figures/figure';

/** What a figure with a slider shows at the value with this label. */
export function shownAt({ data, layout, motion }: Figure, label: string): Pick<Figure, 'data' | 'layout'> {
  const frame = motion?.frames.find(({ name }) => name === label) ?? assert.fail(`no slide ${label}`);
  return { data: data.map((trace, i): Trace => ({ ...trace, ...frame.data[frame.traces.indexOf(i)] })), layout: { ...layout, ...frame.layout } };
}
