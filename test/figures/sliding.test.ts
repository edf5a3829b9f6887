import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { makeFigure, type Figure, type Trace } from '../../lib/src/figures/figure';
import { slidingFigure } from '../../lib/src/figures/sliding';
import { axis } from '../../lib/src/figures/theme';

const figureOf = (y: readonly number[], note: string, top: number): Figure => makeFigure(
  { title: 'A parabola', caption: 'It moves.' },
  [{ type: 'scatter', name: 'still', x: [0, 1], y: [1, 1] }, { type: 'scatter', name: 'moving', x: [0, 1, 2], y }],
  { width: 800, height: 400, margin: { t: 20, b: 60 }, xaxis: axis('x', { range: [0, 2] }), yaxis: axis('y', { range: [0, top] }), annotations: [{ text: note }] },
);

/** What Plotly shows after a frame: the fields of its traces and its layout go over those shown before. */
const after = ({ data, layout }: Pick<Figure, 'data' | 'layout'>, frame: NonNullable<Figure['motion']>['frames'][number]): Pick<Figure, 'data' | 'layout'> => ({
  data: data.map((trace, i): Trace => ({ ...trace, ...frame.data[frame.traces.indexOf(i)] })),
  layout: { ...layout, ...frame.layout },
});

test('wherever the slider is moved, in whatever order, the figure of that slide is shown, on axes wide enough for all', () => {
  const slide = fc.record({ y: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 }), note: fc.string(), top: fc.integer({ min: 1, max: 9 }) });
  fc.assert(fc.property(fc.array(slide, { minLength: 2, maxLength: 6 }), fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), (given, moves) => {
    const slides = given.map(({ y, note, top }, k) => ({ label: `${k}`, figure: figureOf(y, note, top) }));
    const moving = slidingFigure({ name: 'k', slides, start: moves[0] % slides.length });
    const frames = moving.motion?.frames ?? assert.fail();
    assert.deepEqual(frames.map(({ name }) => name), slides.map(({ label }) => label));
    assert.deepEqual(moving.data, slides[moves[0] % slides.length].figure.data);
    let shown: Pick<Figure, 'data' | 'layout'> = moving;
    for (const move of moves.map((m) => m % slides.length)) {
      shown = after(shown, frames[move]);
      assert.deepEqual(shown.data, slides[move].figure.data);
      assert.deepEqual(shown.layout.annotations, slides[move].figure.layout.annotations);
      assert.deepEqual((shown.layout.yaxis as { range: unknown }).range, [0, Math.max(...given.map(({ top }) => top))]);
    }
    assert.ok(frames.every(({ traces }) => !traces.includes(0)), 'what does not move is in no frame');
  }));
});

test('slider and buttons have room of their own, lead to every frame, and are not in the still image', () => {
  const slides = [0, 1, 2].map((k) => ({ label: `${k}`, figure: figureOf([k, k, k], 'same', 4) }));
  const { layout, motion } = slidingFigure({ name: 'k', slides, start: 1, pace: 300 });
  assert.deepEqual([layout.height, layout.sliders, layout.updatemenus], [400, undefined, undefined]);
  const controls = motion?.layout as {
    height: number; margin: { t: number; b: number }; sliders: { active: number; steps: { args: unknown[] }[] }[]; updatemenus: { buttons: { args: unknown[] }[] }[];
  };
  assert.ok(controls.height > 400 && controls.margin.b - 60 === controls.height - 400 && controls.margin.t === 20);
  assert.deepEqual([controls.sliders[0].active, controls.sliders[0].steps.map(({ args }) => args[0])], [1, [['0'], ['1'], ['2']]]);
  assert.deepEqual(controls.updatemenus[0].buttons.map(({ args }) => args[0]), [['0', '1', '2'], [null]]);
  assert.equal('updatemenus' in (slidingFigure({ name: 'k', slides }).motion?.layout ?? {}), false);
});

test('slides that are not the same figure are refused', () => {
  const one = { label: '1', figure: figureOf([1, 1, 1], '', 2) };
  const fewer = { label: '2', figure: { ...one.figure, data: one.figure.data.slice(1) } };
  for (const options of [{ slides: [one] }, { slides: [one, one] }, { slides: [one, fewer] }, { slides: [one, { ...one, label: '2' }], start: 2 }]) {
    assert.throws(() => slidingFigure({ name: 'k', ...options }), { code: 'SLIDES_UNLIKE' });
  }
});
