import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { makeFigure, type Trace } from '../../lib/src/figures/figure';
import { isTold } from '../../lib/src/figures/hover';
import { errorBars } from '../../lib/src/figures/markers';
import { bandTrace, lineTrace } from '../../lib/src/figures/lines';
import { axis } from '../../lib/src/figures/theme';
import { EXAMPLES } from './examples';

const layout = { xaxis: axis('distance <i>l</i>'), yaxis: axis('loss (nats)') };
const traceOf = (traces: readonly Trace[], more = {}): Trace => makeFigure({ title: 'Title', caption: 'Caption.' }, traces, { ...layout, ...more }).data.at(-1) ?? assert.fail();

describe('at the pointer', () => {
  for (const [name, make] of Object.entries(EXAMPLES)) {
    test(`${name}: every trace tells its quantities, or is skipped as decoration`, () => {
      const { data } = make();
      assert.deepEqual(data.filter((trace) => !isTold(trace)), []);
      for (const { hovertemplate } of data) {
        if (hovertemplate !== undefined) assert.doesNotMatch(String(hovertemplate), /undefined|NaN|(^|>)[xy]: /);
      }
    });
  }

  test('a line tells its name and both quantities with units', () => {
    const { hovertemplate } = traceOf([lineTrace([0, 1], [2, 3], { colour: '#000000' }, 'test loss')]);
    assert.equal(hovertemplate, '<b>test loss</b><br>distance <i>l</i>: %{x:.4~g}<br>loss (nats): %{y:.4~g}<extra></extra>');
  });

  test('a line after its band tells the interval at each place, and none where the band has a hole', () => {
    const { hovertemplate, customdata } = traceOf([
      bandTrace([0, 1, 2], [1, NaN, 3], [2, 5, 4], '#000000', 'loss'), lineTrace([0, 1, 2], [1.5, 3, 3.5], { colour: '#000000' }, 'loss'),
    ]);
    assert.match(String(hovertemplate), /%\{y:.4~g\} \(%\{customdata\[0\]:.4~g\} to %\{customdata\[1\]:.4~g\}\)/);
    assert.deepEqual(customdata, [[1, 2], [null, null], [3, 4]]);
  });

  test('a band on other axes, or with another line between, gives none', () => {
    const band = bandTrace([0, 1], [1, 1], [2, 2], '#000000', 'loss');
    const line = lineTrace([0, 1], [1, 2], { colour: '#000000' }, 'other');
    for (const before of [[{ ...band, xaxis: 'x2' }], [band, line]]) assert.equal(traceOf([...before, line], { xaxis2: axis('x') }).customdata, undefined);
  });

  test('error bars are told as the ends of the interval; named rows by their names', () => {
    const { hovertemplate, customdata } = traceOf(
      [{ type: 'scatter', mode: 'markers', name: 'SWA', x: [5], y: [0.1], error_x: errorBars([{ value: 5, low: 4, high: 7 }], '#000000') }],
      { yaxis: axis('group', { tickvals: [0, 1], ticktext: ['kernels', 'norm<br>weights'], ticks: '' }) },
    );
    assert.deepEqual(customdata, [[4, 7, 'kernels']]);
    assert.match(String(hovertemplate), /group: %\{customdata\[2\]\}/);
  });
});
