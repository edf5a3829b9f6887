import assert from 'node:assert/strict';
import type { Shown } from './redraw';

/** What a notebook's cells showed, in order, and the lines that they printed. */
export interface Seen {
  readonly shown: readonly Shown[];
  readonly printed: readonly string[];
}

/** An item of a notebook's "Try this", done as it says, and what it promises to show. */
export interface Try {
  /** What the reader replaces by what, in code cells. */
  readonly edits: readonly (readonly [from: string, to: string])[];
  /** The cells that are run besides the first, each named by a part of it. */
  readonly cells: readonly string[];
  /** A cell that the reader adds at the end. */
  readonly added?: string;
  readonly promise: (before: Seen, after: Seen) => void;
}

/** An item that is not run here, and why. */
export interface NotRun {
  readonly why: 'it measures, and needs CIFAR-10' | 'it trains' | 'it measures';
}

const texts = ({ shown }: Seen): string[] => shown.filter((one) => typeof one === 'string');
const figures = ({ shown }: Seen): string => JSON.stringify(shown.filter((one) => typeof one !== 'string'));
const all = (seen: Seen): string => texts(seen).join('\n');
/** The numbers of a text, in order. */
const numbers = (text: string): number[] => [...text.matchAll(/[-−]?\d+(?:\.\d+)?(?:·10\^[-−]?\d+)?/g)].map(([number]) => {
  const [digits, power = '0'] = number.replaceAll('−', '-').split('·10^');
  return Number(digits) * 10 ** Number(power);
});
/** The numbers in the row of a table that begins with a name. */
const row = (seen: Seen, name: string): number[] => numbers((all(seen).split('\n').find((line) => line.startsWith(name)) ?? assert.fail(`no row ${name}`)).slice(name.length));
const differ = (before: Seen, after: Seen): void => assert.notDeepEqual(after, before);

const swa = ['const measured = '];
const figure2 = ['measuredCurveFigure(sgd, figure2', 'asymmetryRows(figure2)'];
const otherSeeds = (cells: readonly string[], says: RegExp): Try[] => [2, 3, 4].map((seed) => ({
  edits: [['const seed = 1;', `const seed = ${seed};`]],
  cells,
  promise: (before, after) => {
    assert.match(all(after), says);
    differ(before, after);
  },
}));

