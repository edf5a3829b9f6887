import type { Figure } from '../../figures/figure';
import { slidingFigure } from '../../figures/sliding';
import { numberText } from '../../figures/text';
import { valleyFigure, type ValleyPanel } from '../../figures/valley';
import { distancesBetween } from '../../numbers/distances';
import { runningAverage, sgdIterates, type SgdSettings } from '../theory/sgd';
import type { Valley } from '../theory/valleys';

/** What {@link biasFigure} moves. */
export interface BiasMove {
  /** δ̄, how far the test loss is shifted, to either side with equal chance. */
  readonly shift: number;
  /** The largest bias; the smallest is as far on the sharp side. Default: the shift. */
  readonly largest?: number;
}

/** Biases on the slider, an odd number: 0 is among them. */
const BIASES = 21;
/** The slider starts here, as a share of the largest bias. */
const FIRST_SHOWN = 15;

/**
 * Theorem 1 to play with: the star, a solution with a bias, moves along the valley. On the left what it pays for each of the two
 * shifts, on the right their mean, the expected loss.
 */
export function biasFigure(valley: Valley, { shift, largest = shift }: BiasMove): Figure {
  const biases = distancesBetween(-largest, largest, BIASES);
  return slidingFigure({
    name: 'bias of the star',
    start: FIRST_SHOWN,
    slides: biases.map((bias) => ({ label: numberText(bias), figure: biasSlide(valley, shift, bias, largest) })),
  });
}

function biasSlide(valley: Valley, shift: number, bias: number, largest: number): Figure {
  const loss = valley.value;
  const reach = 1.3 * (Math.abs(shift) + Math.abs(largest));
  const range = { from: valley.minimiser - reach, to: valley.minimiser + 1.3 * reach, plumbLines: true };
  const points = [
    { name: 'training minimum', w: valley.minimiser, kind: 'minimum' as const },
    { name: 'biased solution', w: valley.minimiser + bias, kind: 'average' as const },
  ];
  const panels: readonly ValleyPanel[] = [
    {
      ...range,
      points,
      title: 'the two test losses',
      curves: [
        { name: 'training loss', loss, kind: 'empirical' },
        { name: 'test loss, right', loss, shift, kind: 'population' },
        { name: 'test loss, left', loss, shift: -shift, kind: 'other' },
      ],
    },
    {
      ...range,
      points,
      title: 'their mean: the expected test loss',
      curves: [{ name: 'mean of both', loss: (w) => (loss(w - shift) + loss(w + shift)) / 2, kind: 'expected' }],
    },
  ];
  return valleyFigure({
    title: 'Theorem 1: where should the solution stand?',
    caption: 'Move the slider and watch the star on the right: at which bias is its expected loss smallest, and is that where the dot is?',
    panels,
  });
}

/** Milliseconds for a step of SGD. */
const PACE = 400;

/**
 * SGD to watch: one more iterate with each step, and the average of those there are (paper, Figure 1 c and Theorem 2).
 *
 * @throws UsageError SGD_INVALID; SLIDES_UNLIKE for a single step
 */
export function sgdStepsFigure(valley: Valley, settings: SgdSettings): Figure {
  const iterates = Array.from(sgdIterates(valley, settings));
  const averages = Array.from(runningAverage(iterates));
  return slidingFigure({
    name: 'iterates',
    pace: PACE,
    start: iterates.length - 1,
    slides: iterates.map((_, k) => ({ label: String(k + 1), figure: stepSlide(valley, iterates, k, averages[k]) })),
  });
}

function stepSlide(valley: Valley, iterates: readonly number[], last: number, average: number): Figure {
  const [low, high] = [Math.min(...iterates, valley.minimiser), Math.max(...iterates, valley.minimiser)];
  // Those to come have no place yet, but a trace: each slide has the same ones.
  const soFar = iterates.map((w, i) => ({ name: 'SGD iterates', w: i <= last ? w : NaN, kind: 'iterate' as const }));
  return valleyFigure({
    title: 'Figure 1 (c): SGD in an asymmetric valley, and its average',
    caption:
      'Press ▶ or move the slider. Where do the iterates spend their time, and on which side of the dot does the star, their average, ' +
      'settle?',
    panels: [{
      title: '',
      from: low - 0.15 * (high - low),
      to: high + 0.1 * (high - low),
      arrows: true,
      plumbLines: true,
      curves: [{ name: 'training loss', loss: valley.value, kind: 'empirical' }],
      points: [
        ...soFar,
        { name: 'training minimum', w: valley.minimiser, kind: 'minimum' },
        { name: 'average of the iterates', w: average, kind: 'average' },
      ],
    }],
  });
}
