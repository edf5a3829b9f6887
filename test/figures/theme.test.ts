import assert from 'node:assert/strict';
import test from 'node:test';
import { breakWords, frame, MEANING, SERIES_COLOURS } from '../../lib/src/figures/theme';

type Colour = readonly [number, number, number];

/** Linear RGB, 0 … 1, of `#rrggbb`. */
function linear(colour: string): Colour {
  const channels = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16) / 255);
  return channels.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)) as unknown as Colour;
}

const multiply = (matrix: readonly Colour[], colour: Colour): Colour => matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * colour[i], 0)) as unknown as Colour;

/** CIE L*a*b* of linear sRGB, white point D65. */
function lab(colour: Colour): Colour {
  const xyz = multiply([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]], colour);
  const [x, y, z] = [xyz[0] / 0.95047, xyz[1], xyz[2] / 1.08883].map((t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** How colours look without one kind of cone: Machado, Oliveira and Fernandes (2009), severity 1. */
const VISIONS: Readonly<Record<string, readonly Colour[]>> = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
};

for (const [vision, matrix] of Object.entries(VISIONS)) {
  test(`the colours of series stay apart in ${vision} vision`, () => {
    const seen = SERIES_COLOURS.map((colour) => lab(multiply(matrix, linear(colour))));
    for (let i = 0; i < seen.length; i++) {
      for (let j = 0; j < i; j++) {
        const distance = Math.hypot(...seen[i].map((value, k) => value - seen[j][k]));
        assert.ok(distance > 12, `${SERIES_COLOURS[i]} and ${SERIES_COLOURS[j]}: ${distance.toFixed(1)}`);
      }
    }
  });

  test(`training and test, flat and sharp side are far apart in ${vision} vision`, () => {
    for (const [a, b] of [[MEANING.train, MEANING.test], [MEANING.flatSide, MEANING.sharpSide]]) {
      const [one, other] = [a, b].map((colour) => lab(multiply(matrix, linear(colour))));
      assert.ok(Math.hypot(...one.map((value, k) => value - other[k])) > 25, `${a} and ${b}`);
    }
  });
}

test('a long title is broken between words, tags not counted, and gets its room', () => {
  const long = 'The loss along <i>u</i> '.repeat(8).trim();
  const lines = breakWords(long, 40);
  assert.equal(lines.join(' '), long);
  for (const line of lines) assert.ok(line.replace(/<[^>]*>/g, '').length <= 40);
  const top = (title: string): number => (frame({ title, height: 400 }).margin as { t: number }).t;
  assert.ok(top(long) > top('short') + 20);
});

test('a title above a plot that begins farther to the right has shorter lines', () => {
  const title = 'Asymmetry in the norm weights: ordinary γ, γ of both signs, group norm';
  const linesOf = (left?: number): string[] => (frame({ title, height: 400, margins: { left } }).title as { text: string }).text.replace(/<\/?b>/g, '').split('<br>');
  assert.deepEqual(linesOf(), [title]);
  const shorter = linesOf(230);
  assert.equal(shorter.join(' '), title);
  assert.ok(shorter.length > 1 && shorter.every((line) => line.length <= (72 * (800 - 230 - 24)) / (800 - 70 - 24)), shorter.join(' | '));
});
