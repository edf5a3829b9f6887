import {
  COLOURS, curveGridFigure, directionStatisticsFigure, type Figure, type GridPanel, historyFigure, lineGridFigure, linePanelsFigure, lossCurveFigure,
  MEANING, orderedCurvesFigure, pairedScatterFigure, raysFigure, surfaceFigure, trajectoryFigure, valleyFigure, widthPositionsFigure,
} from '../../lib/src/figures';
import { generator } from '../../lib/src/base/random';

const distances = Float32Array.from({ length: 41 }, (_, i) => -10 + i / 2);
const valley = (l: number): number => 0.09 + (l > 0 ? 0.0025 * l ** 2 : 0.00027 * l ** 4);
const curve = {
  name: 'frozen <i>β</i>',
  distances,
  train: { loss: distances.map(valley), standardErrorToOrigin: distances.map((l) => 0.04 * valley(l)), accuracy: distances.map((l) => Math.exp(-valley(l))) },
  test: { loss: distances.map((l) => 0.2 + valley(l + 0.5)), accuracy: distances.map((l) => 0.9 * Math.exp(-valley(l + 0.5))) },
};
const source = generator(1, 'test/figures');
const manyCurves = (count: number, slope: number): Float32Array[] => Array.from({ length: count }, () => {
  const scale = 0.8 + 0.4 * source.uniform();
  return distances.map((l) => scale * valley(slope * l) + 0.05);
});
const epochs = Array.from({ length: 64 }, (_, i) => {
  const epoch = i < 48 ? i + 1 : i - 47;
  const swa = i >= 48;
  const train = swa ? 0.05 - 0.0005 * epoch : 1.6 * Math.exp(-i / 15) + 0.1 + 0.02 * source.normal();
  return {
    phase: swa ? 'after-swa' : 'sgd', epoch, learningRate: i < 24 ? 0.1 : swa ? 0.01 : 0.05, trainLoss: train, trainAccuracy: Math.exp(-train),
    ...(i % 2 === 1 ? { testLoss: train + 0.5 + 0.03 * source.normal(), testAccuracy: 0.85 * Math.exp(-train) } : {}),
  };
});
const ratios = (count: number, centre: number): { value: number; twoSided: boolean }[] =>
  Array.from({ length: count }, () => ({ value: centre * Math.exp(0.3 * source.normal()), twoSided: source.uniform() > 0.15 }));
const reach = Float32Array.from({ length: 7 }, (_, i) => i * 8);
const about = (values: ArrayLike<number>, spread: number): { value: number; low: number; high: number }[] => Array.from(values, (value, i) => ({ value, low: value - spread * i, high: value + spread * i }));
const rising = (curvature: number): Float32Array => reach.map((l) => 0.15 + curvature * l ** 2);
const smooth = (w: number): number => 0.1 * w + 6 * 0.1 * 0.1 * Math.log1p(Math.exp(-w / 0.1));
const grid = Array.from({ length: 31 }, (_, i) => -3 + i / 5);
const bowl = { first: grid, second: grid, loss: grid.map((b) => grid.map((a) => 0.1 + 0.4 * smooth(a) + 0.2 * b ** 2)) };
const caption = 'The loss rises steeply on one side and slowly on the other; both curves are of the same network.';

const alphas = Float32Array.from({ length: 51 }, (_, i) => -2 + i / 10);
const along = (minimum: number, slope: number): Float32Array => alphas.map((l) => valley(3 * (minimum - l)) + slope * Math.abs(l));
/** A column of panels as of a line between two solutions, its minimum at α = `minimum`. */
const gridPanel = (yTitle: string, minimum: number, more: Partial<GridPanel> = {}): GridPanel => ({
  yTitle, series: [
    { name: 'chord', x: [0, 1], y: [0, 1].map((l) => valley(3 * (minimum - l))), colour: COLOURS.black, dash: 'dash', width: 1.2 },
    { name: 'loss', x: alphas, y: along(minimum, 0), low: along(minimum, -0.02), high: along(minimum, 0.02), colour: MEANING.train },
  ],
  ...more,
});
const scattered = (count: number, slope: number): { first: number; second: number; counts: boolean; label: string }[] =>
  Array.from({ length: count }, (_, i) => ({ first: 0.1 * source.normal() + slope, second: 0.1 * source.normal(), counts: i % 3 > 0, label: `direction ${i}` }));

