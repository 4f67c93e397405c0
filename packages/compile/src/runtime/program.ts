import type {ModuleExports, ModuleLayout} from '../code/module.js';
import type {StepSizes} from '../graph/graph.js';
import type {StepPlan} from '../plan/plan.js';

const PAGE = 65_536;

/** A cell's step, compiled: code, and the memory that it works on. */
export class StepProgram {
  readonly exports: ModuleExports;
  /** Where free memory begins. */
  end: number;
  /** Whose frames the free memory holds: only that batch can go backward. */
  lastBatch: object | undefined;
  private readonly memory: WebAssembly.Memory;
  private view = new Float32Array(0);

  /**
   * @param constants what the memory begins with, up to the first weight
   * @throws Error if the process has no room for another memory
   */
  constructor(
    readonly plan: Pick<StepPlan, 'frame'>,
    readonly layout: ModuleLayout,
    readonly sizes: StepSizes,
    readonly module: WebAssembly.Module,
    constants?: Float32Array,
  ) {
    this.end = layout.end;
    this.memory = newMemory(Math.ceil(layout.end / PAGE) + 1);
    this.exports = this.instantiate(module) as unknown as ModuleExports;
    if (constants !== undefined) this.numbers().set(constants);
  }

  /** The same step on a memory of its own, where nobody else's weights come and go. */
  another(): StepProgram {
    return new StepProgram(this.plan, this.layout, this.sizes, this.module, this.constantNumbers());
  }

  /** Takes so many bytes for good, all zero, and returns where they begin. No batch that ran before can go backward then. */
  reserve(bytes: number): number {
    const start = this.end;
    this.end += Math.ceil(bytes / 16) * 16;
    this.numbers(this.end).fill(0, start / 4, this.end / 4);
    this.lastBatch = undefined;
    return start;
  }

  /** Links more code to the memory, and returns its functions. */
  link(bytes: Uint8Array): WebAssembly.Exports {
    return this.instantiate(new WebAssembly.Module(bytes as BufferSource));
  }

  /** The memory as numbers, at least so many bytes of it. It moves when it grows: ask for it anew each time. */
  numbers(bytes = 0): Float32Array {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    if (this.view.buffer !== this.memory.buffer) this.view = new Float32Array(this.memory.buffer);
    return this.view;
  }

  /** The constants, side by side. Like the next two a view, which lasts until the memory grows. */
  constantNumbers(): Float32Array {
    const {weights, scratch} = this.layout;
    return this.numbers().subarray(0, (weights[0] ?? scratch) / 4);
  }

  /** All weights, side by side. */
  weightNumbers(): Float32Array {
    const {weights, weightGradients, scratch} = this.layout;
    return this.numbers().subarray((weights[0] ?? scratch) / 4, (weightGradients[0] ?? scratch) / 4);
  }

  /** The gradients of all weights, side by side. */
  gradientNumbers(): Float32Array {
    const {weightGradients, scratch} = this.layout;
    return this.numbers().subarray((weightGradients[0] ?? scratch) / 4, scratch / 4);
  }

  private instantiate(module: WebAssembly.Module): WebAssembly.Exports {
    return new WebAssembly.Instance(module, {env: {memory: this.memory}}).exports;
  }
}

/** A memory of so many pages. Each takes gigabytes of addresses, however small it is, so a process has room for about a hundred. */
function newMemory(pages: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({initial: pages});
  } catch (cause) {
    throw new Error(
      'there is no room for another compiled layer: dispose the models that are no longer used ' +
        `(a process has room for about a hundred compiled layers; ${(cause as Error).message})`,
      {cause},
    );
  }
}
