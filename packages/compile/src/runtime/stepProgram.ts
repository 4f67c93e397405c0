import type {layers} from '@tensorflow/tfjs-layers';
import {generate, type ModuleExports, type ModuleLayout} from '../code/module.js';
import type {StepSizes} from '../graph/graph.js';
import {lower} from '../graph/lower.js';
import {mergeCommon, placePieces, removeDead} from '../passes/cleanup.js';
import {planStep, type StepPlan} from '../plan/plan.js';
import {settle} from '../plan/settle.js';
import {traceStep} from '../trace/traceStep.js';

const PAGE = 65_536;

/** A cell's step, compiled: code, and the memory that it works on. */
export class StepProgram {
  readonly exports: ModuleExports;
  /** Where free memory begins. */
  end: number;
  private view = new Float32Array(0);

  constructor(
    readonly plan: StepPlan,
    readonly layout: ModuleLayout,
    readonly sizes: StepSizes,
    private readonly memory: WebAssembly.Memory,
    bytes: Uint8Array,
  ) {
    this.end = layout.end;
    this.exports = this.link(bytes) as unknown as ModuleExports;
  }

  /** Takes so many bytes for good, before any batch has run, and returns where they begin. */
  reserve(bytes: number): number {
    const start = this.end;
    this.end += Math.ceil(bytes / 16) * 16;
    this.numbers(this.end);
    return start;
  }

  /** Links more code to the memory, and returns its functions. */
  link(bytes: Uint8Array): WebAssembly.Exports {
    const module = new WebAssembly.Module(bytes as BufferSource);
    return new WebAssembly.Instance(module, {env: {memory: this.memory}}).exports;
  }

  /** The memory as numbers, at least so many bytes of it. It moves when it grows: ask for it anew each time. */
  numbers(bytes = 0): Float32Array {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    if (this.view.buffer !== this.memory.buffer) this.view = new Float32Array(this.memory.buffer);
    return this.view;
  }
}

/**
 * Compiles one step of a cell: trace, graph, passes, plan, code.
 *
 * @param cell built
 * @param inputSize the width of its input
 * @param name of the layer, for errors
 */
export function compileStep(cell: layers.RNNCell, inputSize: number, name: string): StepProgram {
  const graph = [removeDead, mergeCommon, placePieces, removeDead].reduce(
    (current, pass) => pass(current),
    lower(traceStep(cell, inputSize), name),
  );
  const settled = settle(graph);
  const plan = planStep(settled);
  const {bytes, layout} = generate(settled, plan, graph.sizes);
  const memory = new WebAssembly.Memory({initial: Math.ceil(layout.end / PAGE) + 1});
  const program = new StepProgram(plan, layout, graph.sizes, memory, bytes);
  const numbers = program.numbers(layout.end);
  for (const {id, role} of plan.constants) {
    if (role.kind === 'constant') numbers.set(role.data, layout.constants.get(id)! / 4);
  }
  return program;
}
