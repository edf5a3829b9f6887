import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import {
  curveGridFigure, directionStatisticsFigure, type Figure, historyFigure, lineGridFigure, linePanelsFigure, lossCurveFigure, makeFigure, orderedCurvesFigure, pairedScatterFigure, PNG_SCALE, raysFigure, renderSvg,
  sizeOf, surfaceFigure, trajectoryFigure, valleyFigure, widthPositionsFigure,
} from '../../lib/src/figures';
import { rasterise } from '../../lib/src/figures/render';
import { loadPlotly } from '../../lib/src/figures/plotly-window';
import { COLOURS, MEANING, ORDERED_COLOURS } from '../../lib/src/figures/theme';
import { loadTextMetrics } from '../../lib/src/figures/text-metrics';
import { JSDOM } from 'jsdom';
import { EXAMPLES } from './examples';

type Tree = Readonly<Record<string, unknown>>;

/** Every value within a tree of plain data, with the keys that lead to it. */
function* leaves(value: unknown, path: readonly string[] = []): Generator<readonly [string, unknown]> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* leaves(item, [...path, key]);
  } else {
    yield [path.join('.'), value];
  }
}

const axesOf = (figure: Figure): [string, Tree][] => Object.entries(figure.layout).filter(([key]) => /^[xy]axis\d*$/.test(key)) as [string, Tree][];

for (const [name, make] of Object.entries(EXAMPLES)) {
  describe(name, () => {
    const figure = make();

    test('has a title, a caption, an alternative text and a name on its axes', () => {
      assert.ok(figure.title.length > 5 && figure.caption.length > 20 && figure.alt.includes('.'));
      assert.doesNotMatch(figure.alt, /<[a-z]/);
      for (const letter of ['x', 'y']) {
        const named = axesOf(figure).filter(([key, axis]) => key[0] === letter && (axis.title as { text: string }).text !== '');
        assert.ok(named.length > 0, `no ${letter} axis has a title`);
      }
    });

    test('is plain data: what JSON gives back is the same, and every number is finite', () => {
      assert.deepEqual(JSON.parse(JSON.stringify({ data: figure.data, layout: figure.layout })), { data: figure.data, layout: figure.layout });
      for (const [path, value] of leaves({ data: figure.data, layout: figure.layout })) {
        assert.ok(typeof value !== 'number' || Number.isFinite(value), `${path} is ${String(value)}`);
      }
    });

    test('takes the colours of its traces from the theme', () => {
      const theme = new Set<string>([...Object.values(COLOURS), ...Object.values(MEANING), ...ORDERED_COLOURS]);
      // Numbers are places on a scale of colours.
      const colours = [...leaves(figure.data)].filter(([path, value]) => /\.color(\.\d+)?$/.test(path) && typeof value === 'string').map(([, value]) => value as string);
      assert.ok(colours.length > 0);
      const opaque = (colour: string): string => colour.replace(/^rgba\((\d+), (\d+), (\d+), [\d.]+\)$/, (_, ...parts: string[]) => `#${parts.slice(0, 3).map((part) => Number(part).toString(16).padStart(2, '0')).join('').toUpperCase()}`);
      for (const colour of colours) assert.ok(theme.has(opaque(colour)), colour);
    });

    test('holds nothing that Plotly does not know', async () => {
      const plotly = await loadPlotly();
      const remarks = Array.from(plotly.validate(figure.data, figure.layout) ?? []);
      // An attribute without effect, such as the colour of a grid that is not shown, does no harm.
      assert.deepEqual(remarks.filter((remark) => remark.code !== 'unused').map((remark) => remark.msg), []);
    });

    test('lays all its texts within its frame, and becomes an image of its size that is not blank', async () => {
      const svg = await renderSvg(figure);
      const { width, height } = sizeOf(figure);
      const page = new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document.documentElement;
      const metrics = await loadTextMetrics();
      const texts = [...page.querySelectorAll('text')];
      assert.ok(texts.length > 3);
      for (const text of texts) {
        const box = metrics(text, page);
        const inside = box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
        assert.ok(inside, `"${text.textContent}" at ${JSON.stringify(box)} leaves ${width} × ${height}`);
      }
      const png = Buffer.from(await rasterise(svg));
      assert.equal(png.subarray(1, 4).toString(), 'PNG');
      assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [PNG_SCALE * width, PNG_SCALE * height]);
      assert.ok(png.length > 20_000, `${png.length} bytes`);
    });
  });
}