/** By notebook and item: once for each way of doing it that the item names. */
const TRIES: Readonly<Record<string, readonly (readonly Try[] | NotRun)[]>> = {
  '01-introduction': [
    [{
      edits: [['{ learningRate: 5, noise: 0.05, start: -0.3', '{ learningRate: 0.1, noise: 0.05, start: -0.3']],
      cells: ['const bent =', 'const meanOffset ='],
      promise: (before, after) => {
        for (const seed of ['1', '2', '3', '4', '5']) {
          assert.ok(row(before, seed)[0] > 0.1, 'on the flat side');
          assert.ok(Math.abs(row(after, seed)[0]) < row(before, seed)[0] / 2, 'much nearer to the minimum, or short of it');
        }
      },
    }],
    [{
      edits: [['const valley = theory.smoothValley(0.1, 5, 0.1);', 'const valley = theory.smoothValley(0.1, 1, 0.1);']],
      cells: ['const both =', 'const losses ='],
      promise: (before, after) => {
        assert.ok(row(before, 'gain').at(-1) as number > 0);
        assert.deepEqual(row(after, 'gain').map(Math.abs), [0, 0, 0, 0]);
      },
    }],
    [{
      edits: [['theory.smoothValley(0.2, 5, 0.1), minimiser: 3.4', 'theory.smoothValley(1, 0.2, 0.1), minimiser: 3.4']],
      cells: ['lossesUnderShift'],
      promise: (before, after) => {
        const [right, left] = row(before, 'asymmetric').slice(1);
        const [rightAfter, leftAfter] = row(after, 'asymmetric').slice(1);
        assert.ok((right > left) !== (rightAfter > leftAfter), 'the other column is the large one');
      },
    }],
  ],
  '03-asymmetric-valleys': [
    otherSeeds(figure2, /Its flat side is [−+]u/),
    ['residual', 'ones'].map((kind) => ({
      edits: [["kind: 'uniform01', index: 0, batchNorm: 'reestimate'", `kind: '${kind}', index: 0, batchNorm: 'reestimate'`]],
      cells: figure2,
      promise: (before, after) => {
        assert.match(all(after), /By the rule c\* > 2 this direction is/);
        differ(before, after);
      },
    })),
    [{
      edits: [['theory.smoothValley(0.1, 5, 0.1);', 'theory.smoothValley(0.1, 3, 0.1);']],
      cells: ['const valley =', 'const known = av.asymmetry'],
      promise: (before, after) => {
        for (const [seen, ratio] of [[before, 5], [after, 3]] as const) assert.ok(Math.abs(numbers(seen.printed.join().split('=')[1])[0] - ratio) < 0.05 * ratio);
      },
    }],
  ],
  '04-bias-and-generalization': [
    otherSeeds(['slidingShiftFigure'], /Best shift: δ̂ = .*(lies towards the (flat|sharp) side|is not clear)/),
    [{
      edits: [['const bias = 0.5;', 'const bias = 2;']],
      cells: ['const bias ='],
      promise: (before, after) => {
        const [gain, bound] = numbers(before.printed.join());
        const [less, more] = numbers(after.printed.join());
        assert.ok(gain >= bound && less < more);
      },
    }],
    [{
      edits: [['valley.value(l - 0.4)', 'valley.value(l / 1.5)']],
      cells: ['const valley = theory.smoothValley(0.1, 5, 0.3)', 'const moved ='],
      promise: (before, after) => assert.ok(numbers(before.printed.join())[1] < 0.01 && numbers(after.printed.join())[1] > 0.05),
    }],
  ],
  '05-averaging-creates-bias': [
    [{
      edits: [['const run = { learningRate: 5,', 'const run = { learningRate: 0.5,']],
      cells: ['const run =', 'sidesText('],
      promise: (before, after) => assert.notEqual(all(after), all(before)),
    }],
    [{
      edits: [['steps: 120, seed: 1 };', 'steps: 120, seed: 1, momentum: 0.9 };']],
      cells: ['const run =', 'smoothingFigure'],
      promise: (before, after) => assert.notEqual(figures(after), figures(before)),
    }],
    [{
      edits: [['const ratio = 14;', 'const ratio = 3;']],
      cells: ['const ratio ='],
      promise: (before, after) => {
        assert.match(figures(before), /"name":"bound /);
        assert.doesNotMatch(figures(after), /"name":"bound /);
      },
    }],
  ],
  '06-1-swa': [
    [{
      edits: [['pair.first.network === mainNetwork', 'pair.first.seed === 1']],
      cells: swa,
      promise: (_, after) => { for (const network of ['PreResNet-20', 'PreResNet-8', 'DenseNet-BC-40']) assert.match(figures(after), new RegExp(`${network}, seed 1`)); },
    }],
    [{
      edits: [['pair.first.seed === 1', 'pair.first.seed === 2']],
      cells: [...swa, 'const phases ='],
      promise: (_, after) => assert.match(figures(after), /seed 2/),
    }],
    [{
      edits: [['{ pairs: measured, seedLines', '{ pairs: main, seedLines']],
      cells: [...swa, 'const seedLines =', 'const calibrations =', 'const offsets =', 'const claims ='],
      promise: (before, after) => assert.notEqual(texts(after).at(-1), texts(before).at(-1)),
    }],
  ],
  '06-2-batch-size': [
    [{
      edits: [['range: [-1, 2.5]', 'range: [-0.1, 1.1]']],
      cells: swa,
      promise: (before, after) => assert.notEqual(figures(after), figures(before)),
    }],
    ['smallLarge', 'sameLarge'].map((pairs) => ({
      edits: [],
      cells: swa,
      added: `await av.show(av.historyFigure({ title: 'Second phase', caption: 'Does it settle?', epochs: studies.historyOf(study, measured.${pairs}[0].pair.first) }));`,
      promise: (_, after) => assert.match(figures(after), /Second phase/),
    })),
    { why: 'it measures, and needs CIFAR-10' },
  ],
  '06-3-width': [
    [{
      edits: [["units: 'l', measured: batchRays", "units: 'l/‖w‖', measured: batchRays"], ["lie below zero. Do they, in every training?',", "lie below zero. Do they, in every training?',\n  units: 'l/‖w‖',"]],
      cells: ['const batchRays ='],
      promise: (before, after) => {
        assert.match(figures(after), /‖/);
        differ(before, after);
      },
    }],
    [{
      edits: [["filterRays, 'l/‖w‖'],\n  ['Small", "filterRays, 'l/‖w‖'],\n  ['Small and large batch with frozen statistics', batchFrozenRays, 'l'],\n  ['Small"]],
      cells: ['const batches =', 'const averaging =', 'const batchFrozenRays =', "filterRays, 'l/‖w‖'],"],
      promise: (before, after) => {
        assert.match(figures(after), /Small and large batch with frozen statistics/);
        assert.equal(after.shown.length, before.shown.length + 2);
      },
    }],
  ],
  '07-batch-norm': [
    [{
      edits: [["'norm', 'random', 'displacement'", "'norm', 'not-norm', 'displacement'"]],
      cells: ['const kinds ='],
      promise: (before, after) => assert.notEqual(figures(after), figures(before)),
    }],
    [{
      edits: [['[section7.DECIDING_LEVEL]', 'section7.RISE_LEVELS']],
      cells: ['const everywhere =', 'groupComparisonRows('],
      promise: (before, after) => assert.ok(all(after).split('\n').length > all(before).split('\n').length),
    }],
    [{
      edits: [["averagesFigure(both, ['iterate', 'all'], {", "averagesFigure(both, ['iterate', 'all', 'half'], {"]],
      cells: ['const withNorm ='],
      promise: (before, after) => assert.ok(JSON.stringify(after.shown).length > JSON.stringify(before.shown).length),
    }],
  ],
  '08-your-own-model': [
    { why: 'it trains' },
    { why: 'it measures' },
    [{
      edits: [['const seed = 0;', 'const seed = 8;']],
      cells: ['const seed = 0;'],
      promise: (before, after) => assert.notEqual(figures(after), figures(before)),
    }],
  ],
};

/** The items of a notebook, each with the ways of doing it that it names. @param notebook such as `01-introduction` */
export function triesOf(notebook: string): readonly (readonly Try[] | NotRun)[] {
  return TRIES[notebook] ?? [];
}
