import { UsageError } from '../../base/errors';
import type { Normalisation } from '../../datasets/dataset';
import { gradients } from '../../engine/gradients';
import { Graph } from '../../engine/graph';
import { type GraphTensor, sizeOf } from '../../engine/graph-types';
import { add, multiply, scale, subtract } from '../../engine/operations/elementwise';
import { batchMean, binaryCrossEntropy, cast, largestIsLabel, signIsLabel, softmaxCrossEntropy } from '../../engine/operations/losses';
import { concatenate, reshape, split } from '../../engine/operations/shape';
import { writeActivity } from './activity';
import type { WeightLayout } from '../layout';
import type { Normalise } from '../runner';
import { type FlatVariable, flatVariable } from './flat-variable';
import { type ForwardPass, type Lookup, writeForward } from './forward';
import type { NetworkPlan } from './plan';

/** Step of the running statistics towards the batch's in one training step (PyTorch's momentum of batch norm). */
export const STATISTICS_STEP = 0.1;

/** The tensors that can be fetched for one kind of normalisation. */
export interface Pass {
  /** Loss of each example. */
  readonly losses: GraphTensor;
  /** Whether each example is classified correctly. */
  readonly correct: GraphTensor;
  readonly meanLoss: GraphTensor;
  /** Gradient of the mean loss with respect to the flat weights. */
  readonly gradient: GraphTensor;
  /** See {@link writeActivity}; absent if the network has no activations. */
  readonly activity?: GraphTensor;
}

/** A network's one graph: its inputs, its variables and its outputs. A run computes only what is fetched. */
export interface NetworkGraph {
  readonly graph: Graph;
  /** Images as bytes; present if they are normalised in the graph. */
  readonly bytes?: GraphTensor;
  /** The network's normalised inputs; feeding these instead of `bytes` skips the normalisation. */
  readonly inputs: GraphTensor;
  readonly labels: GraphTensor;
  readonly learningRate: GraphTensor;
  readonly momentumFactor: GraphTensor;
  readonly weightDecay: GraphTensor;
  readonly weights: FlatVariable;
  readonly momentum: FlatVariable;
  /** Absent if the network has no batch norm. */
  readonly statistics?: FlatVariable;
  readonly passes: Readonly<Record<Normalise, Pass>>;
  /** Means and unbiased variances of the batch, in the statistics' order. */
  readonly batchStatistics?: GraphTensor;
  /** Fetching these runs one training step: the mean loss and the number of correct examples. */
  readonly train: readonly [loss: GraphTensor, correct: GraphTensor];
}

/** Writes the graph of a network. @throws UncompilableError */
export function writeNetwork(
  plan: NetworkPlan,
  layout: WeightLayout,
  statisticsLayout: WeightLayout,
  normalisation?: Normalisation,
): NetworkGraph {
  const graph = new Graph();
  const { bytes, inputs } = writeInputs(graph, [-1, ...plan.inputShape], normalisation);
  const labels = graph.placeholder([-1], 'int');
  const weights = flatVariable(graph, 'weights', layout.size);
  const momentum = flatVariable(graph, 'momentum', layout.size);
  const statistics = statisticsLayout.size > 0 ? flatVariable(graph, 'statistics', statisticsLayout.size) : undefined;
  const weightPieces = split(
    graph,
    weights.value,
    layout.entries.map((entry) => entry.size),
    0,
  );
  const statisticPieces = statistics
    ? split(
        graph,
        statistics.value,
        statisticsLayout.entries.map((entry) => entry.size),
        0,
      )
    : [];
  const find = [lookup(graph, layout, weightPieces), lookup(graph, statisticsLayout, statisticPieces)] as const;
  const forward = (normalise: Normalise): ForwardPass & Pick<Pass, 'activity'> => {
    const from = graph.tape.length;
    const pass = writeForward(graph, plan, inputs, normalise, ...find);
    return { ...pass, activity: writeActivity(graph, graph.tape.slice(from)) };
  };
  const [byBatch, byRunning] = [forward('batch'), forward('running')];
  const passes = {
    batch: { ...writePass(graph, plan, byBatch.logits, labels, weightPieces), activity: byBatch.activity },
    running: { ...writePass(graph, plan, byRunning.logits, labels, weightPieces), activity: byRunning.activity },
  };
  const batchStatistics =
    statistics &&
    concatenate(
      graph,
      statisticsLayout.entries.map(({ name, layer }) => measured(byBatch, name, layer)),
      0,
    );
  const fed = { learningRate: graph.placeholder([]), momentumFactor: graph.placeholder([]), weightDecay: graph.placeholder([]) };
  const updates = writeUpdate(graph, { weights, momentum, ...fed }, passes.batch.gradient);
  if (statistics && batchStatistics) {
    const difference = subtract(graph, batchStatistics, statistics.value);
    updates.push(statistics.assign(add(graph, statistics.value, scale(graph, difference, STATISTICS_STEP))));
  }
  const train = [identityAfter(graph, passes.batch.meanLoss, updates), count(graph, passes.batch.correct)] as const;
  return { graph, bytes, inputs, labels, ...fed, weights, momentum, statistics, passes, batchStatistics, train };
}

