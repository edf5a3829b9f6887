import { UsageError } from '../../base/errors';
import type { Figure } from '../../figures/figure';
import { linePanelsFigure } from '../../figures/line-panels';
import type { FigureWords } from '../../figures/measured';
import type { PanelSeries } from '../../figures/panel-series';
import { COLOURS } from '../../figures/theme';
import { mean } from '../../numbers/statistics';
import { sgdIterates } from '../theory/sgd';
import { averageBound, firstIterateBounds, flatPhase, type Theorem2Setting } from '../theory/theorem-2';
import type { Valley } from '../theory/valleys';

/** A valley with the bounds of its gradient, and the run of SGD from whose rounds one is drawn. */
export interface DrawnRound extends Theorem2Setting {
  readonly valley: Valley;
  readonly seed: number;
}

/** Steps within which a round has to end. */
const STEPS = 20000;

/**
 * One round of SGD against the step, with the place of each symbol of Theorem 2: where it begins, w₀, and where Lemma 4 lets it begin; the
 * walk back without noise; the sharp iterate that ends it, and the steps T₁ to T₂ between which Lemmas 5 and 7 expect that; the average w̄
 * and the bound c₀ of its mean, if it is positive. The iterate before the round and the one after it are on the line.
 *
 * @throws UsageError ROUND_INVALID for SGD that ends no round within 20,000 steps
 */
export function roundFigure(setting: DrawnRound, words: FigureWords): Figure {
  const { before, iterates, after } = firstRound(setting);
  const { atLeast, atMost } = flatPhase(setting);
  const last = iterates.length - 1;
  const average = mean(iterates);
  const bound = averageBound(setting);
  const steps = iterates.map((_, t) => t);
  const { low, high } = firstIterateBounds(setting);
  const isSharp = (t: number): boolean => iterates[t] < 0;
  const dots = (name: string, of: number[], look: Omit<PanelSeries, 'name' | 'x' | 'y'>): PanelSeries => (
    { name, x: of, y: of.map((t) => iterates[t]), draw: 'points', ...look }
  );
  return linePanelsFigure({
    ...words,
    panels: [{
      xTitle: 'step <i>t</i> of the round', yTitle: '<i>w<sub>t</sub></i>, from the minimum', levels: [0],
      stretches: [{ from: atLeast - 0.5, to: atMost + 0.5, text: 'the round ends: <i>T</i><sub>1</sub> … <i>T</i><sub>2</sub>' }],
      series: [
        { name: 'steps', x: [-1, ...steps, last + 1], y: [before, ...iterates, after], colour: COLOURS.orange, width: 1.2 },
        ...walksBack(setting, iterates[0]),
        { name: 'average <i>w̄</i>', x: [0, last], y: [average, average], colour: COLOURS.purple, width: 3 },
        ...(bound > 0
          ? [{ name: 'bound <i>c</i><sub>0</sub>', x: [0, last], y: [bound, bound], colour: COLOURS.purple, dash: 'dash' as const }]
          : []),
        dots('flat iterates', steps.slice(1).filter((t) => !isSharp(t)), { colour: COLOURS.orange }),
        dots('sharp iterate', steps.filter(isSharp), { colour: COLOURS.vermillion, marker: 'square' }),
        dots('begin <i>w</i><sub>0</sub>, bar: Lemma 4', [0], { colour: COLOURS.blue, low: [low], high: [high], intervals: 'bars' }),
      ],
    }],
  });
}

/** From w₀ down to the minimum by the steepest and by the gentlest gradient of the flat side; one line where they are the same. */
function walksBack({ gradients, learningRate }: DrawnRound, first: number): PanelSeries[] {
  const [gentlest, steepest] = gradients.flat;
  const walk = (name: string, gradient: number): PanelSeries => (
    { name, x: [0, first / (learningRate * gradient)], y: [first, 0], colour: COLOURS.black, dash: 'dot', width: 1.2 }
  );
  return gentlest === steepest
    ? [walk('without noise', steepest)]
    : [walk('steepest walk without noise', steepest), { ...walk('gentlest walk without noise', gentlest), dash: 'dashdot' }];
}

/** Iterates relative to the minimum. */
interface Round {
  readonly iterates: number[];
  readonly before: number;
  readonly after: number;
}

/** The first whole round of a run from the minimum, with the iterate before it and the one after it. */
function firstRound({ valley, learningRate, noise, seed }: DrawnRound): Round {
  const all = Array.from(
    sgdIterates(valley, { learningRate, noise, start: valley.minimiser, steps: STEPS, seed }), (w) => w - valley.minimiser,
  );
  const begins = (from: number): number => all.findIndex((place, t) => t >= from && place >= 0 && all[t - 1] < 0);
  const begin = begins(1);
  const end = begin < 0 ? -1 : begins(begin + 1);
  if (end < 0) {
    throw new UsageError(
      'ROUND_INVALID',
      `SGD with a learning rate of ${learningRate} ends no round within ${STEPS} steps.`,
      'Give a valley that is steeper on its sharp side, or a larger learning rate.',
    );
  }
  return { before: all[begin - 1], iterates: all.slice(begin, end), after: all[end] };
}
