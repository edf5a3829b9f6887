import { UsageError } from '../../base/errors';
import type { Batch, Normalisation } from '../../datasets/dataset';
import { type Feed, openSession, type Session } from '../../engine/session';
import type { tf } from '../../engine/tensorflow';
import { checkLength } from '../checked-vector';
import { layersRunner } from '../layers-runner';
import { layoutOf, statisticsLayoutOf, type WeightLayout } from '../layout';
import type { EvaluateResult, Loss, Normalise, Runner, SgdStep, TrainResult } from '../runner';
import type { RunnerState } from '../runner-core';
import { readVariables, statisticsVariables, trainableVariables, writeVariables } from '../variables';
import { checkBatch } from './check-batch';
import type { FlatVariable } from './flat-variable';
import { Growth } from './growth';
import { type NetworkGraph, writeNetwork } from './network-graph';
import { notFiniteFrom, OverflowWatch, withOverflow } from './overflow-watch';
import { evaluateInPieces, pieceSize } from '../pieces';
import { type NetworkPlan, planNetwork } from './plan';
import { UncompilableError } from './uncompilable';

/** Options of {@link compiledRunner}. */
export interface CompileOptions {
  /** Default: binary cross-entropy for one logit, softmax cross-entropy for more. */
  readonly loss?: Loss;
  /** For byte images. */
  readonly normalisation?: Normalisation;
}

/**
 * Turns a model into one TensorFlow graph that trains and evaluates it, starting from the model's weights and statistics. Dropout
 * is off; regularisers, constraints and the model's compile settings are ignored.
 *
 * @throws UncompilableError if the compiler does not support a layer or setting of the model
 */
export function compiledRunner(model: tf.LayersModel, options: CompileOptions = {}): Runner {
  const plan = planNetwork(model, options.loss);
  const [layout, statisticsLayout] = [layoutOf(model), statisticsLayoutOf(model)];
  if (layout.size === 0) throw new UncompilableError('The model has no weights to train.');
  const network = writeNetwork(plan, layout, statisticsLayout, options.normalisation);
  const runner = new CompiledRunner(model, layout, statisticsLayout, plan, network, openSession(network.graph), options.normalisation);
  runner.setWeights(readVariables(trainableVariables(model)));
  runner.setMomentum(new Float32Array(layout.size));
  runner.setStatistics(readVariables(statisticsVariables(model)));
  return runner;
}

class CompiledRunner implements Runner {
  readonly kind = 'compiled';
  readonly #watch: OverflowWatch;
  readonly #growth: Growth;
  readonly #pieceSize: number;

