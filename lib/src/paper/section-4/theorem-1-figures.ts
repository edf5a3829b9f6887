import type { Figure, Words } from '../../figures/figure';
import { type LinePanel, linePanelsFigure } from '../../figures/line-panels';
import { COLOURS } from '../../figures/theme';
import { distancesBetween } from '../../numbers/distances';
import { bestBias } from '../theory/best-bias';
import { biasRange, expectedLoss, gainBound, separableLoss, straightWallGain } from '../theory/theorem-1';
import type { Valley } from '../theory/valleys';
import { ILLUSTRATION_SHIFT, type Theorem1Checks, wallModel, ILLUSTRATION_WALLS } from './theorem-1-checks';

const LARGEST_BIAS = 4;

/**
 * Theorem 1 in one dimension: the expected loss against the bias with its minimum on the flat side, for straight walls and
 * for a smooth valley; and the gain against the bias beside the theorem's bound, with what random signs gave.
 */
export function theorem1Figure(checks: Theorem1Checks, valley: Valley, words: Words): Figure {
  return linePanelsFigure({ ...words, panels: [expectedPanel(valley), gainPanel(checks)] });
}

function expectedPanel(valley: Valley): LinePanel {
  const biases = distancesBetween(-1.5, LARGEST_BIAS, 221);
  const smooth = { loss: separableLoss([valley]), shifts: [ILLUSTRATION_SHIFT] };
  const best = bestBias(valley, ILLUSTRATION_SHIFT, LARGEST_BIAS).bias;
  const at = (bias: number): number => expectedLoss(smooth, [valley.minimiser + bias]);
  return {
    title: '(a) expected loss',
    xTitle: 'bias <i>l</i> towards the flat side',
    yTitle: 'E L(ŵ + l)',
    series: [
      { name: 'straight walls', x: biases, y: biases.map((bias) => expectedLoss(wallModel(), [bias])), colour: COLOURS.blue },
      { name: 'smooth valley', x: biases, y: biases.map(at), colour: COLOURS.green, dash: 'dashdot' },
      {
        name: 'best bias',
        x: [ILLUSTRATION_SHIFT, best],
        y: [expectedLoss(wallModel(), [ILLUSTRATION_SHIFT]), at(best)],
        colour: COLOURS.purple,
        marker: 'star',
        draw: 'points',
      },
    ],
    marks: [{ at: 0, text: 'minimum ŵ' }],
  };
}

function gainPanel({ line }: Theorem1Checks): LinePanel {
  const { upTo } = biasRange(ILLUSTRATION_WALLS, ILLUSTRATION_SHIFT);
  const biases = distancesBetween(0, LARGEST_BIAS, 161);
  return {
    title: '(b) gain and bound',
    xTitle: 'bias <i>l</i> towards the flat side',
    yTitle: 'E L(ŵ) − E L(ŵ + l)',
    series: [
      {
        name: 'straight walls',
        x: biases,
        y: biases.map((bias) => straightWallGain(ILLUSTRATION_WALLS, ILLUSTRATION_SHIFT, bias)),
        colour: COLOURS.blue,
      },
      {
        name: 'random signs, 95 %',
        x: line.map(({ bias }) => bias),
        y: line.map(({ simulated }) => simulated.value),
        low: line.map(({ simulated }) => simulated.low),
        high: line.map(({ simulated }) => simulated.high),
        colour: COLOURS.black,
        draw: 'points',
      },
      {
        name: "theorem's bound",
        x: biases,
        y: biases.map((bias) => gainBound([ILLUSTRATION_WALLS], [bias])),
        colour: COLOURS.orange,
        dash: 'dash',
      },
    ],
    stretches: [{ from: 0, to: upTo }],
    levels: [0],
    yRange: [-0.12, 0.42],
    marks: [{ at: upTo, text: 'min(r − δ̄, δ̄ − ζ)' }],
  };
}