for (const name of ['curve grid of four columns', 'line grid of four columns']) {
  test(`${name}: no text runs into another`, async () => {
    const page = new JSDOM(await renderSvg(EXAMPLES[name]()), { contentType: 'image/svg+xml' }).window.document.documentElement;
    const metrics = await loadTextMetrics();
    const boxes = [...page.querySelectorAll('text')].map((text) => ({ text: text.textContent, ...metrics(text, page) }));
    const meet = (a: typeof boxes[number], b: typeof boxes[number]): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y + 2 < b.y + b.height && b.y + 2 < a.y + a.height;
    assert.deepEqual(boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => meet(a, b)).map((b) => [a.text, b.text])), []);
  });
}

test('rendering leaves no window in the globals: TensorFlow.js would take Node for a browser', async () => {
  await loadPlotly();
  assert.equal('window' in globalThis, false);
  assert.equal('document' in globalThis, false);
});

describe('makeFigure', () => {
  const layout = { xaxis: { title: { text: 'x' } }, yaxis: { title: { text: 'y' } } };

  test('refuses a figure without a title or a caption', () => {
    assert.throws(() => makeFigure({ title: ' ', caption: 'c' }, [], layout), { code: 'FIGURE_WITHOUT_WORDS' });
    assert.throws(() => makeFigure({ title: 't', caption: '<b></b>' }, [], layout), { code: 'FIGURE_WITHOUT_WORDS' });
  });

  test('refuses an axis without a title', () => {
    assert.throws(() => makeFigure({ title: 't', caption: 'c' }, [], { ...layout, yaxis2: {} }), { code: 'AXIS_WITHOUT_TITLE' });
  });

  test('rounds to six digits, makes typed arrays plain, and leaves out what is not finite', () => {
    const figure = makeFigure({ title: 't', caption: 'c' }, [{ x: Float32Array.of(0.1, NaN, 1 / 3), y: [1.23456789e-9, Infinity, 2] }], layout);
    const [{ x, y }] = figure.data;
    assert.deepEqual({ x, y }, { x: [0.1, null, 0.333333], y: [1.23457e-9, null, 2] });
  });
});

test('each kind refuses to draw nothing', () => {
  const words = { title: 'title', caption: 'caption' };
  assert.throws(() => lossCurveFigure({ ...words, curves: [{ name: 'a', distances: [0], train: { loss: [NaN] } }] }), { code: 'CURVE_EMPTY' });
  assert.throws(() => curveGridFigure({ ...words, panels: [{ title: 'a', distances: [0], curves: [] }] }), { code: 'CURVE_EMPTY' });
  assert.throws(() => historyFigure({ ...words, epochs: [] }), { code: 'HISTORY_EMPTY' });
  assert.throws(() => directionStatisticsFigure({ ...words, statistic: 'c', groups: [{ name: 'a', values: [] }] }), { code: 'STATISTICS_EMPTY' });
  assert.throws(() => surfaceFigure({ ...words, surface: { first: [0], second: [0], loss: [[NaN]] }, firstTitle: 'u', secondTitle: 'v' }), { code: 'SURFACE_EMPTY' });
  assert.throws(() => raysFigure({ ...words, solutions: [], differences: [], differenceTitle: 'd' }), { code: 'RAYS_EMPTY' });
  assert.throws(() => widthPositionsFigure({ ...words, positions: [{ position: 0, width: null, loss: 1 }], solutions: [], positionTitle: 'p', widthTitle: 'w' }), { code: 'POSITIONS_EMPTY' });
  assert.throws(() => lineGridFigure({ ...words, panels: [], columns: 1, xTitle: 'x' }), { code: 'PANELS_EMPTY' });
  assert.throws(() => pairedScatterFigure({ ...words, groups: [], meanTitle: 'x', differenceTitle: 'y' }), { code: 'STATISTICS_EMPTY' });
  assert.throws(() => valleyFigure({ ...words, panels: [] }), { code: 'VALLEY_EMPTY' });
  assert.throws(() => linePanelsFigure({ ...words, panels: [{ xTitle: 'x', yTitle: 'y', series: [{ name: 'a', x: [1], y: [NaN], colour: COLOURS.blue }] }] }), { code: 'PANELS_EMPTY' });
  assert.throws(() => trajectoryFigure({ ...words, trajectories: [] }), { code: 'TRAJECTORY_EMPTY' });
  assert.throws(() => orderedCurvesFigure({ ...words, yTitle: 'y', orderTitle: 'epoch', panels: [{ title: '', xTitle: 'x', x: [1], curves: [] }] }), { code: 'CURVE_EMPTY' });
});

