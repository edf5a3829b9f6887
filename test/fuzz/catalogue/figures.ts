import type { Figure, Words } from 'asymmetric-valleys';
import type { Claim } from '../package';
import { calls } from '../calls';
import type { Fixtures } from '../fixtures';

const words: Words = { title: 'A title', caption: 'What to see.' };
const x = [-1, 0, 1];
const y = [1, 0.5, 2];
const epochs = [1, 2, 3].map((epoch) => ({ phase: 'sgd', epoch, learningRate: 0.1, trainLoss: 1 / epoch, trainAccuracy: 0.5,
  testLoss: 1.1 / epoch, testAccuracy: 0.4, averagedModels: 0 }));
const claim: Claim = { id: '3.1', section: '03', statement: 'It is so.', paper: 'It is.', measured: '0.5', verdict: 'holds', why: 'Clear.',
  provenance: 'today' };
const silent = (): undefined => undefined;
const drawn = { takesNaN: true };

export const figure = (f: Fixtures): Figure =>
  f.given(f.av.lossCurveFigure({ ...words, curves: [{ name: 'one', distances: x, train: { loss: y } }] }));

/** Figures, and what a notebook's cell shows. */
export const FIGURE_CALLS = calls({
  lossCurveFigure: [() => [{
    ...words, curves: [{ name: 'one', distances: x, train: { loss: y, accuracy: [0.5, 0.6, 0.5], standardErrorToOrigin: [0.1, 0, 0.1] },
      test: { loss: y } }],
    distanceTitle: 'l', sides: { flat: 'positive', centre: 0, from: 0.1, to: 1 }, solutions: [{ name: 'SWA', distance: 0, loss: 0.5 }],
      accuracy: true, weights: 100, ceiling: 5,
  }], drawn],
  historyFigure: [() => [{ ...words, epochs, averagingFrom: 2, solutions: [{ name: 'SWA', epoch: 3, loss: 0.3, accuracy: 0.5 }] }], drawn],
  surfaceFigure: [() => [{ ...words, surface: { first: x, second: x, loss: [y, y, y] }, firstTitle: 'u', secondTitle: 'v',
    lines: [{ name: 'path', first: x, second: y, kind: 'path' }], points: [{ name: 'SWA', first: 0, second: 0 }], ceiling: 3,
    equalScale: true }], drawn],
  valleyFigure: [() => [{ ...words, panels: [{ title: 'a', from: -1, to: 1,
    curves: [{ name: 'loss', loss: (w) => w * w, shift: 0.1, kind: 'empirical' }],
    points: [{ name: 'minimum', w: 0, curve: 0, kind: 'minimum' }], arrows: true, plumbLines: true }], columns: 1 }], drawn],
  slidingFigure: [(f) => [{ name: 'k', slides: ['1', '2'].map((label) => ({ label, figure: figure(f) })), start: 1, pace: 300 }], drawn],
  savePng: [(f) => [figure(f), f.path('.png')], drawn],

  show: [(f) => [figure(f), silent], drawn],
  livePlace: [() => [silent], { use: () => undefined }],
  showText: [() => ['<b>Text</b>', silent]],
  showTable: [(f) => [f.given([{ network: 'a', loss: 0.5 }, { network: 'b', loss: null }]), { caption: 'Losses' }, silent], drawn],
  showClaims: [() => [[claim], silent]],
  running: [() => ['A title'], { volatile: true }],
});
