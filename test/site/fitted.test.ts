import assert from 'node:assert/strict';
import test from 'node:test';
import { fitted } from '../../site/.vitepress/theme/fitted';
import { readChapter } from '../../site/src/chapter';
import { openLinks } from '../../site/src/links';
import { phoneTwin } from '../../site/src/stills';
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
  assert.ok(lines.length > 1 && lines.every((line) => line.length <= 33));
});

test('titles of panels and of horizontal axes are wrapped to the room they have there', () => {
  const figure = { data: [], layout: {
    height: 400, margin: { l: 50, r: 20, t: 60, b: 60 },
    xaxis: { domain: [0, 0.45], title: { text: 'share of the directions along which both sides rise' } }, xaxis2: { domain: [0.55, 1] },
    annotations: [
      { text: '<b>every direction that was measured at this network</b>', x: 0, y: 1, xref: 'paper', yref: 'paper', xanchor: 'left', yanchor: 'bottom' },
      { text: '<b>the mean</b>', x: 0.55, y: 1, xref: 'paper', yref: 'paper', xanchor: 'left', yanchor: 'bottom' },
      { text: 'a note', x: 1, y: 1 },
    ],
  } };
  const { layout } = fitted(figure, 342);
  const [long, short, note] = (layout.annotations as { text: string }[]).map(({ text }) => text);
  assert.equal(long.replace(/<br>/g, ' '), figure.layout.annotations[0].text);
  assert.ok(long.replace(/<\/?b>/g, '').split('<br>').every((line) => line.length <= 29));
  assert.deepEqual([short, note], ['<b>the mean</b>', 'a note']);
  const axis = (layout.xaxis as typeof figure.layout.xaxis).title.text.split('<br>');
  assert.ok(axis.length > 1);
  assert.equal(axis.join(' '), figure.layout.xaxis.title.text);
  const { t, b } = layout.margin as { t: number; b: number };
  assert.ok(t > 60 && b > 60);
  assert.equal(Number(layout.height) - 400, t - 60 + b - 60, 'the plot itself keeps its height');
});

test('a figure has a twin for phones unless its panels need the usual width', () => {
  const twins = figures.map((figure) => phoneTwin(figure));
  assert.ok(twins.some((twin) => twin === undefined) && twins.some((twin) => twin?.size.width === 350));
  for (const twin of twins) assert.ok(twin === undefined || (twin.size.width < 800 && twin.size.height === twin.layout.height));
});

test('a scene in three dimensions has no twin for phones: its still image is the map', () => {
  assert.equal(phoneTwin({ data: [{ type: 'surface' }], layout: { scene: {}, width: 800, height: 560 } }), undefined);
});

test('many panels side by side keep a width at which they show something, and scroll', () => {
  const figure = figures.find(({ layout }) => Object.keys(layout).filter((key) => /^xaxis\d*$/.test(key)).length > 4);
  assert.ok(figure);
  assert.ok(Number(fitted(figure, 342).layout.width) > 500);
});
