import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { lossCurveFigure } from '../../lib/src/figures';
import { type DisplayBundle, livePlace, show, showTable, showText } from '../../lib/src/notebook';
import { type Claim, showClaims } from '../../lib/src/paper/claims/claims';

/** A writer that keeps what it is sent. */
function recorder(): { readonly sent: DisplayBundle[]; readonly write: (bundle: DisplayBundle) => void } {
  const sent: DisplayBundle[] = [];
  return { sent, write: (bundle) => void sent.push(bundle) };
}

test('show sends the live figure, its image and its text in one bundle, and the caption beneath', async () => {
  const { sent, write } = recorder();
  await show(lossCurveFigure({
    title: 'Loss along <i>u</i>', caption: 'Steep for <i>l</i> < 0.', curves: [{ name: 'a', distances: [-1, 0, 1], train: { loss: [1, 0.1, 0.2] } }],
  }), write);
  assert.equal(sent.length, 2);
  const [figure, caption] = sent;
  assert.deepEqual(Object.keys(figure.data).sort(), ['application/vnd.plotly.v1+json', 'image/png', 'text/plain']);
  assert.equal(figure.data['text/plain'], 'Loss along u. Steep for l < 0.');
  assert.equal(Buffer.from(figure.data['image/png'] as string, 'base64').subarray(1, 4).toString(), 'PNG');
  const live = figure.data['application/vnd.plotly.v1+json'] as { data: { y: number[] }[]; layout: { width: number } };
  assert.deepEqual(live.data[0].y, [1, 0.1, 0.2]);
  assert.deepEqual(figure.metadata, { 'image/png': { width: live.layout.width, height: 450, alt: 'Loss along u. Steep for l < 0.' } });
  assert.deepEqual(caption.data, { 'text/html': '<p><b>Figure.</b> Steep for <i>l</i> &lt; 0.</p>', 'text/plain': 'Figure. Steep for l < 0.' });
});

test('a figure that is still being measured takes its own place again, with its caption', async () => {
  const sent: { readonly bundle: DisplayBundle; readonly update: boolean }[] = [];
  const write = (bundle: DisplayBundle, update = false): void => void sent.push({ bundle, update });
  const figure = (loss: readonly number[]): Parameters<typeof show>[0] => lossCurveFigure({ title: 'Loss', caption: `${loss.length} points`, curves: [{ name: 'a', distances: loss.map((_, i) => i), train: { loss } }] });
  const [place, other] = [livePlace(write), livePlace(write)];
  await place(figure([1, 2]));
  await place(figure([1, 1.5, 2]));
  await other(figure([3, 4]));
  assert.deepEqual(sent.map(({ update }) => update), [false, false, true, true, true, false, false]);
  const ids = sent.map(({ bundle }) => bundle.id);
  assert.deepEqual([ids[2], ids[3], ids[4]], [ids[0], ids[0], ids[1]]);
  assert.equal(new Set(ids).size, 4);
  assert.match(sent[4].bundle.data['text/plain'] as string, /3 points/);
  // The image comes first, lest JupyterLab keep the live figure that it has.
  const live = sent.map(({ bundle }) => Object.keys(bundle.data).some((type) => type.includes('plotly')));
  assert.deepEqual(live, [true, false, false, true, false, true, false]);
  assert.ok('image/png' in sent[2].bundle.data);
});

test('a table shows numbers to four digits on the right, text on the left, and nothing as HTML that was text', () => {
  const { sent, write } = recorder();
  showTable([{ kind: '<img>', 'L<sub>0</sub>': 1.23456, seed: null }, { kind: 'b', 'L<sub>0</sub>': -2, seed: 3 }], { caption: 'Losses' }, write);
  const html = sent[0].data['text/html'] as string;
  assert.match(html, /<caption>Losses<\/caption>/);
  // Where styles are removed the attribute aligns, and where a style sheet overrules the attribute the style does.
  const unstyled = html.replace(/ align="(left|right)" style="text-align: \1"/g, ' align="$1"');
  assert.match(unstyled, /<th align="right">L<sub>0<\/sub><\/th>/);
  assert.match(unstyled, /<td align="left">&lt;img&gt;<\/td><td align="right">1\.235<\/td><td align="right">–<\/td>/);
  assert.equal(sent[0].data['text/plain'], 'Losses\nkind   L_0    seed\n-----  -----  ----\n<img>  1.235  –\nb      −2     3');
});