test('what cannot be drawn is refused: data within themselves, points on no curve, more panels than a figure has room for', () => {
  const words = { title: 'Title', caption: 'Caption.' };
  const trace: Record<string, unknown> = { type: 'scatter' };
  trace.marker = { line: [trace] };
  assert.throws(() => makeFigure(words, [trace], {}), { code: 'FIGURE_CIRCULAR' });
  const panel = { title: 'A', from: -1, to: 1, curves: [{ name: 'loss', loss: (w: number) => w * w, kind: 'empirical' as const }] };
  for (const curve of [-1, 0.5, 1]) {
    assert.throws(() => valleyFigure({ ...words, panels: [{ ...panel, points: [{ name: 'p', w: 0, curve, kind: 'minimum' }] }] }), { code: 'CURVE_UNKNOWN' });
  }
  assert.throws(() => valleyFigure({ ...words, panels: new Array(1001).fill(panel), columns: 2 }), { code: 'PANELS_TOO_MANY' });
});

test('a solution lies on the training loss, between points too', () => {
  const figure = lossCurveFigure({
    title: 'title', caption: 'caption', curves: [{ name: 'a', distances: [-1, 0, 2], train: { loss: [3, 1, 5] } }], solutions: [{ name: 'SWA', distance: 0.5 }],
  });
  const marker = figure.data.find((trace) => trace.name === 'SWA');
  assert.deepEqual([marker?.x, marker?.y], [[0.5], [2]]);
});

test('a ceiling changes the axis, not the data, and says so', () => {
  const figure = lossCurveFigure({ title: 'title', caption: 'caption', ceiling: 4, curves: [{ name: 'a', distances: [0, 1], train: { loss: [1, 1234] } }] });
  assert.deepEqual(figure.data[0].y, [1, 1234]);
  assert.ok(((figure.layout.yaxis as Tree).range as number[])[1] < 5);
  assert.match(JSON.stringify(figure.layout.annotations), /rises to 1230 outside the frame/);
});

test('a surface keeps its losses above the ceiling and marks solutions where they are', () => {
  const surface = { first: [-1, 0, 1], second: [0, 1], loss: [[0, 1, 9], [2, 3, 4]] };
  const figure = surfaceFigure({ title: 'title', caption: 'caption', surface, firstTitle: 'u', secondTitle: 'v', ceiling: 3, points: [{ name: 'SGD', first: 0.5, second: 0.25 }] });
  const [contour, marker] = figure.data;
  assert.deepEqual([contour.x, contour.y, contour.z], [surface.first, surface.second, surface.loss]);
  assert.equal(contour.zmax, 3);
  assert.match(JSON.stringify(contour.colorbar), /"≥ 3"/);
  assert.deepEqual([marker.x, marker.y], [[0.5], [0.25]]);
});

