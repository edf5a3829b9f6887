import assert from 'node:assert/strict';
import test from 'node:test';
import { forReaders } from '../../../lib/src/base/words';
import { openStudy, section7 } from '../../../lib/src/paper/index';
import { LINE_NAMES } from '../../../lib/src/paper/section-7/tables';
import { accuracyDifference } from '../../../lib/src/paper/section-7/gains';
import { estimateText } from '../../../lib/src/numbers/texts';
import { shownAt } from '../shown-at';

test('Figure 13, to choose: each slide draws the recorded mean of its kind, and tells its recorded gain', async () => {
  const study = openStudy({ section: '07', scale: 'laptop', fresh: false });
  const networks = [await section7.measure.subsetAverages(study), await section7.measure.shallowSubsetAverages(study)];
  const figure = section7.chosenWeightsFigure(networks, { title: 'title', caption: 'caption' });
  const kinds = ['displacement', 'all', 'norm', 'random', 'not-norm', 'norm'] as const;
  assert.equal(new Set(kinds).size, figure.motion?.frames.length);
  for (const kind of kinds) {
    const { data, layout } = shownAt(figure, LINE_NAMES[kind]);
    const chosen = data.filter(({ name, fill }) => name === 'the chosen weights' && fill === undefined);
    networks.forEach((network, i) => {
      for (const [quantity, factor] of [['testAccuracy', 100], ['testLoss', 1]] as const) {
        const { y } = chosen[2 * i + (factor === 1 ? 1 : 0)] as { y: number[] };
        const own = network.measured.flatMap(({ result }) => {
          const lines = result.lines.filter((line) => line.kind === kind);
          return [lines.reduce((sum, line) => sum + (line[quantity].at(-1) ?? NaN), 0) / lines.length];
        });
        const expected = (factor * own.reduce((sum, value) => sum + value, 0)) / own.length;
        assert.ok(Math.abs((y.at(-1) ?? NaN) - expected) < 1e-4 * Math.abs(expected), `${kind} ${quantity}`);
      }
      const { value, low, high } = accuracyDifference(network, kind, 'iterate')?.overEpochs ?? assert.fail();
      const gain = estimateText({ value: 100 * value, low: 100 * low, high: 100 * high }, 2);
      assert.ok((layout.annotations as { text: string }[]).some(({ text }) => text.includes(forReaders(`${network.network}: gain in points ${gain}`))), kind);
    });
  }
});