test('integers are exact, names of the library are words', () => {
  const { sent, write } = recorder();
  showTable([{ network: 'preresnet-20', weights: 272474, loss: 133412.5 }], { caption: 'Along uniform01' }, write);
  assert.match(String(sent[0].data['text/plain']), /^Along \(0, 1\)\n.*\n.*\nPreResNet-20 +272474 +1\.334·10\^5$/);
});

test('a wide table is shown in parts of at most seven columns, each with the columns that tell its rows apart', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 3 }), (values, keys) => {
    const { sent, write } = recorder();
    const rows = [1, 2, 3].map((k) => Object.fromEntries([
      ...Array.from({ length: keys }, (_, i): [string, string] => [`key ${i}`, i === keys - 1 ? `row ${k}` : 'same']),
      ...Array.from({ length: values }, (_, i): [string, number] => [`value ${i}`, k + i / 7]),
    ]));
    showTable(rows, { caption: 'Wide' }, write);
    const headings = String(sent[0].data['text/html']).split('<table>').slice(1).map((part) => [...part.matchAll(/<th [^>]*>(.*?)<\/th>/g)].map(([, text]) => text));
    assert.ok(headings.every((columns) => columns.length <= 7 && columns.slice(0, keys).join() === Object.keys(rows[0]).slice(0, keys).join()));
    assert.deepEqual(headings.flatMap((columns) => columns.slice(keys)), Object.keys(rows[0]).slice(keys));
  }));
});

test('a DataFrame shows like the same rows', async () => {
  const { DataFrame } = await import('danfojs-node');
  const rows = [{ name: 'a', value: 1.5 }, { name: 'b', value: 2 }];
  const [plain, frame] = [recorder(), recorder()];
  showTable(rows, {}, plain.write);
  showTable(new DataFrame(rows), {}, frame.write);
  assert.deepEqual(frame.sent, plain.sent);
});

test('a table without columns is refused, a text is escaped', () => {
  const { sent, write } = recorder();
  assert.throws(() => showTable([], {}, write), { code: 'TABLE_EMPTY' });
  assert.equal(sent.length, 0);
  showText('a < b, <i>c</i>', write);
  assert.deepEqual(sent[0].data, { 'text/html': '<p>a &lt; b, <i>c</i></p>', 'text/plain': 'a < b, c' });
});

test('claims show verdict, statement and the first thing measured; the rest unfolds, and all of it is in the text', () => {
  const { sent, write } = recorder();
  const claim: Claim = {
    id: 'C1', section: '3.2', statement: 'every network has an asymmetric direction', paper: 'always found', measured: '18 of 20 & more; seed 1: 0.7', verdict: 'holds',
    why: '<i>c</i>* > 2', provenance: 'PreResNet-20, seed 1',
  };
  showClaims([claim, { ...claim, id: 'C2', verdict: 'does not hold at this scale' }], write);
  const html = sent[0].data['text/html'] as string;
  const [first, second] = html.split('</details>');
  const [open, folded] = first.split('</summary>');
  assert.match(open, /<b>✔ holds<\/b> · <b>C1<\/b>, § 3\.2: every network has an asymmetric direction<br>18 of 20 &amp; more …$/);
  for (const part of ['18 of 20 &amp; more; seed 1: 0.7', claim.paper, '<i>c</i>* &gt; 2', claim.provenance]) assert.ok(folded.includes(part), part);
  assert.match(second, /<b>✘ does not hold at this scale<\/b> · <b>C2<\/b>/);
  for (const part of ['C1 (§ 3.2)', 'measured: 18 of 20 & more; seed 1: 0.7', '✔ holds: c* > 2']) assert.ok((sent[0].data['text/plain'] as string).includes(part), part);
});
