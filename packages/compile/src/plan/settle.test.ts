import {repetitions} from '@ntmjs/test-support';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {at, indices, runNodes} from '../fixtures/interpreter.js';
import {anyGraph, given, resultsOf} from '../fixtures/randomGraph.js';
import {access, GraphBuilder, type View} from '../graph/builder.js';
import type {Graph} from '../graph/graph.js';
import {settle} from './settle.js';

/** A step with one weight `[rows, columns]`, whose gradient is computed from the input and a cotangent. */
function withWeight(
  rows: number,
  columns: number,
  gradient: (builder: GraphBuilder, input: View, cotangent: View) => View,
): Graph {
  const builder = new GraphBuilder();
  const input = builder.view(builder.value(rows, {kind: 'input'}), [rows]);
  const cotangent = builder.view(builder.value(columns, {kind: 'cotangent'}), [columns]);
  const weightGradient = gradient(builder, input, cotangent);
  return {
    nodes: builder.nodes,
    output: access(builder.map('tanh', [rows], [input])),
    states: [],
    inputGradient: null,
    stateGradients: [],
    weightGradients: [access(builder.reshape(weightGradient, [rows * columns]))],
    sizes: {input: rows, output: rows, states: [], weights: [rows * columns]},
  };
}

function outer(builder: GraphBuilder, a: View, b: View): View {
  const [rows, columns] = [a.shape[0]!, b.shape[0]!];
  return builder.map(
    'mul',
    [rows, columns],
    [builder.reshape(a, [rows, 1]), builder.reshape(b, [1, columns])],
  );
}

describe('settle', () => {
  test('gives every result its own value, without changing it', () => {
    fc.assert(
      fc.property(anyGraph, (raw) => {
        const {graph, output, states, inputGradient, stateGradients, weightGradients, outerProducts} =
          settle(raw);
        const values = [output, ...states, inputGradient, ...stateGradients, ...weightGradients].filter(
          (value) => value !== null,
        );
        expect(new Set(values.map(({id}) => id)).size).toBe(values.length);
        for (const {role} of values) expect(role.kind).toBe('computed');
        const gradients = new Set(weightGradients.map((value) => value?.id));
        for (const {operands} of graph.nodes)
          for (const {value} of operands) expect(gradients.has(value.id)).toBe(false);

        const expected = resultsOf(raw);
        const numbers = given(raw);
        runNodes(graph.nodes, numbers);
        const found = [
          ...[output, ...states, inputGradient, ...stateGradients].map(({id}) => [
            ...numbers.arrays.get(id)!,
          ]),
          ...weightGradients.map((value, weight) => {
            const product = outerProducts.find((candidate) => candidate.weight === weight);
            if (value !== null) return [...numbers.arrays.get(value.id)!];
            if (product === undefined) return new Array<number>(raw.sizes.weights[weight]!).fill(0);
            const [rows, columns] = product.operands;
            return [...indices(product.dims)].map(
              (index) =>
                numbers.read(rows.value, at(rows, index)) * numbers.read(columns.value, at(columns, index)),
            );
          }),
        ];
        expect(found).toEqual(expected);
      }),
      {numRuns: repetitions(400)},
    );
  });

  test('finds outer products in either order of operands', () => {
    for (const swapped of [false, true]) {
      const graph = withWeight(4, 3, (builder, input, cotangent) => {
        const [a, b] = [
          builder.reshape(builder.map('tanh', [4], [input]), [4, 1]),
          builder.reshape(builder.map('neg', [3], [cotangent]), [1, 3]),
        ];
        return builder.map('mul', [4, 3], swapped ? [b, a] : [a, b]);
      });
      const {outerProducts, weightGradients} = settle(graph);
      expect(weightGradients).toEqual([null]);
      expect(outerProducts).toMatchObject([
        {weight: 0, dims: [4, 3], operands: [{strides: [1, 0]}, {strides: [0, 1]}]},
      ]);
      expect(outerProducts[0]!.operands.map(({value}) => value.size)).toEqual([4, 3]);
    }
  });

  test('copies a vector that is overwritten before the end of a sequence', () => {
    const {outerProducts, graph} = settle(withWeight(4, 3, outer));
    const [rows, columns] = outerProducts[0]!.operands;
    expect(rows.value.role.kind).toBe('input');
    expect(columns.value.role.kind).toBe('computed');
    expect(graph.nodes.find(({result}) => result.id === columns.value.id)).toMatchObject({
      fn: 'copy',
      operands: [{value: {role: {kind: 'cotangent'}}}],
    });
  });

  test('keeps gradients that are no outer products in the step', () => {
    const expectKept = (graph: Graph) => expect(settle(graph).outerProducts).toEqual([]);
    expectKept(
      withWeight(4, 3, (builder, input, cotangent) =>
        builder.map('tanh', [4, 3], [outer(builder, input, cotangent)]),
      ),
    );
    expectKept(
      withWeight(4, 3, (builder, input) =>
        builder.map('mul', [4, 3], [builder.reshape(input, [4, 1]), builder.reshape(input, [4, 1])]),
      ),
    );
    expectKept(
      withWeight(3, 3, (builder, input, cotangent) =>
        builder.transpose(outer(builder, input, cotangent), [1, 0]),
      ),
    );
    expectKept(withWeight(1, 5, (builder, input, cotangent) => builder.map('mul', [5], [input, cotangent])));
  });
});
