import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { asymmetry, isAsymmetric } from '../../../lib/src/landscape/asymmetry';
import { judgeDrawnCurve } from '../../../lib/src/paper/section-8/drawn-curve';
import { steeperAndSteeperFigure } from '../../../lib/src/paper/section-8/moving-figures';
import { shownAt } from '../shown-at';

const mirrored = <T>(list: readonly T[]): T[] => [...list].reverse();

test('a drawn curve is judged by the library, on the curve as drawn', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 17, maxLength: 17 }), (heights) => {
    const judged = judgeDrawnCurve(heights, 4);
    heights.forEach((height, k) => assert.ok(Math.abs(judged.loss[5 * k] - height) < 1e-9));
    assert.deepEqual(judged.asymmetry, asymmetry(judged));
    assert.equal(judged.asymmetric, isAsymmetric(judged.asymmetry));
    assert.equal(judged.verdict.startsWith('Asymmetric'), judged.asymmetric);
  }));
});

test('the verdict: a wall and a slope, the same mirrored, a parabola, a slope alone, a plateau', () => {
  const places = Array.from({ length: 17 }, (_, k) => (k - 8) / 2);
  const wall = places.map((l) => (l < 0 ? -0.7 * l : 0.2 * l));
  assert.match(judgeDrawnCurve(wall, 4).verdict, /^Asymmetric .*c\* = 3\.50, A = 0\.\d+\. The flat side is the right one\.$/);
  assert.match(judgeDrawnCurve(mirrored(wall), 4).verdict, /^Asymmetric .*c\* = 3\.50, A = −0\.\d+\. The flat side is the left one\.$/);
  assert.match(judgeDrawnCurve(places.map((l) => l * l), 4).verdict, /^Not asymmetric/);
  for (const none of [places, places.map(() => 1)]) assert.match(judgeDrawnCurve(none, 4).verdict, /says nothing about asymmetry/);
});

test('the slider: each slide names its sides exactly where its verdict decides, and a mirrored ratio has the mirrored verdict', () => {
  const figure = steeperAndSteeperFigure({ title: 'title', caption: 'caption' });
  const textsAt = (label: string): string[] => (shownAt(figure, label).layout.annotations as { text: string }[]).map(({ text }) => text);
  for (const { name } of figure.motion?.frames ?? assert.fail()) {
    const texts = textsAt(name);
    assert.equal(texts.some((text) => text.includes('flat side') && !text.includes('The flat')), texts.some((text) => text.includes('Asymmetric by')), name);
  }
  assert.ok(textsAt('6').some((text) => text.includes('the right one')) && textsAt('0.167').some((text) => text.includes('the left one')));
  assert.ok(textsAt('1').some((text) => text.includes('Not asymmetric')));
});
