import type {LayerVariable} from '@tensorflow/tfjs-layers';
import type {TensorOperations} from '../layer/matrices.js';
import type {Part} from '../layer/part.js';
import type {OnnxGraph} from './onnxGraph.js';

/** Adds a weight to a graph, and returns the name of its value. */
export type AddWeight = (weight: LayerVariable) => string;

/**
 * Adds weights to a graph: those of a file of weights as initializers with the names and the orientation that they have there, and what puts
 * them together; others as tfjs has them.
 */
export function addWeights(graph: OnnxGraph, parts: readonly Part[]): AddWeight {
  const operations = operationsOf(graph);
  return (weight) => {
    const values = weight.read().dataSync() as Float32Array;
    const part = parts.find((each) => each.weight === weight);
    if (part === undefined) return graph.initializer(weight.name, weight.shape as number[], values);
    const pieces = part.split(values);
    const tensors = part.tensors.map(({name, shape}, index) =>
      graph.initializer(name, shape, pieces[index]!),
    );
    return part.join(operations, tensors);
  };
}

function operationsOf(graph: OnnxGraph): TensorOperations<string> {
  return {
    transpose: (matrix) => graph.node('Transpose', [matrix], {perm: [1, 0]}),
    reorder: (tensor, order) => {
      const pieces = graph.nodes('Split', [tensor], order.length, {axis: 0, num_outputs: order.length});
      const ordered = order.map((piece) => pieces[piece]!);
      return graph.node('Concat', ordered, {axis: 0});
    },
    concat: (above, below) => graph.node('Concat', [above, below], {axis: 0}),
    add: (a, b) => graph.node('Add', [a, b]),
  };
}