function writeInputs(graph: Graph, shape: readonly number[], normalisation?: Normalisation): { bytes?: GraphTensor; inputs: GraphTensor } {
  if (normalisation === undefined) return { inputs: graph.placeholder(shape) };
  const channels = shape[shape.length - 1];
  if (normalisation.mean.length !== channels || normalisation.deviation.length !== channels) {
    throw new UsageError(
      'NORMALISATION_CHANNELS',
      `The normalisation does not fit the ${channels} channels of the model's input.`,
      'Give one mean and one deviation per channel.',
    );
  }
  const bytes = graph.placeholder(shape, 'byte');
  const mean = graph.floats(Float32Array.from(normalisation.mean, (value) => value * 255));
  const factor = graph.floats(Float32Array.from(normalisation.deviation, (value) => 1 / (value * 255)));
  return { bytes, inputs: multiply(graph, subtract(graph, cast(graph, bytes, 'float'), mean), factor) };
}

function writePass(graph: Graph, plan: NetworkPlan, logits: GraphTensor, labels: GraphTensor, weightPieces: readonly GraphTensor[]): Pass {
  const binary = plan.loss === 'binary-cross-entropy';
  const losses = (binary ? binaryCrossEntropy : softmaxCrossEntropy)(graph, logits, labels);
  const meanLoss = batchMean(graph, losses);
  const gradient = concatenate(graph, gradients(graph, meanLoss, graph.floats(1), weightPieces), 0);
  return { losses, correct: (binary ? signIsLabel : largestIsLabel)(graph, logits, labels), meanLoss, gradient };
}

/** v ← μ·v + (g + λ·w), w ← w − η·v: three operations on whole vectors. */
function writeUpdate(
  graph: Graph,
  state: Pick<NetworkGraph, 'weights' | 'momentum' | 'learningRate' | 'momentumFactor' | 'weightDecay'>,
  gradient: GraphTensor,
): GraphTensor[] {
  const { weights, momentum, learningRate, momentumFactor, weightDecay } = state;
  const decayed = add(graph, gradient, multiply(graph, weights.value, weightDecay));
  const velocity = add(graph, multiply(graph, momentum.value, momentumFactor), decayed);
  return [momentum.assign(velocity), weights.assign(subtract(graph, weights.value, multiply(graph, velocity, learningRate)))];
}

/** Finds pieces of a flat vector by layer and weight, in their shapes. */
function lookup(graph: Graph, layout: WeightLayout, pieces: readonly GraphTensor[]): Lookup {
  const tensors = new Map(
    layout.entries.map(({ name, shape, size }, i) => [
      name,
      shape.length === 1 && sizeOf(shape) === size ? pieces[i] : reshape(graph, pieces[i], shape),
    ]),
  );
  return (layer, name) => tensors.get(`${layer}.${name}`) as GraphTensor;
}

function measured(pass: ForwardPass, name: string, layer: string): GraphTensor {
  const found = pass.measured.get(layer);
  return (name.endsWith('.moving_mean') ? found?.mean : found?.variance) as GraphTensor;
}

function identityAfter(graph: Graph, x: GraphTensor, after: readonly GraphTensor[]): GraphTensor {
  return graph.add('Identity', [x], { T: { type: 'float' } }, x.shape, { after });
}

function count(graph: Graph, flags: GraphTensor): GraphTensor {
  const int = { type: 'int' } as const;
  return graph.add('Sum', [cast(graph, flags, 'int'), graph.ints([0])], { T: int, Tidx: int, keep_dims: { bool: false } }, [], int);
}
