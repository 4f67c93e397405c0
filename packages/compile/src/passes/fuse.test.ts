import {repetitions} from '@ntmjs/test-support';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {runNodes, runRoutine} from '../fixtures/interpreter.js';
import {anyGraph, given} from '../fixtures/randomGraph.js';
import {GraphBuilder, type View} from '../graph/builder.js';
import type {Value} from '../graph/graph.js';
import {fuse} from './fuse.js';
import type {Expression, Loop} from './loop.js';
import {results} from './rewrite.js';

/** The loops of a graph without searches, whose input is a vector; only the views that `build` returns are kept. */
function loopsOf(
  size: number,
  build: (builder: GraphBuilder, input: View) => readonly View[],
): readonly Loop[] {
  const builder = new GraphBuilder();
  const kept = new Set(
    build(builder, builder.view(builder.value(size, {kind: 'input'}), [size])).map(({value}) => value),
  );
  return fuse(builder.nodes, (value) => kept.has(value)) as Loop[];
}

function text(expression: Expression): string {
  if (expression.kind === 'load') return expression.access.value.role.kind;
  return `${expression.fn}(${expression.operands.map(text).join(', ')})`;
}

const shape = (loops: readonly Loop[]) =>
  loops.map(({dims, stores, reductions}) => ({
    dims,
    stores: stores.map(({expression}) => text(expression)),
    reductions: reductions.map(({fn, expression}) => `${fn} ${text(expression)}`),
  }));

describe('fuse', () => {
  test('does not change values that are kept', () => {
    const both = fc.tuple(anyGraph, fc.func<[number], boolean>(fc.boolean()));
    fc.assert(
      fc.property(both, ([graph, more]) => {
        const wanted = new Set(results(graph).map(({value}) => value.id));
        const kept = ({id}: Value) => wanted.has(id) || more(id);
        const loops = fuse(graph.nodes, kept);
        const [asNodes, asLoops] = [given(graph), given(graph)];
        runNodes(graph.nodes, asNodes);
        for (const loop of loops) runRoutine(loop, asLoops);
        for (const {result} of graph.nodes) {
          if (kept(result)) expect(asLoops.arrays.get(result.id)).toEqual(asNodes.arrays.get(result.id));
        }
      }),
      {numRuns: repetitions(400)},
    );
  });

  test('computes maps over the same dimensions in one loop', () => {
    const loops = loopsOf(9, (builder, input) => {
      const a = builder.map('tanh', [9], [input]);
      return [a, builder.map('exp', [9], [a])];
    });
    expect(shape(loops)).toEqual([{dims: [9], stores: ['tanh(input)', 'exp(tanh(input))'], reductions: []}]);
  });

  test('stores only values that are read later', () => {
    const loops = loopsOf(9, (builder, input) => {
      builder.map('neg', [9], [input]);
      return [builder.map('exp', [9], [builder.map('tanh', [9], [input])])];
    });
    expect(shape(loops)).toEqual([{dims: [9], stores: ['exp(tanh(input))'], reductions: []}]);
  });

  test('computes the products of a matrix product inside the sum', () => {
    const loops = loopsOf(12, (builder, input) => {
      const [rows, columns] = [
        builder.broadcast(builder.reshape(input, [12, 1]), [12, 12]),
        builder.broadcast(input, [12, 12]),
      ];
      return [builder.reduce('sum', builder.map('mul', [12, 12], [rows, columns]), [1])];
    });
    expect(shape(loops)).toEqual([{dims: [12, 12], stores: [], reductions: ['sum mul(input, input)']}]);
  });

  test('recomputes cheap maps where they are read', () => {
    const loops = loopsOf(40, (builder, input) => {
      const double = builder.map('add', [40], [input, input]);
      return [builder.reduce('sum', double, [0]), builder.map('tanh', [40], [double])];
    });
    expect(loops.flatMap(({stores}) => stores.map(({expression}) => text(expression)))).toEqual([
      'tanh(add(input, input))',
    ]);
    expect(loops.flatMap(({reductions}) => reductions.map(({expression}) => text(expression)))).toEqual([
      'add(input, input)',
    ]);
  });

  test('does not recompute expensive maps', () => {
    const loops = loopsOf(40, (builder, input) => {
      const expensive = builder.map('tanh', [40], [input]);
      return [builder.map('neg', [40], [builder.reverse(expensive, [0])])];
    });
    expect(shape(loops).map(({stores}) => stores)).toEqual([['tanh(input)'], ['neg(computed)']]);
  });

  test('reads a sum in a later loop', () => {
    const loops = loopsOf(9, (builder, input) => {
      const sum = builder.reduce('sum', input, [0]);
      return [builder.map('div', [9], [input, sum])];
    });
    expect(shape(loops)).toEqual([
      {dims: [9], stores: [], reductions: ['sum input']},
      {dims: [9], stores: ['div(input, computed)'], reductions: []},
    ]);
  });

  test('fuses sums only if they reduce the same dimensions', () => {
    const count = (axes: readonly number[]) =>
      loopsOf(12, (builder, input) => {
        const matrix = builder.reshape(builder.map('tanh', [12], [input]), [3, 4]);
        return [builder.reduce('sum', matrix, [0]), builder.reduce('max', matrix, axes)];
      }).filter(({reductions}) => reductions.length > 0).length;
    expect(count([0])).toBe(1);
    expect(count([1])).toBe(2);
  });

  test('fills a packed value before its pieces are written', () => {
    const loops = loopsOf(4, (builder, input) => [builder.pack([9], [{view: input, begin: [1]}])]);
    expect(loops.map(({dims}) => dims)).toEqual([[9], [4]]);
    const offsets = loops.map(({stores}) => stores[0]!.target.offset);
    expect(offsets).toEqual([0, 1]);
  });

  test('transposes by strides over the dimensions of the loop', () => {
    const loops = loopsOf(6, (builder, input) => {
      const matrix = builder.map('tanh', [2, 3], [builder.reshape(input, [2, 3])]);
      return [builder.map('neg', [3, 2], [builder.transpose(matrix, [1, 0])])];
    });
    const [load] = loops[1]!.stores.map(
      ({expression}) => expression.kind === 'apply' && expression.operands[0],
    );
    expect(load).toMatchObject({kind: 'load', access: {strides: [1, 3]}});
  });
});
