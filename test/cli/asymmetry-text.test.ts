import assert from 'node:assert/strict';
import test from 'node:test';
import { asymmetryText } from '../../lib/src/cli/asymmetry-text';
import { asymmetry } from '../../lib/src/landscape/asymmetry';
import { asymmetryWithUncertainty } from '../../lib/src/landscape/asymmetry-uncertainty';
import { distancesBetween } from '../../lib/src/numbers/distances';

const distances = distancesBetween(-5, 5, 21);
/** Slope 3 on the left of 0 and 1 on the right, not finite from 4.5 on. */
const loss = distances.map((l) => (Math.abs(l) > 4.4 ? Infinity : Math.max(-3 * l, l)));

test('c*, ρ and A are told with what they mean, and with intervals if examples were resampled', async () => {
  const text = asymmetryText(asymmetry({ distances, loss }), 'train');
  assert.match(text, /^Asymmetry of the training loss about its lowest point, at distance 0; it rises on both sides of it\.\n/);
  assert.match(text, /\n {2}c\* = 3\.00: .*\n {2}ρ {2}= 3\.00: .*\n {2}A {2}= 0\.50: /);
  assert.match(text, /Distances of 4\.5 and more are left out/);
  const losses = loss.map((value) => new Float32Array(4).fill(value));
  const sure = asymmetryText(await asymmetryWithUncertainty({ distances, loss, losses }, { replicates: 20 }), 'test');
  assert.match(sure, /test loss[^]* c\* = 3\.00 \(3\.00 to 3\.00\): [^]*In brackets: 95 % intervals/);
});

test('a curve that is too short, or flat on one side, is said to be', () => {
  const short = asymmetryText(asymmetry({ distances: [-1, 0, 1], loss: [1, 0, 2] }), 'train');
  assert.match(short, /c\* = unknown: [^]*needs four points on either side/);
  assert.match(asymmetryText(asymmetry({ distances, loss: distances.map((l) => Math.exp(-l)) }), 'train'), /at distance 5; it rises on one side of it only/);
  assert.match(asymmetryText(asymmetry({ distances, loss: distances.map((l) => (l + 1) ** 2) }), 'train'), /at distance −1; /);
});