test('averaging begins where the epochs say, unless the caller says otherwise', () => {
  const epoch = { phase: 'sgd', epoch: 1, learningRate: 0.1, trainLoss: 1, trainAccuracy: 0.5 };
  const epochs = [{ ...epoch, averagedModels: 0 }, { ...epoch, epoch: 2, averagedModels: 1 }, { ...epoch, epoch: 3, averagedModels: 2 }];
  const lineAt = (figure: Figure): unknown => (figure.layout.shapes as Tree[])[0]?.x0;
  const words = { title: 'title', caption: 'caption' };
  assert.equal(lineAt(historyFigure({ ...words, epochs })), 2);
  assert.equal(lineAt(historyFigure({ ...words, epochs, averagingFrom: 3 })), 3);
  assert.equal(lineAt(historyFigure({ ...words, epochs: [epoch] })), undefined);
});

test('one-sided directions do not count as above the threshold', () => {
  const figure = directionStatisticsFigure({
    title: 'title', caption: 'caption', statistic: 'c', threshold: 2,
    groups: [{ name: 'a', values: [{ value: 3 }, { value: 5, twoSided: false }, { value: 1 }, { value: Infinity }] }],
  });
  assert.match(JSON.stringify(figure.layout.annotations), /2 of 4/);
  assert.match(JSON.stringify(figure.layout.annotations), /1 value outside the axis/);
});

test('groups that belong together share a colour, in points and shares', () => {
  const groups = ['#111111', '#222222', '#111111'].map((colour, i) => ({ name: `group ${i}`, colour, values: [{ value: i }, { value: 3 }] }));
  const { data } = directionStatisticsFigure({ title: 'title', caption: 'caption', statistic: 'shift', threshold: 0, groups });
  const drawn = groups.map(({ name }) => data.filter((trace) => trace.name === name).map(({ marker }) => [(marker as { color: string | string[] }).color].flat()[0]));
  assert.deepEqual(drawn, groups.map(({ colour }) => [colour, colour]));
});

test('values beyond the range of the axis are counted, in the share and the median too, and not drawn', () => {
  const values = [-90, -80, -1, 1, 2].map((value) => ({ value }));
  const { data, layout } = directionStatisticsFigure({ title: 'title', caption: 'caption', statistic: 'shift', threshold: 0, range: [-3, 3], groups: [{ name: 'a', values }] });
  assert.match(JSON.stringify(layout.annotations), /2 of 5[^]*2 values outside the axis/);
  assert.deepEqual(data.find(({ name, xaxis }) => name === 'a' && xaxis === undefined)?.x, [-1, 1, 2]);
  assert.deepEqual(data.find(({ name, x }) => name === 'median' && x !== undefined)?.x, [-1]);
  assert.ok(((layout.xaxis as { range: number[] }).range).every((end) => Math.abs(end) < 3));
});

test('a relief has the same losses, its path and points on the surface, and stays out of the still image', () => {
  const surface = { first: [-1, 0, 1], second: [0, 1], loss: [[0, 1, 9], [2, 3, 4]] };
  const options = {
    title: 'title', caption: 'caption', surface, firstTitle: 'u', secondTitle: 'v', ceiling: 3.5,
    lines: [{ name: 'path', kind: 'path' as const, first: [-1, -0.5, 0.5, 2], second: [0, 0.5, 0, 0] }],
    points: [{ name: 'SGD', first: -0.5, second: 0.5 }],
  };
  const [flat, relief] = [surfaceFigure(options), surfaceFigure({ ...options, relief: true })];
  assert.deepEqual([flat.live, relief.data, relief.layout], [undefined, flat.data, flat.layout]);
  const { data: [drawn, path, point], layout } = relief.live ?? assert.fail();
  assert.deepEqual([drawn.x, drawn.y, drawn.z], [surface.first, surface.second, surface.loss]);
  assert.deepEqual(path.customdata, [0, 1.5, 5, null]);
  assert.deepEqual(point.customdata, [1.5]);
  const [near, between, high, outside] = path.z as (number | null)[];
  assert.ok(near !== null && between !== null && near > 0 && between > 1.5 && between < 1.6);
  assert.deepEqual([high, outside], [null, null], 'nothing is drawn above the ceiling or beside the grid');
  assert.equal((layout as { scene: { zaxis: { range: number[] } } }).scene.zaxis.range[1], 3.5);
  assert.ok(!('xaxis' in layout) && layout.height === flat.layout.height);
});
