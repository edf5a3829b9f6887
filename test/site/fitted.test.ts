import assert from 'node:assert/strict';
import test from 'node:test';
import { fitted } from '../../site/.vitepress/theme/fitted';
import { readChapter } from '../../site/src/chapter';
import { openLinks } from '../../site/src/links';
import { PROJECT } from '../documents/documents';

const figures = ['00-start-here', '06-1-swa'].flatMap((name) => readChapter(PROJECT, name, openLinks(PROJECT)).figures.map(({ plotly }) => plotly));

test('a figure as wide as it was drawn stays as it is', () => {
  for (const figure of figures) assert.deepEqual(fitted(figure, 800).layout, figure.layout);
});

test('on a phone a figure of one panel is as wide as the screen, and grows by the lines that its title and its legend need', () => {
  const [figure] = figures;
  const { layout } = fitted(figure, 342);
  assert.equal(layout.width, 342);
  const grown = Number(layout.height) - Number(figure.layout.height);
  assert.ok(grown > 0);
  const top = (of: typeof layout): number => (of.margin as { t: number }).t;
  assert.equal(top(layout) - top(figure.layout), grown, 'the plot itself keeps its height');
  const lines = (layout.title as { text: string }).text.replace(/<\/?b>/g, '').split('<br>');
  assert.equal(lines.join(' '), 'Which of two solutions has the lower test loss when the loss shifts?');
  assert.ok(lines.length > 1 && lines.every((line) => line.length <= 28));
});

test('many panels side by side keep a width at which they show something, and scroll', () => {
  const figure = figures.find(({ layout }) => Object.keys(layout).filter((key) => /^xaxis\d*$/.test(key)).length > 4);
  assert.ok(figure);
  assert.ok(Number(fitted(figure, 342).layout.width) > 500);
});
