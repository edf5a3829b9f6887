import type { Estimate, Figure, ProgressLine, Words, Writer } from 'asymmetric-valleys';
import type { Claim } from '../package';
import { calls } from '../calls';
import type { Fixtures } from '../fixtures';

const words: Words = { title: 'A title', caption: 'What to see.' };
const x = [-1, 0, 1];
const y = [1, 0.5, 2];
const estimate: Estimate = { value: 0.5, low: 0.3, high: 0.7 };
const series = [{ name: 'loss', x, y, low: [0.9, 0.4, 1.9], high: [1.1, 0.6, 2.1], colour: '#0072B2', dash: 'solid', width: 2,
  opacity: 1 }] as const;
const epochs = [1, 2, 3].map((epoch) => ({ phase: 'sgd', epoch, learningRate: 0.1, trainLoss: 1 / epoch, trainAccuracy: 0.5,
  testLoss: 1.1 / epoch, testAccuracy: 0.4, averagedModels: 0 }));
const claim: Claim = { id: '3.1', section: '03', statement: 'It is so.', paper: 'It is.', measured: '0.5', verdict: 'holds', why: 'Clear.',
  provenance: 'today' };
const silent: Writer = () => undefined;
const drawn = { takesNaN: true };

const figure = (f: Fixtures): Figure =>
  f.given(f.av.lossCurveFigure({ ...words, curves: [{ name: 'one', distances: x, train: { loss: y } }] }));
const use = (line: ProgressLine): void => {
  line.report({ label: 'epoch 1/2', done: 1, total: 2, details: ['loss 0.5'] });
  line.stop();
};

