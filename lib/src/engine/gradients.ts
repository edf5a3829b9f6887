import { type Graph, keyOf } from './graph';
import type { GraphTensor } from './graph-types';
import { zerosLike } from './operations/shape';

/**
 * Writes the backward pass (reverse mode): the gradients with respect to each of `targets`, given the gradient `seed` with respect
 * to `output`. Writes only the operations that the targets need; a target that `output` does not depend on gets zeros.
 */
export function gradients(graph: Graph, output: GraphTensor, seed: GraphTensor, targets: readonly GraphTensor[]): GraphTensor[] {
  const tape = [...graph.tape];
  const needed = new Set(targets.map(keyOf));
  for (const { inputs, output: made } of tape) {
    if (inputs.some((input) => needed.has(keyOf(input)))) needed.add(keyOf(made));
  }
  const parts = new Map<string, GraphTensor[]>([[keyOf(output), [seed]]]);
  for (const { inputs, output: made, backward } of tape.reverse()) {
    const gradient = needed.has(keyOf(made)) ? total(graph, parts.get(keyOf(made))) : undefined;
    if (gradient === undefined) continue;
    backward(gradient).forEach((write, i) => {
      const key = keyOf(inputs[i]);
      if (!write || !needed.has(key)) return;
      parts.set(key, [...(parts.get(key) ?? []), write()]);
    });
  }
  return targets.map((target) => total(graph, parts.get(keyOf(target))) ?? zerosLike(graph, target));
}

/** The sum where several paths join. */
function total(graph: Graph, parts: readonly GraphTensor[] | undefined): GraphTensor | undefined {
  if (parts === undefined || parts.length < 2) return parts?.[0];
  return graph.add('AddN', parts, { T: { type: 'float' }, N: { int: parts.length } }, parts[0].shape);
}