  constructor(
    readonly model: tf.LayersModel,
    readonly layout: WeightLayout,
    readonly statisticsLayout: WeightLayout,
    private readonly plan: NetworkPlan,
    private readonly network: NetworkGraph,
    private readonly session: Session,
    normalisation: Normalisation | undefined,
  ) {
    const reference = (): Runner => {
      const runner = layersRunner(model, { loss: plan.loss, normalisation });
      runner.setWeights(this.getWeights());
      runner.setStatistics(this.getStatistics());
      return runner;
    };
    this.#pieceSize = pieceSize(plan.layers.map(({ shape }) => shape));
    this.#growth = new Growth(plan, layout, statisticsLayout);
    this.#watch = new OverflowWatch(
      this.#growth,
      largestByte(normalisation),
      (batch, normalise) => this.#activity(batch, normalise),
      reference,
    );
  }

  getWeights(): Float32Array {
    return this.network.weights.read(this.session);
  }

  setWeights(weights: Float32Array): void {
    this.#write(this.network.weights, weights, 'weights');
    this.#growth.setWeights(weights);
  }

  getMomentum(): Float32Array {
    return this.network.momentum.read(this.session);
  }

  setMomentum(momentum: Float32Array): void {
    this.#write(this.network.momentum, momentum, 'momentum');
  }

  getStatistics(): Float32Array {
    return this.network.statistics?.read(this.session) ?? new Float32Array(0);
  }

  setStatistics(statistics: Float32Array): void {
    this.#write(this.network.statistics, statistics, 'statistics');
    this.#growth.setStatistics(statistics);
  }

  train(batch: Batch, step: Required<SgdStep>): TrainResult {
    const { learningRate, momentumFactor, weightDecay, train } = this.network;
    const settings = [
      scalar(learningRate, step.learningRate),
      scalar(momentumFactor, step.momentum),
      scalar(weightDecay, step.weightDecay),
    ];
    const feeds = this.#feeds(batch);
    const reference = this.#watch.reference(batch, 'batch', 'step')?.evaluate(batch, 'batch');
    const [[loss], [correct]] = this.session.run([...feeds, ...settings], train);
    this.#watch.trained(loss);
    this.#growth.setWeights();
    this.#growth.setStatistics();
    return { loss: reference?.losses.find(isNotFinite) ?? loss, correct };
  }

  evaluate(batch: Batch, normalise: Normalise): EvaluateResult {
    checkBatch(batch, this.plan);
    const { losses, correct } = this.network.passes[normalise];
    // Statistics of a batch belong to the whole of it.
    const isWhole = normalise === 'batch' && this.statisticsLayout.size > 0;
    const result = evaluateInPieces(batch, isWhole ? Infinity : this.#pieceSize, (piece) => {
      const [lossOfEach, correctOfEach] = this.session.run(this.#feedsOf(piece), [losses, correct]);
      return { losses: lossOfEach as Float32Array, correct: correctOfEach as Uint8Array };
    });
    const reference = this.#watch.reference(batch, normalise);
    return reference ? withOverflow(result, reference.evaluate(batch, normalise)) : result;
  }

  batchStatistics(batch: Batch): Float32Array {
    const feeds = this.#feeds(batch);
    const { batchStatistics } = this.network;
    if (!batchStatistics) return new Float32Array(0);
    // The statistics do not depend on the labels, and TensorFlow computes only what a fetch needs.
    const measured = this.session.run(feeds.slice(0, 1), [batchStatistics])[0] as Float32Array;
    const reference = this.#watch.reference(batch, 'batch');
    return reference ? notFiniteFrom(reference.batchStatistics(batch), measured) : measured;
  }

  gradient(batch: Batch, normalise: Normalise): { readonly loss: number; readonly gradient: Float32Array } {
    const pass = this.network.passes[normalise];
    const [[loss], gradient] = this.session.run(this.#feeds(batch), [pass.meanLoss, pass.gradient]);
    const overflow = this.#watch.reference(batch, normalise)?.evaluate(batch, normalise).losses.find(isNotFinite);
    if (overflow !== undefined) return { loss: overflow, gradient: new Float32Array(this.layout.size).fill(NaN) };
    return { loss, gradient: gradient as Float32Array };
  }

  writeToModel(): void {
    writeVariables(trainableVariables(this.model), this.getWeights());
    writeVariables(statisticsVariables(this.model), this.getStatistics());
  }

  dispose(): void {
    this.session.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Images first, then labels. */
  #feeds(batch: Batch): Feed[] {
    checkBatch(batch, this.plan);
    return this.#feedsOf(batch);
  }

  /** The feeds of a batch that has been checked. */
  #feedsOf(batch: Batch): Feed[] {
    const { bytes, inputs, labels } = this.network;
    const isBytes = batch.inputs instanceof Uint8Array;
    if (isBytes && !bytes) {
      throw new UsageError(
        'NORMALISATION_MISSING',
        'The batch holds bytes, but this runner has no normalisation.',
        'Create the runner with its dataset: createRunner(model, dataset).',
      );
    }
    return [
      { tensor: isBytes && bytes ? bytes : inputs, shape: [batch.size, ...this.plan.inputShape], data: batch.inputs },
      { tensor: labels, shape: [batch.size], data: Int32Array.from(batch.labels) },
    ];
  }

  #write(variable: FlatVariable | undefined, values: Float32Array, what: keyof RunnerState): void {
    checkLength(values, what, variable?.size ?? 0);
    variable?.write(this.session, values);
    this.#watch.moved();
  }

  #activity(batch: Batch, normalise: Normalise): number {
    const { activity } = this.network.passes[normalise];
    return activity ? this.session.run(this.#feeds(batch).slice(0, 1), [activity])[0][0] : 0;
  }
}

/** The largest |b/255 − mean|/deviation over all channels. */
function largestByte(normalisation: Normalisation | undefined): number {
  return normalisation
    ? Math.max(...normalisation.deviation.map((deviation, channel) => (1 + Math.abs(normalisation.mean[channel])) / deviation))
    : 0;
}

function isNotFinite(value: number): boolean {
  return !Number.isFinite(value);
}

function scalar(tensor: Feed['tensor'], value: number): Feed {
  return { tensor, shape: [], data: Float32Array.of(value) };
}
