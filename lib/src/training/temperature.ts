import { mean } from '../numbers/statistics';

/** What a classifier says of some examples. */
export interface Answers {
  /** `logits[i · classes + k]` of class k for example i. */
  readonly logits: ArrayLike<number>;
  /** The class of each example, 0 … classes − 1. */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
}

/** Losses after calibration, each example by a temperature that was fitted without it. */
export interface CrossFitted {
  /** −log softmax(z/T) of each example's class, nats. */
  readonly losses: Float64Array;
  /** T for the examples of even number, fitted on those of odd number, and the other way round. */
  readonly temperatures: readonly [even: number, odd: number];
}

/** A temperature is looked for between 1/64 and 64: where all answers are right, any smaller one is better still. */
const LARGEST = 64;
/** Each halves the range of log T. */
const HALVINGS = 50;

/** −log softmax(z/T) of each example's class, nats. @param temperature T > 0; 1 gives the loss itself */
export function lossesAt({ logits, labels, classes }: Answers, temperature: number): Float64Array {
  return Float64Array.from({ length: labels.length }, (_, i) => {
    const from = i * classes;
    let largest = -Infinity;
    for (let k = 0; k < classes; k++) largest = Math.max(largest, logits[from + k]);
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += Math.exp((logits[from + k] - largest) / temperature);
    return Math.log(sum) + (largest - logits[from + labels[i]]) / temperature;
  });
}

/**
 * The temperature T at which the mean loss of some examples is smallest (Guo et al. 2017): above 1 where the answers are surer
 * than they are right. No answer changes its class.
 *
 * @param examples their numbers
 */
export function fittedTemperature(answers: Answers, examples: readonly number[]): number {
  // The mean loss is convex in 1/T; its slope tells on which side the smallest lies.
  let [low, high] = [-Math.log(LARGEST), Math.log(LARGEST)];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (slopeAt(answers, examples, Math.exp(-middle)) > 0) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

/** Derivative of the mean loss with respect to β = 1/T: mean of Σ p_k·z_k − z_label. */
function slopeAt({ logits, labels, classes }: Answers, examples: readonly number[], beta: number): number {
  return mean(examples.map((i) => {
    const from = i * classes;
    let largest = -Infinity;
    for (let k = 0; k < classes; k++) largest = Math.max(largest, logits[from + k]);
    let [sum, weighted] = [0, 0];
    for (let k = 0; k < classes; k++) {
      const below = logits[from + k] - largest;
      const weight = Math.exp(beta * below);
      sum += weight;
      weighted += weight * below;
    }
    return weighted / sum - (logits[from + labels[i]] - largest);
  }));
}

/** The losses of all examples after calibration by one temperature that is fitted on one half of them and used on the other. */
export function crossFitted(answers: Answers): CrossFitted {
  const numbers = Array.from({ length: answers.labels.length }, (_, i) => i);
  const [even, odd] = [0, 1].map((rest) => fittedTemperature(answers, numbers.filter((i) => i % 2 !== rest)));
  const [atEven, atOdd] = [lossesAt(answers, even), lossesAt(answers, odd)];
  return { losses: atEven.map((loss, i) => (i % 2 === 0 ? loss : atOdd[i])), temperatures: [even, odd] };
}
