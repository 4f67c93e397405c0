import {ArgumentError} from '@ntmjs/arguments';
import type {layers, RNN, Shape} from '@tensorflow/tfjs-layers';
import {generate} from '../code/module.js';
import type {StepSizes} from '../graph/graph.js';
import {lower} from '../graph/lower.js';
import {elideCopies, mergeCommon, removeDead} from '../passes/cleanup.js';
import {readThroughWindows} from '../passes/windows.js';
import {planStep, type StepPlan} from '../plan/plan.js';
import {changeRowsInPlace} from '../plan/rows/changeInPlace.js';
import {type SettledGraph, settle} from '../plan/settle.js';
import {CompilationError, TraceError} from '../trace/compilationError.js';
import {type StepTrace, traceStep} from '../trace/traceStep.js';
import {type StepCode, StepProgram} from './program.js';
import {requireNumbers} from './requireNumbers.js';
import {newModule} from './webAssembly.js';

/** A step to compile: that of a layer, or what several layers of a model do with a row. */
export interface StepSource {
  /** Built. */
  readonly cell: layers.RNNCell;
  /** The width of its input. */
  readonly inputSize: number;
  /** Of the layer, or of several, for errors and explanations. */
  readonly name: string;
  /** Whether its code has the instructions of relaxed SIMD, which this host must have then. */
  readonly relaxedSimd: boolean;
}

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
  {name: 'windows read in place', pass: readThroughWindows},
  {name: 'copies elided', pass: elideCopies},
  {name: 'dead code removed again', pass: removeDead},
];

/**
 * Lowers a trace to a graph, optimizes it and plans its memory.
 *
 * @param name of the layer, for errors
 * @param inPlace whether rows of states may be changed in place, which needs a `RowMemory`
 * @throws TraceError if it cannot be compiled
 */
export function planTrace(trace: StepTrace, name: string, inPlace = true): PlannedStep {
  let graph = lower(trace, name);
  const passes = [
    {name: 'kernels traced', nodes: trace.calls.length},
    {name: 'lowered to maps and reductions', nodes: graph.nodes.length},
  ];
  for (const {name, pass} of PASSES) {
    graph = pass(graph);
    passes.push({name, nodes: graph.nodes.length});
  }
  const settled = inPlace ? changeRowsInPlace(settle(graph)) : settle(graph);
  const plan = planStep(settled);
  passes.push({name: 'fused into loops', nodes: plan.forward.length + plan.backward.length});
  return {settled, plan, sizes: graph.sizes, passes};
}

/** The code of the steps that were compiled last, by the text of their traces and the kind of code, the last used last. */
const recent = new Map<string, StepCode>();

/** A network has a few layers, each with its initial states, and is often built again. */
const RECENT = 8;

/**
 * Compiles one step of a cell, from its trace to a program that can run. Steps that compute the same share their code: both
 * directions of a bidirectional layer, equal layers of a stack, a model that is loaded again.
 *
 * @throws CompilationError if the cell cannot be compiled, or this host does not run its code
 */
export function compileStep({cell, inputSize, name, relaxedSimd}: StepSource): StepProgram {
  const trace = traceStep(cell, inputSize, name);
  const key = `${relaxedSimd}\n${trace.text}`;
  const known = recent.get(key);
  const code = known ?? inLayer(name, () => codeOf(planTrace(trace, name), relaxedSimd));
  const instantiate = () => inLayer(name, () => new StepProgram(code));
  let program = instantiate();
  if (known === undefined) {
    requireNumbers(program, name);
    // A memory of many rows takes room once they are written.
    if (program.rows !== undefined) program = instantiate();
  }
  recent.delete(key);
  recent.set(key, code);
  for (const oldest of [...recent.keys()].slice(0, -RECENT)) recent.delete(oldest);
  return program;
}

function codeOf({settled, plan, sizes}: PlannedStep, relaxedSimd: boolean): StepCode {
  const {bytes, layout} = generate(settled, plan, sizes, {relaxedSimd});
  const constants = new Float32Array((layout.weights[0] ?? layout.scratch) / 4);
  for (const {id, role} of plan.constants) {
    if (role.kind === 'constant') constants.set(role.data, layout.constants.get(id)! / 4);
  }
  return {frame: plan.frame, layout, sizes, module: newModule(bytes), relaxedSimd, constants};
}

/** Runs what this host may not be able to; errors name the layer. */
export function inLayer<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // Those of traces do already.
    if (!(error instanceof CompilationError) || error instanceof TraceError) throw error;
    throw new CompilationError(`${name}: ${error.message}`, {cause: error.cause});
  }
}

/**
 * The step of a layer.
 *
 * @throws ArgumentError if the layer is not built
 * @throws TraceError if its input is not `[batch, steps, inputs]`
 */
export function stepOf(layer: RNN, relaxedSimd: boolean): StepSource {
  const {cell, name} = layer;
  return {cell: cell as layers.RNNCell, inputSize: inputSizeOf(layer), name, relaxedSimd};
}

/**
 * The width of a layer's input.
 *
 * @throws ArgumentError if the layer is not built
 * @throws TraceError if its input is not `[batch, steps, inputs]`
 */
export function inputSizeOf(layer: RNN): number {
  const shape = inputShapeOf(layer);
  if (shape === undefined) throw new ArgumentError('layer', 'built: apply it, or put it in a model', layer);
  if (shape.length !== 3) {
    throw new TraceError(
      `${layer.name}: it takes inputs of ${shape.length} dimensions, not [batch, steps, inputs]`,
    );
  }
  return shape.at(-1) as number;
}

function inputShapeOf(layer: RNN): Shape | undefined {
  const {shape} = layer.inputSpec[0]!;
  if (shape != null) return shape;
  // If a layer was built by a call with symbolic initial states, only that call knows its inputs' shapes.
  return (layer.inboundNodes[0]?.inputShapes as Shape[] | undefined)?.[0];
}
