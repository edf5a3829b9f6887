import type { Graph } from '../graph';
import type { GraphTensor } from '../graph-types';
import { softplus } from './activations';
import { multiply } from './elementwise';
import { reshape, shapeOf } from './shape';

const FLOAT = { type: 'float' } as const;
const INT = { type: 'int' } as const;

/**
 * Cross-entropy of each example, −ln softmax(logits)[label].
 *
 * @param logits [batch, classes]
 * @param labels [batch], integers
 */
export function softmaxCrossEntropy(graph: Graph, logits: GraphTensor, labels: GraphTensor): GraphTensor {
  const shape = [logits.shape[0]];
  const losses = graph.add('SparseSoftmaxCrossEntropyWithLogits', [logits, labels], { T: FLOAT, Tlabels: INT }, shape);
  const slope = graph.output(losses, 1, logits.shape);
  return graph.record(losses, [logits], (gradient) => [
    () => {
      const column = graph.add('Reshape', [gradient, graph.ints([-1, 1])], { T: FLOAT, Tshape: INT }, [logits.shape[0], 1]);
      return graph.add('Mul', [slope, column], { T: FLOAT }, logits.shape);
    },
  ]);
}

/**
 * Binary cross-entropy of each example from the logit z of class 1: ln(1 + e^−z) for label 1, ln(1 + e^z) for label 0.
 *
 * @param logits [batch, 1]
 * @param labels [batch], integers 0 or 1
 */
export function binaryCrossEntropy(graph: Graph, logits: GraphTensor, labels: GraphTensor): GraphTensor {
  const z = reshape(graph, logits, [-1]);
  const label = cast(graph, labels, 'float');
  const doubled = graph.add('Mul', [label, graph.floats(2)], { T: FLOAT }, label.shape);
  const sign = graph.add('Sub', [graph.floats(1), doubled], { T: FLOAT }, label.shape);
  return softplus(graph, multiply(graph, z, sign));
}

/** Mean of one number per example, for any batch size. */
export function batchMean(graph: Graph, values: GraphTensor): GraphTensor {
  const y = graph.add('Mean', [values, graph.ints([0])], { T: FLOAT, Tidx: INT, keep_dims: { bool: false } }, []);
  return graph.record(y, [values], (gradient) => [
    () => {
      const count = cast(graph, graph.add('Size', [values], { T: FLOAT, out_type: INT }, [], INT), 'float');
      const share = graph.add('RealDiv', [gradient, count], { T: FLOAT }, []);
      return graph.add('Fill', [shapeOf(graph, values), share], { T: FLOAT, index_type: INT }, values.shape);
    },
  ]);
}

/** Whether the largest logit (the first of equals) is the label's: [batch], booleans. */
export function largestIsLabel(graph: Graph, logits: GraphTensor, labels: GraphTensor): GraphTensor {
  const attributes = { T: FLOAT, Tidx: INT, output_type: INT };
  return equal(graph, graph.add('ArgMax', [logits, graph.ints(1)], attributes, labels.shape, INT), labels);
}

/** Whether the sign of the logit [batch, 1] agrees with the label (positive: 1): [batch], booleans. */
export function signIsLabel(graph: Graph, logits: GraphTensor, labels: GraphTensor): GraphTensor {
  const z = reshape(graph, logits, [-1]);
  const positive = graph.add('Greater', [z, graph.floats(0)], { T: FLOAT }, labels.shape, { type: 'bool' });
  return equal(graph, cast(graph, positive, 'int'), labels);
}

/** The same numbers in another type. No gradient. */
export function cast(graph: Graph, x: GraphTensor, type: 'float' | 'int'): GraphTensor {
  return graph.add('Cast', [x], { SrcT: { type: x.type }, DstT: { type } }, x.shape, { type });
}

function equal(graph: Graph, a: GraphTensor, b: GraphTensor): GraphTensor {
  return graph.add('Equal', [a, b], { T: INT }, a.shape, { type: 'bool' });
}
