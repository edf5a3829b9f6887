import assert from 'node:assert/strict';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import { type Answers, crossFitted, fittedTemperature, lossesAt } from '../../lib/src/training/temperature';

const CLASSES = 4;

/** Answers that are right as often as softmax(z) says, given as `sureness` times z. */
function answersOf(count: number, sureness: number): Answers {
  const source = generator(7, 'answers');
  const logits = new Float32Array(count * CLASSES);
  const labels = Array.from({ length: count }, (_, i) => {
    const z = Array.from({ length: CLASSES }, () => 2 * source.normal());
    logits.set(z.map((one) => sureness * one), i * CLASSES);
    const weights = z.map(Math.exp);
    let left = source.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    const label = weights.findIndex((weight) => (left -= weight) < 0);
    return label === -1 ? CLASSES - 1 : label;
  });
  return { logits, labels, classes: CLASSES };
}

/** −log softmax(z/T) of the label, written out. */
function slowly({ logits, labels }: Answers, i: number, temperature: number): number {
  const z = Array.from({ length: CLASSES }, (_, k) => logits[i * CLASSES + k] / temperature);
  return -Math.log(Math.exp(z[labels[i]]) / z.reduce((sum, one) => sum + Math.exp(one), 0));
}

const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

test('losses at a temperature are those of the divided logits, also where a probability rounds to 0', () => {
  const answers = answersOf(50, 3);
  for (const temperature of [0.5, 1, 2.5]) {
    lossesAt(answers, temperature).forEach((loss, i) => assert.ok(Math.abs(loss - slowly(answers, i, temperature)) < 1e-9));
  }
  assert.deepEqual([...lossesAt({ logits: [0, 2000], labels: [0], classes: 2 }, 2)], [1000]);
});

test('the temperature undoes what made the answers too sure, and is the best of a fine grid', () => {
  for (const sureness of [0.5, 1, 3]) {
    const answers = answersOf(8000, sureness);
    const all = Array.from({ length: 8000 }, (_, i) => i);
    const temperature = fittedTemperature(answers, all);
    assert.ok(Math.abs(temperature / sureness - 1) < 0.05, `${sureness}: ${temperature}`);
    const lowest = meanOf(lossesAt(answers, temperature));
    for (const factor of [0.9, 0.99, 1.01, 1.1]) assert.ok(meanOf(lossesAt(answers, factor * temperature)) > lowest);
  }
});

test('where all answers are right, or wrong, the temperature stays within its bounds', () => {
  const answers = (label: number): Answers => ({ logits: [1, 0, 2, 0], labels: [label, label], classes: 2 });
  assert.ok(Math.abs(fittedTemperature(answers(0), [0, 1]) * 64 - 1) < 1e-6);
  assert.ok(Math.abs(fittedTemperature(answers(1), [0, 1]) / 64 - 1) < 1e-6);
});

test('each half is calibrated by the temperature of the other', () => {
  const answers = answersOf(200, 2);
  const { losses, temperatures: [even, odd] } = crossFitted(answers);
  const numbers = Array.from({ length: 200 }, (_, i) => i);
  assert.equal(even, fittedTemperature(answers, numbers.filter((i) => i % 2 === 1)));
  assert.equal(odd, fittedTemperature(answers, numbers.filter((i) => i % 2 === 0)));
  assert.notEqual(even, odd);
  losses.forEach((loss, i) => assert.ok(Math.abs(loss - slowly(answers, i, i % 2 === 0 ? even : odd)) < 1e-9));
});
