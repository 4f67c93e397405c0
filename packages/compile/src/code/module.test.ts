import {allowRelaxedSimd, repetitions} from '@ntmjs/test-support';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Arrays} from '../fixtures/interpreter.js';
import {anyGraph, numberOf, resultsOf} from '../fixtures/randomGraph.js';
import type {Graph, Value} from '../graph/graph.js';
import {elideCopies, mergeCommon, removeDead} from '../passes/cleanup.js';
import {results} from '../passes/rewrite.js';
import {planStep} from '../plan/plan.js';
import {settle} from '../plan/settle.js';
import {generate, type ModuleExports} from './module.js';

allowRelaxedSimd();

const STEPS = 3;

/** Runs some steps of a graph by the interpreter; the next states of a step are the states of the one after. */
function interpret(graph: Graph): {forward: number[][][]; gradients: number[][][]; states: number[][][]} {
  const run = {forward: [] as number[][][], gradients: [] as number[][][], states: [] as number[][][]};
  let states = graph.sizes.states.map((size, index) =>
    Array.from({length: size}, (_, element) => numberOf(role({kind: 'state', index}), element, 0)),
  );
  for (let step = 0; step < STEPS; step++) {
    run.states.push(states);
    const numbers = new Arrays();
    const values = [...graph.nodes.flatMap(({operands}) => operands), ...results(graph)].map(
      ({value}) => value,
    );
    for (const value of values) {
      if (value.role.kind === 'constant' || value.role.kind === 'computed') continue;
      const seed = value.role.kind === 'weight' ? 0 : step;
      for (let index = 0; index < value.size; index++) {
        const state = value.role.kind === 'state' ? states[value.role.index]![index]! : undefined;
        numbers.write(value, index, state ?? numberOf(value, index, seed));
      }
    }
    const all = resultsOf(graph, numbers);
    run.forward.push(all.slice(0, 1 + states.length));
    run.gradients.push(all.slice(1 + states.length));
    states = all.slice(1, 1 + states.length).map((state) => state.map(Math.fround));
  }
  return run;
}

function role(of: Value['role']): Value {
  return {id: 0, size: 0, role: of};
}

/** Runs the same steps by the generated code. The cotangents of each step are given, not those of the step after it. */
function execute(graph: Graph, states: number[][][], relaxedSimd: boolean) {
  const settled = settle(
    [removeDead, mergeCommon, elideCopies, removeDead].reduce((current, pass) => pass(current), graph),
  );
  const plan = planStep(settled);
  const {sizes} = graph;
  const {bytes, layout} = generate(settled, plan, sizes, {relaxedSimd});
  const memory = new WebAssembly.Memory({initial: 40});
  const numbers = new Float32Array(memory.buffer).fill(Number.NaN);
  const {forward, backward, finish} = new WebAssembly.Instance(
    new WebAssembly.Module(bytes as BufferSource),
    {env: {memory}},
  ).exports as unknown as ModuleExports;
  const put = (address: number, values: readonly number[]) => numbers.set(values, address / 4);
  const take = (address: number, size: number) => [...numbers.subarray(address / 4, address / 4 + size)];
  const all = (size: number, of: Value['role'], seed: number) =>
    Array.from({length: size}, (_, index) => numberOf(role(of), index, seed));
  for (const {id, role: of} of plan.constants)
    if (of.kind === 'constant') put(layout.constants.get(id)!, [...of.data]);
  for (const [index, size] of sizes.weights.entries()) {
    put(layout.weights[index]!, all(size, {kind: 'weight', index}, 0));
    put(layout.weightGradients[index]!, new Array<number>(size).fill(0));
  }
  const inputs = Math.ceil(layout.end / 16) * 16;
  const frames = inputs + 4 * Math.ceil((STEPS * sizes.input) / 4) * 4;
  const [inputGradient, output] = [frames + (STEPS + 1) * plan.frame.bytes, plan.frame.output];
  for (const [index, state] of states[0]!.entries()) put(frames + plan.frame.states[index]!, state);
  const address = (step: number) => frames + step * plan.frame.bytes;
  const made = {forward: [] as number[][][], gradients: [] as number[][][]};
  for (let step = 0; step < STEPS; step++) {
    put(inputs + 4 * step * sizes.input, all(sizes.input, {kind: 'input'}, step));
    forward(inputs + 4 * step * sizes.input, address(step), address(step + 1));
    made.forward.push([
      take(address(step + 1) + output, sizes.output),
      ...sizes.states.map((size, index) => take(address(step + 1) + plan.frame.states[index]!, size)),
    ]);
  }
  const [cotangent, previous] = layout.cotangents;
  const cotangentSize = sizes.states.reduce((sum, size) => sum + size, sizes.output);
  for (let step = STEPS - 1; step >= 0; step--) {
    put(cotangent, all(cotangentSize, {kind: 'cotangent'}, step));
    backward(
      inputs + 4 * step * sizes.input,
      address(step),
      address(step + 1),
      cotangent,
      previous,
      inputGradient,
    );
    made.gradients.unshift([
      take(inputGradient, sizes.input),
      ...sizes.states.map((size, index) => take(previous + layout.cotangentParts[1 + index]!, size)),
    ]);
  }
  finish(inputs, address(0), address(1), STEPS);
  return {
    ...made,
    weightGradients: sizes.weights.map((size, index) => take(layout.weightGradients[index]!, size)),
  };
}

function expectNear(actual: readonly number[], expected: readonly number[], what: string): void {
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(1, ...expected.map(Math.abs));
  for (const [index, value] of expected.entries()) {
    const error = Math.abs(actual[index]! - value);
    expect(error <= 1e-4 * largest, `${what}: element ${index} is ${actual[index]}, not ${value}`).toBe(true);
  }
}

/** Whether a graph is continuous, so that rounding errors change results only slightly. */
function isSmooth({nodes}: Graph): boolean {
  return nodes.every((node) => 'fn' in node && node.fn !== 'less');
}

describe('generate', () => {
  test('code computes the results of its graph, step by step', () => {
    fc.assert(
      fc.property(anyGraph.filter(isSmooth), fc.boolean(), (graph, relaxedSimd) => {
        const expected = interpret(graph);
        const finite = [expected.forward, expected.gradients]
          .flat(3)
          .every((number) => Math.abs(number) < 1e6);
        fc.pre(finite);
        const made = execute(graph, expected.states, relaxedSimd);
        const count = 1 + graph.states.length;
        for (let step = 0; step < STEPS; step++) {
          for (const [index, numbers] of made.forward[step]!.entries())
            expectNear(numbers, expected.forward[step]![index]!, `result ${index} of step ${step}`);
          for (const [index, numbers] of made.gradients[step]!.entries())
            expectNear(numbers, expected.gradients[step]![index]!, `gradient ${index} of step ${step}`);
        }
        for (const [index, numbers] of made.weightGradients.entries()) {
          const sum = expected.gradients.map((gradients) => gradients[count + index]!);
          expectNear(
            numbers,
            numbers.map((_, element) => sum.reduce((total, each) => total + each[element]!, 0)),
            `weight ${index}`,
          );
        }
      }),
      {numRuns: repetitions(400)},
    );
  });
});
