import {PAGE} from '../code/assembler.js';
import type {ModuleExports, ModuleLayout} from '../code/module.js';
import type {StepSizes} from '../graph/graph.js';
import type {StepPlan} from '../plan/plan.js';
import {RowMemory} from './rowMemory.js';
import {growMemory, instantiate, newMemory, newModule} from './webAssembly.js';

/** The code of a step, and what its memory begins with. */
export interface StepCode {
  readonly frame: StepPlan['frame'];
  readonly layout: ModuleLayout;
  readonly sizes: StepSizes;
  readonly module: WebAssembly.Module;
  /** Whether the module has the instructions of relaxed SIMD. */
  readonly relaxedSimd: boolean;
  /** The contents of the memory up to the first weight. */
  readonly constants: Float32Array;
}

/** The compiled step of a cell: its code and its memory. */
export class StepProgram {
  readonly exports: ModuleExports;
  /** Undefined if no rows are changed in place. */
  readonly rows: RowMemory | undefined;
  /** The address of the first free byte. */
  end: number;
  /** The batch whose frames the free memory holds: only that one can run backward. */
  lastBatch: object | undefined;
  /** The data of the tensors that each weight was copied from, where that is known. */
  weightData: object[] = [];
  private readonly memory: WebAssembly.Memory;
  private view = new Float32Array(0);

  /** @throws CompilationError if this host does not run the module, or has no room for another memory */
  constructor(readonly code: StepCode) {
    const {layout, module, constants} = code;
    this.end = layout.end;
    this.memory = newMemory(Math.ceil(layout.end / PAGE) + 1);
    this.exports = instantiate(module, this.memory) as unknown as ModuleExports;
    this.numbers().set(constants);
    this.rows = layout.rows && new RowMemory(this, layout.rows);
  }

  get frame(): StepPlan['frame'] {
    return this.code.frame;
  }

  get layout(): ModuleLayout {
    return this.code.layout;
  }

  get sizes(): StepSizes {
    return this.code.sizes;
  }

  /**
   * Reserves memory for as long as the program lives. Batches that ran before can no longer run backward.
   *
   * @returns the address of the bytes, which are all zero
   */
  reserve(bytes: number): number {
    const start = this.end;
    this.end += Math.ceil(bytes / 16) * 16;
    this.numbers(this.end).fill(0, start / 4, this.end / 4);
    this.lastBatch = undefined;
    return start;
  }

  /** Instantiates another module on the same memory, and returns its functions. */
  link(bytes: Uint8Array): WebAssembly.Exports {
    return instantiate(newModule(bytes), this.memory);
  }

  /**
   * A view of the memory, which grows to at least `bytes`. Growing detaches earlier views: do not keep them.
   *
   * @throws CompilationError if it cannot grow
   */
  numbers(bytes = 0): Float32Array {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing > 0) growMemory(this.memory, Math.ceil(missing / PAGE));
    if (this.view.buffer !== this.memory.buffer) this.view = new Float32Array(this.memory.buffer);
    return this.view;
  }

  /** A view of all weights, which are contiguous. Like the next, it is valid until the memory grows. */
  weightNumbers(): Float32Array {
    const {weights, weightGradients, scratch} = this.layout;
    return this.numbers().subarray((weights[0] ?? scratch) / 4, (weightGradients[0] ?? scratch) / 4);
  }

  /** A view of the gradients of all weights, which are contiguous. */
  gradientNumbers(): Float32Array {
    const {weightGradients, scratch} = this.layout;
    return this.numbers().subarray((weightGradients[0] ?? scratch) / 4, scratch / 4);
  }
}
