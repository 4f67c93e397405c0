import {repetitions} from '@ntmjs/test-support';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {outputGraph} from '../fixtures/outputGraph.js';
import {anyGraph, resultsOf} from '../fixtures/randomGraph.js';
import {access, GraphBuilder, type View} from '../graph/builder.js';
import type {Graph} from '../graph/graph.js';
import {elideCopies, mergeCommon, removeDead} from './cleanup.js';

/** A graph whose input has three elements, and whose output is the view that `build` returns. */
const graphOf = (build: (builder: GraphBuilder, input: View) => View) => outputGraph(3, build);

const names = ({nodes}: Graph) => nodes.map((node) => ('fn' in node ? node.fn : node.kind));

describe.each(Object.entries({removeDead, mergeCommon, elideCopies}))('%s', (_, pass) => {
  test('does not change results', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        expect(resultsOf(pass(graph))).toEqual(resultsOf(graph));
      }),
      {numRuns: repetitions(300)},
    );
  });
});

test('all passes together do not change results', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const cleaned = [removeDead, mergeCommon, elideCopies, removeDead].reduce(
        (current, pass) => pass(current),
        graph,
      );
      expect(cleaned.nodes.length).toBeLessThanOrEqual(graph.nodes.length);
      expect(resultsOf(cleaned)).toEqual(resultsOf(graph));
    }),
    {numRuns: repetitions(300)},
  );
});

test('removeDead removes nodes that no result depends on', () => {
  const graph = graphOf((builder, input) => {
    builder.map('exp', [3], [builder.map('neg', [3], [input])]);
    return builder.map('tanh', [3], [input]);
  });
  expect(names(removeDead(graph))).toEqual(['tanh']);
});

describe('mergeCommon', () => {
  test('merges nodes that compute the same', () => {
    const graph = graphOf((builder, input) => {
      const [one, two] = [0, 1].map(() => {
        const half = builder.constant(Float32Array.of(0.5), [3]);
        return builder.map('tanh', [3], [builder.map('mul', [3], [input, half])]);
      });
      return builder.map('add', [3], [one!, two!]);
    });
    expect(names(mergeCommon(graph))).toEqual(['mul', 'tanh', 'add']);
  });

  test('keeps nodes that differ in the order, part, dimensions or axes that they read', () => {
    const graph = graphOf((builder, input) => {
      const square = builder.map(
        'mul',
        [3, 3],
        [builder.reshape(input, [3, 1]), builder.reshape(input, [1, 3])],
      );
      const differing = [
        builder.map('neg', [3], [input]),
        builder.map('neg', [3], [builder.reverse(input, [0])]),
        builder.map('neg', [2], [builder.slice(input, [0], [2])]),
        builder.map('neg', [2], [builder.slice(input, [1], [2])]),
        builder.reshape(builder.reduce('sum', square, [0]), [3]),
        builder.reshape(builder.reduce('sum', square, [1]), [3]),
        builder.reshape(builder.reduce('max', square, [1]), [3]),
      ];
      const begins = [0, 3, 6, 8, 10, 13, 16];
      return builder.pack(
        [19],
        differing.map((view, index) => ({view, begin: [begins[index]!]})),
      );
    });
    expect(mergeCommon(graph).nodes).toHaveLength(graph.nodes.length);
  });
});

describe('elideCopies', () => {
  test('writes pieces into a packed value directly', () => {
    const graph = graphOf((builder, input) => {
      const [a, b] = [builder.map('tanh', [3], [input]), builder.map('exp', [3], [input])];
      return builder.pack(
        [6],
        [
          {view: a, begin: [0]},
          {view: b, begin: [3]},
        ],
      );
    });
    expect(names(graph)).toEqual(['tanh', 'exp', 'copy', 'copy']);
    expect(names(elideCopies(graph))).toEqual(['tanh', 'exp']);
  });

  test('writes a piece after the zeros that fill the packed value', () => {
    const graph = graphOf((builder, input) =>
      builder.pack([6], [{view: builder.map('tanh', [3], [input]), begin: [2]}]),
    );
    expect(names(elideCopies(graph))).toEqual(['copy', 'tanh']);
  });

  test('keeps copies of inputs, of parts, and of a piece that is packed twice', () => {
    const graph = graphOf((builder, input) => {
      const a = builder.map('tanh', [3], [input]);
      const pieces = [input, a, a, builder.slice(a, [1], [2])];
      return builder.pack(
        [11],
        pieces.map((view, index) => ({view, begin: [3 * index]})),
      );
    });
    expect(names(elideCopies(graph))).toEqual(['tanh', 'copy', 'copy', 'copy']);
  });

  test('keeps copies from the forward half into values that the backward half packs', () => {
    const builder = new GraphBuilder();
    const input = builder.view(builder.value(3, {kind: 'input'}), [3]);
    const cotangent = builder.view(builder.value(3, {kind: 'cotangent'}), [3]);
    const output = builder.map('tanh', [3], [input]);
    const gradient = builder.pack(
      [6],
      [
        {view: output, begin: [0]},
        {view: builder.map('neg', [3], [cotangent]), begin: [3]},
      ],
    );
    const graph: Graph = {
      nodes: builder.nodes,
      output: access(output),
      states: [],
      inputGradient: access(builder.slice(gradient, [1], [3])),
      stateGradients: [],
      weightGradients: [],
      sizes: {input: 3, output: 3, states: [], weights: []},
    };
    const elided = elideCopies(graph);
    expect(names(elided)).toEqual(['tanh', 'neg', 'copy']);
    expect(elided.output.value).toBe(output.value);
  });
});
