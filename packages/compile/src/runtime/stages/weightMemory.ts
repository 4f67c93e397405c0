import {PAGE} from '../../code/assembler.js';
import {bytesOf} from '../../plan/plan.js';
import type {UpdatedMemory} from '../update.js';
import {growMemory, instantiate, newMemory, newModule} from '../webAssembly.js';

/** Memory for weights that no program reads, and their gradients. */
export class WeightMemory implements UpdatedMemory {
  readonly layout: UpdatedMemory['layout'];
  readonly sizes: UpdatedMemory['sizes'];
  private readonly memory: WebAssembly.Memory;
  private end: number;

  /**
   * @param weights the size of each
   * @throws CompilationError if this host has no room for another memory
   */
  constructor(weights: readonly number[]) {
    let end = 0;
    const take = (size: number) => {
      end += bytesOf(size);
      return end - bytesOf(size);
    };
    this.sizes = {weights};
    this.layout = {weights: weights.map(take), weightGradients: weights.map(take), scratch: end};
    this.end = end;
    this.memory = newMemory(Math.ceil(end / PAGE) + 1);
  }

  numbers(): Float32Array {
    return new Float32Array(this.memory.buffer);
  }

  weightNumbers(): Float32Array {
    const {weights, weightGradients} = this.layout;
    return this.numbers().subarray(weights[0]! / 4, weightGradients[0]! / 4);
  }

  gradientNumbers(): Float32Array {
    const {weightGradients, scratch} = this.layout;
    return this.numbers().subarray(weightGradients[0]! / 4, scratch / 4);
  }

  reserve(bytes: number): number {
    const start = this.end;
    this.end += Math.ceil(bytes / 16) * 16;
    const missing = this.end - this.memory.buffer.byteLength;
    if (missing > 0) growMemory(this.memory, Math.ceil(missing / PAGE));
    return start;
  }

  link(bytes: Uint8Array): WebAssembly.Exports {
    return instantiate(newModule(bytes), this.memory);
  }
}
