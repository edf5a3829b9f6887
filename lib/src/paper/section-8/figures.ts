import { curveGridFigure } from '../../figures/curve-grid';
import { directionStatisticsFigure } from '../../figures/direction-statistics';
import type { Figure } from '../../figures/figure';
import { lossCurveFigure } from '../../figures/loss-curve';
import { surfaceFigure } from '../../figures/surface';
import type { SurfaceLine } from '../../figures/surface-options';
import { distancesBetween } from '../../numbers/distances';
import { surfaceOf } from '../../landscape/surface';
import { alongLine, logisticLoss } from '../theory/logistic';
import type { FigureWords } from '../../figures/measured';
import type { LogisticRun } from './logistic-runs';
import { RULES } from './rules';

/** Both versions of one seed. */
export interface LogisticPair {
  readonly published: LogisticRun;
  readonly converged: LogisticRun;
}

const GRID = 65;
const CEILING = 3;

/** The exact loss over all solutions, with both descents, both points and the direction through each. */
export function logisticSurfaceFigure({ published, converged }: LogisticPair, words: FigureWords): Figure {
  const reach = Math.max(8, ...[...published.point, ...converged.point].map((coordinate) => Math.abs(coordinate) + 1));
  const grid = distancesBetween(-reach, reach, GRID);
  return surfaceFigure({
    ...words,
    surface: surfaceOf((w, b) => logisticLoss(converged.data, [w, b]), grid, grid),
    firstTitle: 'weight <i>w</i>',
    secondTitle: 'bias <i>b</i>',
    ceiling: CEILING,
    equalScale: true,
    relief: true,
    lines: [
      pathOf(converged, 'gradient descent'),
      directionOf(published, '<i>u</i> through the average'),
      directionOf(converged, '<i>u</i> through the end'),
    ],
    points: [
      { name: 'end of the descent', first: converged.point[0], second: converged.point[1] },
      { name: 'average of 30 iterates', first: published.point[0], second: published.point[1] },
    ],
  });
}

/** Late steps are shorter than a pixel: of those every fiftieth is drawn. */
function pathOf({ path }: LogisticRun, name: string): SurfaceLine {
  const drawn = path.filter((_, step) => step < 100 || step % 50 === 0);
  return { name, kind: 'path', first: drawn.map(([w]) => w), second: drawn.map(([, b]) => b) };
}

function directionOf({ point, direction, distances }: LogisticRun, name: string): SurfaceLine {
  const line = distances.map((l) => alongLine(point, direction, l));
  return { name, kind: 'direction', first: line.map(([w]) => w), second: line.map(([, b]) => b) };
}

/** The loss along the direction through the published point and through the converged one (the authors' figure). */
export function logisticCurveFigure({ published, converged }: LogisticPair, words: FigureWords): Figure {
  const drawn = (run: LogisticRun, name: string): { name: string; distances: readonly number[]; train: { loss: readonly number[] } } =>
    ({ name, distances: run.distances, train: { loss: run.loss } });
  const origin = published.distances.indexOf(0);
  return lossCurveFigure({
    ...words,
    curves: [drawn(published, 'published'), drawn(converged, 'converged')],
    distanceTitle: 'distance <i>l</i> along <i>u</i>, drawn from the (0, 1)-uniform distribution',
    solutions: [
      { name: 'end of the descent', distance: 0, loss: converged.loss[origin] },
      { name: 'average of 30 iterates', distance: 0, loss: published.loss[origin] },
    ],
  });
}

/** The curves of all seeds, one panel for each list of runs. */
export function logisticSeedsFigure(
  panels: readonly (readonly [title: string, runs: readonly LogisticRun[]])[],
  words: FigureWords,
): Figure {
  return curveGridFigure({
    ...words,
    panels: panels.map(([title, runs]) => ({ title, distances: runs[0].distances, curves: runs.map(({ loss }) => loss) })),
  });
}

/** ρ of every seed, one row for each list of runs, with the share above the threshold of C27. */
export function logisticRatiosFigure(
  groups: readonly (readonly [name: string, runs: readonly LogisticRun[]])[],
  words: FigureWords,
): Figure {
  return directionStatisticsFigure({
    ...words,
    statistic: 'secant ratio <i>ρ</i>',
    threshold: RULES.C27.thresholds.secantRatio,
    logarithmic: true,
    groups: groups.map(([name, runs]) => ({
      name,
      values: runs.map(({ seed, asymmetry: { recentred } }) => ({
        value: recentred.secantRatio ?? NaN,
        twoSided: recentred.sides === 'two-sided',
        label: `seed ${seed}`,
      })),
    })),
  });
}
