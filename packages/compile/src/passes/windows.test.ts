import {repetitions} from '@ntmjs/test-support';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {outputGraph} from '../fixtures/outputGraph.js';
import {anyGraph, resultsOf} from '../fixtures/randomGraph.js';
import type {GraphBuilder, View} from '../graph/builder.js';
import type {Graph} from '../graph/graph.js';
import {readThroughWindows} from './windows.js';

/** A graph of five inputs, whose output is a view of windows of three of their doubles each, which begin at these elements. */
function graphOf(begins: readonly number[], read: (builder: GraphBuilder, copies: View) => View): Graph {
  return outputGraph(5, (builder, input) => {
    const doubles = builder.map('add', [5], [input, input]);
    const pieces = begins.map((begin, index) => ({
      view: builder.slice(doubles, [begin], [3]),
      begin: [3 * index],
    }));
    return read(builder, builder.reshape(builder.pack([3 * begins.length], pieces), [begins.length, 3]));
  });
}

const copies = ({nodes}: Graph) => nodes.filter((node) => node.kind === 'map' && node.fn === 'copy').length;

test('does not change results', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      expect(resultsOf(readThroughWindows(graph))).toEqual(resultsOf(graph));
    }),
    {numRuns: repetitions(300)},
  );
});

const sums = (axis: number) => (builder: GraphBuilder, view: View) => builder.reduce('sum', view, [axis]);

test.each([
  ['falling', [2, 1, 0]],
  ['rising', [0, 2]],
  ['equal', [1, 1, 1]],
])('sums of %s windows read the value itself', (_, begins) => {
  for (const read of [sums(0), sums(1)]) {
    const graph = graphOf(begins, read);
    const rewritten = readThroughWindows(graph);
    expect([copies(graph), copies(rewritten)]).toEqual([begins.length, 0]);
    expect(resultsOf(rewritten)).toEqual(resultsOf(graph));
  }
});

test.each<[string, readonly number[], (builder: GraphBuilder, view: View) => View]>([
  ['that begin at no equal distances', [0, 1, 0], sums(0)],
  [
    'that are read across their ends',
    [0, 2],
    (builder, view) => builder.map('neg', [6], [builder.reshape(view, [6])]),
  ],
  ['that are a result', [0, 1, 2], (_, view) => view],
])('windows %s stay copies', (_, begins, read) => {
  const graph = graphOf(begins, read);
  const rewritten = readThroughWindows(graph);
  expect(copies(rewritten)).toBe(begins.length);
  expect(resultsOf(rewritten)).toEqual(resultsOf(graph));
});

test('a part of one window, and the reverse of all, are read from the value', () => {
  const graph = graphOf([0, 1, 2], (builder, view) =>
    builder.map(
      'add',
      [2],
      [
        builder.reshape(builder.slice(view, [1, 1], [1, 2]), [2]),
        builder.reshape(builder.slice(builder.reverse(view, [0, 1]), [0, 0], [1, 2]), [2]),
      ],
    ),
  );
  const rewritten = readThroughWindows(graph);
  expect(copies(rewritten)).toBe(0);
  expect(resultsOf(rewritten)).toEqual(resultsOf(graph));
});
