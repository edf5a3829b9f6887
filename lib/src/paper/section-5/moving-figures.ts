import type { Figure } from '../../figures/figure';
import type { FigureWords } from '../../figures/measured';
import { linePanelsFigure } from '../../figures/line-panels';
import { type Slide, slidingFigure } from '../../figures/sliding';
import { COLOURS } from '../../figures/theme';
import { riseOf } from '../../landscape/stability';
import { provenanceTextOfAll } from '../study/provenance';
import type { Projection, Trace } from './projections';

/** Milliseconds for an epoch. */
const PACE = 700;

/** Figure 7 to play with: the valley along one direction, epoch after epoch, beside what becomes of it. */
export function valleyThroughEpochsFigure({ kind, index, projections }: Trace, words: FigureWords): Figure {
  const last = projections[projections.length - 1];
  const caption = `${words.caption} ${provenanceTextOfAll(projections.map(({ measured }) => measured))}`;
  const slides = projections.map((projection): Slide => ({
    label: String(projection.epoch),
    figure: linePanelsFigure({
      title: words.title,
      caption,
      panels: [{
        title: `${kind} ${index}`,
        xTitle: 'distance <i>l</i> from the iterate',
        yTitle: 'rise of the training loss (nats)',
        series: [
          { name: 'last epoch', ...risesOf(last), colour: COLOURS.black, dash: 'dot', width: 1.4 },
          { name: 'this epoch', ...risesOf(projection), colour: COLOURS.blue },
        ],
      }],
    }),
  }));
  return slides.length < 2 ? slides[0].figure : slidingFigure({ name: 'epoch', slides, start: slides.length - 1, pace: PACE });
}

function risesOf({ measured: { result: { curve } } }: Projection): { readonly x: readonly number[]; readonly y: readonly number[] } {
  return { x: curve.distances, y: riseOf(curve.train.loss, curve.origin) };
}
