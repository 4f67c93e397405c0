import type {layers} from '@tensorflow/tfjs-layers';
import type {StepSizes} from '../graph/graph.js';
import {lower} from '../graph/lower.js';
import {mergeCommon, placePieces, removeDead} from '../passes/cleanup.js';
import {planStep, type StepPlan} from '../plan/plan.js';
import {type SettledGraph, settle} from '../plan/settle.js';
import {traceStep} from '../trace/traceStep.js';

/** A cell's step, ready for code to be generated, and how it came there. */
export interface PlannedStep {
  readonly settled: SettledGraph;
  readonly plan: StepPlan;
  readonly sizes: StepSizes;
  /** How many kernels, nodes or loops there were after each pass. */
  readonly passes: readonly {readonly name: string; readonly nodes: number}[];
}

/** The passes over the graph, in order. */
const PASSES = [
  {name: 'dead code removed', pass: removeDead},
  {name: 'common subexpressions merged', pass: mergeCommon},
  {name: 'pieces made in place', pass: placePieces},
  {name: 'dead code removed again', pass: removeDead},
];

/**
 * Trace, graph, passes, plan.
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
