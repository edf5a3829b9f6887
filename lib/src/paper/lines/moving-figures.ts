import type { Figure } from '../../figures/figure';
import type { FigureWords } from '../../figures/measured';
import { type LinePanel, linePanelsFigure } from '../../figures/line-panels';
import { slidingFigure } from '../../figures/sliding';
import { numberText } from '../../figures/text';
import { MEANING } from '../../figures/theme';
import type { SplitCurve } from '../../landscape/curve';
import { nearestIndex } from '../../numbers/sampled';
import { provenanceText } from '../study/provenance';
import type { LinePair } from './measured-pairs';
import type { PairWords } from './rules';

/** Places to stand between two neighbouring multiples of this would show hardly anything new. */
const STEP = 0.2;

/** The line of Figures 8 and 10 to walk on: from one solution to the other and beyond, with losses and accuracies where one stands. */
export function walkFigure({ pair, line }: LinePair, names: PairWords, words: FigureWords): Figure {
  const { curve } = line.result;
  const steps = curve.distances.map((alpha) => alpha / STEP);
  const places = [...curve.distances.keys()].filter((k) => Math.abs(steps[k] - Math.round(steps[k])) < 1e-6);
  const shown = places.length < 2 ? [...curve.distances.keys()] : places;
  const title = `${pair.first.network}, seed ${pair.first.seed}`;
  const caption = `${words.caption} α = 0 is ${names.first}, α = 1 ${names.second}. ${provenanceText(line, pair.first)}`;
  const slides = shown.map((k) => ({
    label: numberText(curve.distances[k]),
    figure: linePanelsFigure({
      title: words.title,
      caption,
      panels: [
        panelAt(k, curve, title, 'loss (nats)', ({ loss }) => loss),
        panelAt(k, curve, '', 'accuracy (%)', ({ accuracy }) => accuracy.map((value) => 100 * value)),
      ],
    }),
  }));
  return slidingFigure({ name: 'α', slides, start: nearestIndex(shown.map((k) => curve.distances[k]), 0) });
}

function panelAt(
  k: number,
  { distances, train, test }: LinePair['line']['result']['curve'],
  title: string,
  yTitle: string,
  of: (split: SplitCurve) => readonly number[],
): LinePanel {
  const [ofTrain, ofTest] = [of(train), of(test)];
  const here = { x: [distances[k], distances[k]], y: [ofTrain[k], ofTest[k]] };
  return {
    title: [title, `training ${numberText(ofTrain[k])}, test ${numberText(ofTest[k])}`].filter(Boolean).join(': '),
    xTitle: 'α',
    yTitle,
    marks: [{ at: 0, text: '' }, { at: 1, text: '' }],
    series: [
      { name: 'training', x: distances, y: ofTrain, colour: MEANING.train },
      { name: 'test', x: distances, y: ofTest, colour: MEANING.test, dash: 'dash' },
      { name: 'you are here', ...here, colour: MEANING.annotation, draw: 'points', marker: 'star' },
    ],
  };
}