/** Figures, and what a notebook's cell shows. */
export const FIGURE_CALLS = calls({
  makeFigure: [(f) => [{ ...words, alt: 'A line.' }, f.given([{ type: 'scatter', x, y }]), f.given({ width: 300, height: 200 })], drawn],
  lossCurveFigure: [() => [{
    ...words, curves: [{ name: 'one', distances: x, train: { loss: y, accuracy: [0.5, 0.6, 0.5], standardErrorToOrigin: [0.1, 0, 0.1] },
      test: { loss: y } }],
    distanceTitle: 'l', sides: { flat: 'positive', centre: 0, from: 0.1, to: 1 }, solutions: [{ name: 'SWA', distance: 0, loss: 0.5 }],
      accuracy: true, weights: 100, ceiling: 5,
  }], drawn],
  curveGridFigure: [() => [{ ...words, panels: [{ title: 'a', distances: x, curves: [y, [1, 1, 1]], colour: '#0072B2',
    sides: { flat: 'negative', to: 1 } }], columns: 1, ownDistances: true, distanceTitle: 'l', lossTitle: 'L', curveName: 'direction',
    ceiling: 4 }], drawn],
  directionStatisticsFigure: [() => [{ ...words, groups: [{ name: 'a', values: [{ value: 2, twoSided: true, label: '1' }, { value: 3 }] }],
    statistic: 'c*', threshold: 2, logarithmic: true, range: [1, 5], unit: ['direction', 'directions'], groupTitle: 'kind' }], drawn],
  historyFigure: [() => [{ ...words, epochs, averagingFrom: 2, solutions: [{ name: 'SWA', epoch: 3, loss: 0.3, accuracy: 0.5 }] }], drawn],
  intervalRowsFigure: [() => [{ ...words, groups: [{ title: 'a', estimates: [{ ...estimate, label: 'one' }] }], quantity: 'shift',
    reference: 0 }], drawn],
  intervalsFigure: [() => [{ ...words, rows: ['a', 'b'], series: [{ name: 'one', estimates: [estimate, undefined] }], xTitle: 'index',
    yTitle: 'group', threshold: 0 }], drawn],
  lineGridFigure: [() => [{ ...words, panels: [{ title: 'a', yTitle: 'loss', series,
    points: [{ name: 'SWA', x: 0, y: 0.5, interval: { low: 0.4, high: 0.6 }, marker: 0 }],
    levels: [{ name: 'level', y: 1, colour: '#000000' }], sides: { flat: 'positive', to: 1 } }], columns: 1, xTitle: 'l', verticals: [0],
    ownX: false }], drawn],
  linePanelsFigure: [() => [{ ...words, panels: [{ title: 'a', xTitle: 'l', yTitle: 'loss', series, marks: [{ at: 0, text: 'here' }],
    stretches: [{ from: 0, to: 1, text: 'flat', colour: '#009E73' }], levels: [1], arrow: { from: [0, 1], to: [1, 1], text: 'shift' },
    yRange: [0, 3], logarithmicY: false }], columns: 1 }], drawn],
  orderedCurvesFigure: [() => [{ ...words, panels: [{ title: 'a', xTitle: 'l', x,
    curves: [{ place: 1, y, group: 'early' }, { place: 2, y, group: 'late' }] }], yTitle: 'loss', orderTitle: 'epoch', ceiling: 4 }],
    drawn],
  overlayFigure: [() => [{ ...words, panels: [{ title: 'a', xTitle: 'l', series: [{ name: 's', curves: [{ x, y }] }] }], yTitle: 'loss',
    columns: 1, ceiling: 4, floor: 0, markers: true }], drawn],
  pairedScatterFigure: [() => [{ ...words, groups: [{ name: 'a',
    points: [{ first: 0.1, second: 0.2, counts: true, label: '1' }, { first: 0.3, second: 0.1, label: '2' }] }], firstTitle: 'SGD',
    secondTitle: 'SWA' }], drawn],
  raysFigure: [() => [{ ...words, solutions: [{ name: 'SWA', distances: [1, 2], rays: [[0.1, 0.3], [0.2, 0.4]],
    mean: [estimate, estimate] }], differences: [{ name: '1', distances: [1, 2], difference: [estimate, estimate] }],
    differenceTitle: 'difference', window: [0.1, 1], distanceTitle: 'l' }], drawn],
  surfaceFigure: [() => [{ ...words, surface: { first: x, second: x, loss: [y, y, y] }, firstTitle: 'u', secondTitle: 'v',
    lines: [{ name: 'path', first: x, second: y, kind: 'path' }], points: [{ name: 'SWA', first: 0, second: 0 }], ceiling: 3,
    equalScale: true }], drawn],
  trajectoryFigure: [() => [{ ...words, trajectories: [{ title: 'a', loss: (w) => w * w, minimiser: 0, iterates: [1, 0.5, 0.1],
    averages: [1, 0.75, 0.53] }], histogram: true }], drawn],
  valleyFigure: [() => [{ ...words, panels: [{ title: 'a', from: -1, to: 1,
    curves: [{ name: 'loss', loss: (w) => w * w, shift: 0.1, kind: 'empirical' }],
    points: [{ name: 'minimum', w: 0, curve: 0, kind: 'minimum' }], arrows: true, plumbLines: true }], columns: 1 }], drawn],
  widthPositionsFigure: [() => [{ ...words, positions: [{ position: 0, width: estimate, loss: 0.5 },
    { position: 1, width: null, loss: 0.6 }], solutions: [{ name: 'SWA', position: 0 }], positionTitle: 'α', widthTitle: 'width' }], drawn],
  renderPng: [(f) => [figure(f)], drawn],
  savePng: [(f) => [figure(f), f.path('.png')], drawn],

  show: [(f) => [figure(f), silent], drawn],
  livePlace: [() => [silent], { use: () => undefined }],
  showText: [() => ['<b>Text</b>', silent]],
  showTable: [(f) => [f.given([{ network: 'a', loss: 0.5 }, { network: 'b', loss: null }]), { caption: 'Losses' }, silent], drawn],
  showClaims: [() => [[claim], silent]],
  running: [() => ['A title'], { volatile: true }],
  progressLine: [() => ['A title', silent, () => 0], { use }],
});