/** One example of each kind of figure, with its optional parts. */
export const EXAMPLES: Readonly<Record<string, () => Figure>> = {
  'loss curve': () => lossCurveFigure({
    title: 'Loss of PreResNet-20 along a random direction: steep on one side, flat on the other', caption, curves: [curve], weights: 272474,
    sides: { flat: 'positive', from: 2, to: 10 }, solutions: [{ name: 'SGD solution', distance: 0 }, { name: 'SWA solution', distance: 1.7 }],
  }),
  'several loss curves with accuracy': () => lossCurveFigure({
    title: 'Frozen against re-estimated batch norm', caption, accuracy: true, ceiling: 2, sides: { flat: 'negative', centre: 0.5, to: 9 },
    curves: [curve, { ...curve, name: 're-estimated', train: { loss: distances.map((l) => 1.5 * valley(l)) }, test: undefined }],
    solutions: [{ name: 'SGD solution', distance: 0 }],
  }),
  'logarithmic loss curve with a gap': () => lossCurveFigure({
    title: 'Loss on a logarithmic axis', caption, logarithmic: true,
    curves: [{ name: 'SGD', distances, train: { loss: distances.map((l) => (l < -9 ? Infinity : valley(l))) } }],
  }),
  'curve grid': () => curveGridFigure({
    title: 'Twenty directions of each kind at three seeds', caption, ceiling: 2.5,
    panels: [
      { title: 'uniform (0, 1)', distances, curves: manyCurves(20, 1), sides: { flat: 'positive', to: 10 } },
      { title: 'uniform (−1, 1)', distances, curves: manyCurves(20, 0.3) },
      { title: 'residual of uniform (0, 1)', distances, curves: manyCurves(20, -0.4) },
      { title: 'ones', distances, curves: manyCurves(1, 1) },
    ],
  }),
  'curve grid of four columns': () => curveGridFigure({
    title: 'Directions of each kind at four seeds', caption, ceiling: 2.5, columns: 4, ownDistances: true, distanceTitle: 'shift <i>δ</i>, flat side positive',
    panels: ['uniform01', 'uniform-symmetric'].flatMap((kind) => [1, 2, 3, 4].map((seed) => ({ title: `${kind}, seed ${seed}`, distances, curves: manyCurves(5, 1) }))),
  }),
  history: () => historyFigure({
    title: 'Training of PreResNet-20', caption, epochs, averagingFrom: 33, solutions: [{ name: 'SWA solution', epoch: 48, loss: 0.35, accuracy: 0.9 }],
  }),
  'direction statistics': () => directionStatisticsFigure({
    title: 'Asymmetry by kind of direction', caption, statistic: 'certified ratio <i>c</i>*', threshold: 2, logarithmic: true,
    groups: [
      { name: 'uniform (0, 1)', values: ratios(20, 4) },
      { name: 'uniform (−1, 1)', values: [...ratios(20, 1.2), { value: Infinity }] },
      { name: 'ones', values: ratios(3, 6) },
      { name: 'residual', values: ratios(20, 1.3) },
    ],
  }),
  surface: () => surfaceFigure({
    title: 'The loss over a plane', caption, firstTitle: 'along <i>u</i>', secondTitle: 'along <i>v</i>', ceiling: 2, surface: bowl,
    lines: [
      { name: 'training', kind: 'path', first: [-2, -1.5, -0.6, 0.1], second: [2, 1, 0.4, 0] },
      { name: 'direction', kind: 'direction', first: [-3, 3], second: [-1, 1] },
    ],
    points: [{ name: 'SWA', first: 0, second: 0 }, { name: 'SGD', first: 0.5, second: -0.5 }],
  }),
  'surface with equal scales and a hole': () => surfaceFigure({
    title: 'The loss over a plane, equal scales', caption, firstTitle: 'weight <i>w</i>', secondTitle: 'bias <i>b</i>', equalScale: true,
    surface: { ...bowl, loss: bowl.loss.map((row, j) => row.map((loss, i) => (i + j > 55 ? Infinity : loss))) },
  }),
  'statistics of other things than directions': () => directionStatisticsFigure({
    title: 'Shifts over training sets', caption, statistic: 'shift', threshold: 0, unit: ['training set', 'training sets'], groupTitle: 'size',
    groups: [{ name: '20', values: Array.from({ length: 200 }, () => ({ value: source.normal() })) }, { name: '180', values: [{ value: 0.1 }] }],
  }),
  'line panels': () => linePanelsFigure({
    title: 'A curve, and what is read off it', caption,
    panels: [
      {
        title: '(a) loss', xTitle: 'distance <i>l</i>', yTitle: 'loss (nats)', yRange: [0, 1], arrow: { from: [3, 0.6], to: [1, 0.6], text: 'shift' },
        series: [{ name: 'training loss', x: distances, y: curve.train.loss, low: curve.train.loss.map((y) => 0.9 * y), high: curve.train.loss.map((y) => 1.1 * y), colour: COLOURS.blue }],
      },
      {
        title: '(b) gap', xTitle: 'shift <i>δ</i>', yTitle: 'ξ<sub>δ</sub> / ξ<sub>0</sub>', levels: [1], stretches: [{ from: 0, to: 2 }], marks: [{ at: 2, text: 'best' }],
        series: [
          { name: 'gap', x: [-1, 0, 1, 2, 3], y: [1.4, 1, 0.6, 0.2, 0.5], colour: COLOURS.green, marker: 'cross' },
          { name: 'best', x: [2], y: [0.2], colour: COLOURS.purple, marker: 'star', draw: 'points' },
        ],
      },
    ],
  }),
  'line grid': () => lineGridFigure({
    title: 'Loss along the lines between SWA and SGD at three seeds', caption, columns: 3, xTitle: 'α (0: SWA, 1: SGD)', upperTitle: 'distance α‖Δ‖', verticals: [0, 1],
    panels: [
      ...[1.2, 1.6, 1].map((minimum, i) => gridPanel('training loss', minimum, {
        title: `network, seed ${i + 1}`, upperFactor: 0.5 + i / 10, sides: { flat: 'negative', centre: minimum, to: 1 },
        points: [{ name: 'minimum', x: minimum, y: valley(0), interval: { low: minimum - 0.2, high: minimum + 0.1 }, marker: 2 }],
      })),
      ...[-0.5, -1, 0].map((minimum) => gridPanel('test loss', minimum, { levels: [{ name: 'level', y: 0.2, colour: COLOURS.green, dash: 'dot' }] })),
    ],
  }),
  'line grid of four columns': () => lineGridFigure({
    title: 'Loss along the lines between SWA and SGD at four seeds', caption, columns: 4, xTitle: 'α (0: SWA, 1: SGD)', upperTitle: 'distance α‖Δ‖', verticals: [0, 1],
    panels: [1.2, 1.6, 2.5, 1].map((minimum, i) => gridPanel('training loss', minimum, {
      title: `preresnet-20, seed ${i + 1}`, upperFactor: 0.5 + i / 10, sides: { flat: 'negative', centre: minimum, to: 0.4 },
    })),
  }),
  'line grid with own ranges': () => lineGridFigure({
    title: 'Loss along two directions', caption, columns: 2, xTitle: 'position', ownX: true,
    panels: [gridPanel('loss', 1, { title: 'first' }), { ...gridPanel('loss', 0), title: 'second' }],
  }),
  'paired scatter': () => pairedScatterFigure({
    title: 'Offsets of SWA and SGD', caption, meanTitle: 'mean of both offsets', differenceTitle: 'offset of SWA minus that of SGD',
    groups: [{ name: 'kernels', points: scattered(20, 0.1) }, { name: 'batch norm γ', points: scattered(10, 0) }],
  }),
  valley: () => valleyFigure({
    title: 'Three minima under the same shift', caption,
    panels: [
      {
        title: '(a) empirical and population loss', from: -1, to: 2, plumbLines: true,
        curves: [{ name: 'empirical loss', loss: smooth, kind: 'empirical' }, { name: 'population loss', loss: smooth, shift: 0.4, kind: 'population' }],
        points: [{ name: 'minimum', w: 0.161, kind: 'minimum' }, { name: 'average', w: 0.6, kind: 'average' }],
      },
      {
        title: '(b) SGD', from: -1, to: 2, arrows: true, curves: [{ name: 'empirical loss', loss: smooth, kind: 'empirical' }],
        points: [-0.8, 1.5, 1.2, 0.8, 0.3, -0.4, 0.9].map((w) => ({ name: 'SGD iterates', w, kind: 'iterate' as const })),
      },
    ],
  }),
  rays: () => raysFigure({
    title: 'Figure 11: the loss along ten random rays from two solutions', caption, window: [16, 46], differenceTitle: 'SWA minus SGD after SWA',
    solutions: [
      { name: 'SWA, mean of 10 rays', distances: reach, rays: [0.9, 1, 1.1].map((factor) => rising(0.00045 * factor)), mean: about(rising(0.00045), 0.01) },
      { name: 'SGD after SWA, mean of 10 rays', distances: reach, rays: [0.9, 1, 1.1].map((factor) => rising(0.0005 * factor)), mean: about(rising(0.0005), 0.01) },
    ],
    differences: [1, 2, 3].map((seed) => ({ name: `seed ${seed}`, distances: reach, difference: about(reach.map((l) => -2e-5 * seed * l ** 2), 0.01) })),
  }),
  'width at positions': () => widthPositionsFigure({
    title: 'How wide the valley looks from several points of one line', caption, widthTitle: 'width at a rise of 0.5', positionTitle: 'position <i>α</i>: SWA at 0, SGD at 1',
    positions: [-2, -1, 0, 1, 2].map((position) => ({ position, loss: 0.1 + 0.02 * position ** 2, width: position === 2 ? null : { value: 30 - position, low: 29 - position, high: 31 - position } })),
    solutions: [{ name: 'SWA solution', position: 0 }, { name: 'SGD after SWA', position: 1 }],
  }),
  'line panels with counts and intervals': () => linePanelsFigure({
    title: 'Measured against exact, bounded and counted', caption,
    panels: [
      {
        title: 'against the rate', xTitle: 'rate <i>η</i>', yTitle: 'average', marks: [{ at: 2, text: 'here' }, { at: 2.1, text: 'and here' }], levels: [0],
        series: [
          { name: 'exact', x: [1, 3], y: [1, 3], colour: COLOURS.black },
          { name: 'measured', x: [1, 2, 3], y: [1, 2, 3], low: [0.8, 1.8, 2.7], high: [1.2, 2.1, 3.4], intervals: 'bars', draw: 'points', marker: 'square', colour: COLOURS.blue },
        ],
      },
      { title: 'tail', xTitle: 'margin', yTitle: 'probability', logarithmicY: true, yRange: [1e-4, 2], series: [{ name: 'bound', x: [1, 2, 3], y: [1, 0.1, 0.001], dash: 'dash', colour: COLOURS.vermillion }] },
      { xTitle: 'length', yTitle: 'share', stretches: [{ from: 0.5, to: 2.5, text: 'expected', colour: COLOURS.purple }], series: [{ name: 'rounds', x: [1, 2, 3], y: [0.2, 0.5, 0.3], draw: 'columns', colour: COLOURS.orange }] },
    ],
  }),
  trajectories: () => trajectoryFigure({
    title: 'Figures 5 and 6: SGD in one dimension', caption, histogram: true,
    trajectories: [20, 900].map((steps) => ({
      title: `${steps} steps`, loss: smooth, minimiser: 0.161, iterates: Float64Array.from({ length: steps }, (_, t) => 1 + Math.sin(t)), averages: new Float64Array(steps).fill(1),
    })),
  }),
  'ordered curves': () => orderedCurvesFigure({
    title: 'Figure 7: the projected loss from epoch to epoch', caption, yTitle: 'rise (nats)', orderTitle: 'epoch', ceiling: 2.5,
    panels: ['uniform (0, 1)', 'uniform (−1, 1)'].map((title, i) => ({
      title, xTitle: 'distance <i>l</i>', x: distances,
      curves: [4, 16, 32, 64].map((place) => ({ place, group: place > 30 ? '<i>η</i> = 0.05' : '<i>η</i> = 0.1', y: distances.map((l) => valley((1 - i / 2) * l) * (1 + 2 / place)) })),
    })),
  }),
};
