import type {layers, RNN, Shape} from '@tensorflow/tfjs-layers';
import {generate} from '../code/module.js';
import type {StepSizes} from '../graph/graph.js';
import {lower} from '../graph/lower.js';
import {elideCopies, mergeCommon, removeDead} from '../passes/cleanup.js';
import {planStep, type StepPlan} from '../plan/plan.js';
import {type SettledGraph, settle} from '../plan/settle.js';
import {traceStep} from '../trace/traceStep.js';
import {StepProgram} from './program.js';

/** A cell's step, planned and ready for code generation. */
export interface PlannedStep {
  readonly settled: SettledGraph;
  readonly plan: StepPlan;
  readonly sizes: StepSizes;
  /** The number of kernel calls, nodes or loops after each pass. */
  readonly passes: readonly {readonly name: string; readonly nodes: number}[];
}

/** The passes over the graph, in order. */
const PASSES = [
  {name: 'dead code removed', pass: removeDead},
  {name: 'common subexpressions merged', pass: mergeCommon},
  {name: 'copies elided', pass: elideCopies},
  {name: 'dead code removed again', pass: removeDead},
];

/**
 * Traces a step, lowers it to a graph, optimizes it and plans its memory.
 *
 * @param cell built
 * @param inputSize the width of its input
 * @param name of the layer, for errors
 * @throws TraceError if the cell cannot be compiled
 */
export function planCell(cell: layers.RNNCell, inputSize: number, name: string): PlannedStep {
  const trace = traceStep(cell, inputSize, name);
  let graph = lower(trace, name);
  const passes = [
    {name: 'kernels traced', nodes: trace.calls.length},
    {name: 'lowered to maps and reductions', nodes: graph.nodes.length},
  ];
  for (const {name, pass} of PASSES) {
    graph = pass(graph);
    passes.push({name, nodes: graph.nodes.length});
  }
  const settled = settle(graph);
  const plan = planStep(settled);
  passes.push({name: 'fused into loops', nodes: plan.forward.length + plan.backward.length});
  return {settled, plan, sizes: graph.sizes, passes};
}

/**
 * Compiles one step of a cell, from its trace to a program that can run.
 *
 * @param cell built
 * @param inputSize the width of its input
 * @param name of the layer, for errors
 * @throws TraceError if the cell cannot be compiled
 */
export function compileCell(cell: layers.RNNCell, inputSize: number, name: string): StepProgram {
  const {settled, plan, sizes} = planCell(cell, inputSize, name);
  const {bytes, layout} = generate(settled, plan, sizes);
  const program = new StepProgram(plan, layout, sizes, new WebAssembly.Module(bytes as BufferSource));
  const numbers = program.numbers(layout.end);
  for (const {id, role} of plan.constants) {
    if (role.kind === 'constant') numbers.set(role.data, layout.constants.get(id)! / 4);
  }
  return program;
}

/** The width of a built layer's input. */
export function inputSizeOf(layer: RNN): number {
  const {shape} = layer.inputSpec[0]!;
  if (shape != null) return shape.at(-1) as number;
  // If a layer was built by a call with symbolic initial states, only that call knows its inputs' shapes.
  const [input] = layer.inboundNodes[0]!.inputShapes as Shape[];
  return input!.at(-1) as number;
}
