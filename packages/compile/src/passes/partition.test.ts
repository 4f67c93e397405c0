import {repetitions} from '@ntmjs/test-support';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {runNodes} from '../fixtures/interpreter.js';
import {anyGraph, given, resultsOf} from '../fixtures/randomGraph.js';
import {access, GraphBuilder, type View} from '../graph/builder.js';
import type {Graph, GraphNode} from '../graph/graph.js';
import {settle} from '../plan/settle.js';
import {elideCopies, mergeCommon, removeDead} from './cleanup.js';
import {partition} from './partition.js';

/** A step with the output `forward(input).output` and the input gradient `fn(cotangent, forward(input).saved)`. */
function stepOf(
  size: number,
  forward: (builder: GraphBuilder, input: View) => {output: View; saved: View},
  fn: 'mul' | 'add' = 'mul',
): Graph {
  const builder = new GraphBuilder();
  const input = builder.view(builder.value(size, {kind: 'input'}), [size]);
  const cotangent = builder.view(builder.value(size, {kind: 'cotangent'}), [size]);
  const {output, saved} = forward(builder, input);
  return {
    nodes: builder.nodes,
    output: access(output),
    states: [],
    inputGradient: access(builder.map(fn, [size], [cotangent, saved])),
    stateGradients: [],
    weightGradients: [],
    sizes: {input: size, output: output.value.size, states: [], weights: []},
  };
}

const names = (nodes: readonly GraphNode[]) => nodes.map((node) => ('fn' in node ? node.fn : node.kind));

describe('partition', () => {
  test('does not change results if only saved values pass between the halves', () => {
    fc.assert(
      fc.property(anyGraph, (raw) => {
        const cleaned = [removeDead, mergeCommon, elideCopies, removeDead].reduce(
          (current, pass) => pass(current),
          raw,
        );
        const {graph, outerProducts} = settle(cleaned);
        const roots = outerProducts.flatMap(({operands}) => operands);
        const {forward, backward, saved} = partition(graph, roots);
        const expected = resultsOf(graph, given(raw));
        const first = given(raw);
        runNodes(forward, first);
        // The backward half reads the inputs of the step, the next states, saved values and operands of outer products only.
        const second = given(raw);
        const made = new Set(forward.map(({result}) => result.id));
        for (const {id} of [
          ...saved,
          ...graph.states.map(({value}) => value),
          ...roots.map(({value}) => value),
        ]) {
          if (made.has(id)) second.arrays.set(id, first.arrays.get(id)!.slice());
        }
        runNodes(backward, second);
        const forwardCount = 1 + graph.states.length;
        const all = resultsOf({...graph, nodes: []}, mix(first, second));
        expect(all.slice(0, forwardCount)).toEqual(expected.slice(0, forwardCount));
        expect(all.slice(forwardCount)).toEqual(expected.slice(forwardCount));
        for (const {operands} of forward)
          for (const {value} of operands) expect(value.role.kind).not.toBe('cotangent');
      }),
      {numRuns: repetitions(400)},
    );
  });

  test('keeps values that are expensive to compute', () => {
    const {forward, backward, saved} = partition(
      stepOf(6, (builder, input) => {
        const t = builder.map('tanh', [6], [input]);
        return {output: builder.map('neg', [6], [t]), saved: t};
      }),
    );
    expect(names(forward)).toEqual(['tanh', 'neg']);
    expect(names(backward)).toEqual(['mul']);
    expect(saved.map(({size}) => size)).toEqual([6]);
  });

  test('recomputes cheap maps of available values', () => {
    const {forward, backward, saved} = partition(
      stepOf(6, (builder, input) => {
        const s = builder.map('square', [6], [builder.map('neg', [6], [input])]);
        return {output: builder.map('tanh', [6], [s]), saved: s};
      }),
    );
    expect(names(forward)).toEqual(['neg', 'square', 'tanh']);
    expect(names(backward)).toEqual(['neg', 'square', 'mul']);
    expect(saved).toEqual([]);
  });

  test('keeps a small value rather than a large one computed from it', () => {
    const {backward, saved} = partition(
      stepOf(40, (builder, input) => {
        const sum = builder.map('exp', [1], [builder.reduce('sum', input, [0])]);
        const spread = builder.map('mul', [40], [input, sum]);
        return {output: builder.map('tanh', [40], [spread]), saved: spread};
      }),
    );
    expect(names(backward)).toEqual(['mul', 'mul']);
    expect(saved.map(({size}) => size)).toEqual([1]);
  });

  test('drops nodes that no result depends on', () => {
    const {forward, backward} = partition(
      stepOf(6, (builder, input) => {
        builder.map('exp', [6], [input]);
        return {output: builder.map('tanh', [6], [input]), saved: input};
      }),
    );
    expect([names(forward), names(backward)]).toEqual([['tanh'], ['mul']]);
  });
});

/** The arrays of both; of values in both, those of the first. */
function mix(first: ReturnType<typeof given>, second: ReturnType<typeof given>): ReturnType<typeof given> {
  for (const [id, array] of second.arrays) if (!first.arrays.has(id)) first.arrays.set(id, array);
  return first;
}
