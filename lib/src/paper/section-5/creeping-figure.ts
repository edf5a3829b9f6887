import type { Figure } from '../../figures/figure';
import { linePanelsFigure } from '../../figures/line-panels';
import type { FigureWords } from '../../figures/measured';
import type { PanelSeries } from '../../figures/panel-series';
import { COLOURS } from '../../figures/theme';
import { runningAverage, sgdIterates } from '../theory/sgd';
import type { DrawnRun } from './drawn-run';

/** Colours of runs in one panel. */
const CREEPERS = [COLOURS.blue, COLOURS.vermillion, COLOURS.green] as const;
/** Points drawn of a long line. */
const DRAWN = 300;

/** Runs that creep to the bottom, against the step on common axes, each with its average so far and a star at the end (paper, Figure 6). */
export function creepingFigure(runs: readonly DrawnRun[], words: FigureWords): Figure {
  const series = runs.flatMap(({ title, valley, settings }, i): PanelSeries[] => {
    const iterates = sgdIterates(valley, settings);
    const averages = runningAverage(iterates);
    const last = iterates.length - 1;
    const every = Math.max(1, Math.ceil(iterates.length / DRAWN));
    const steps = Array.from({ length: Math.ceil(iterates.length / every) }, (_, k) => last - k * every).reverse();
    const colour = CREEPERS[i % CREEPERS.length];
    const at = (values: Float64Array): number[] => steps.map((t) => values[t] - valley.minimiser);
    return [
      { name: title, x: steps, y: at(iterates), colour, width: 1.6 },
      { name: 'average so far', x: steps, y: at(averages), colour, dash: 'dash' },
      { name: 'average of all', x: [last], y: [averages[last] - valley.minimiser], colour, draw: 'points', marker: 'star' },
    ];
  });
  return linePanelsFigure({ ...words, panels: [{ xTitle: 'step', yTitle: '<i>w</i>, from the minimum', levels: [0], series }] });
}
