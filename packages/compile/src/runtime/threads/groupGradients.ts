import {assemble, FunctionBuilder, PAGE} from '../../code/assembler.js';
import {emitLoop} from '../../code/emitLoop.js';
import type {Access} from '../../graph/graph.js';
import type {Expression, Loop} from '../../passes/loop.js';
import {instantiate, newModule, newSharedMemory} from '../webAssembly.js';
import {bytesOf, groupsIn, type SharedGroups} from './sharedArrays.js';

/** The gradients of groups of samples: memory that threads write, and compiled code of the main thread adds up where it is. */
export class GroupGradients {
  /** What other threads make their views of. */
  readonly shared: SharedGroups;
  readonly groups: readonly (readonly Float32Array[])[];
  private readonly memory: WebAssembly.Memory;
  /** The bytes of a group. */
  private readonly stride: number;
  /** By how many groups are added. */
  private readonly additions = new Map<number, () => void>();

  /**
   * @param groups the most groups of a batch
   * @param sizes of the arrays of gradients of a group
   * @throws CompilationError if there is no room for them
   */
  constructor(groups: number, sizes: readonly number[]) {
    this.stride = bytesOf(sizes);
    this.memory = newSharedMemory(this.pages(groups));
    this.shared = {buffer: this.memory.buffer as unknown as SharedArrayBuffer, groups};
    this.groups = groupsIn(this.shared, sizes);
  }

  /**
   * Adds up the first groups, one after the other. The total depends on their order.
   *
   * @param count how many groups; each thread is done with them
   * @returns the total, in place of the gradients of the first group
   */
  total(count: number): readonly Float32Array[] {
    if (count > 1 && this.stride > 0) this.addition(count)();
    return this.groups[0]!;
  }

  private addition(count: number): () => void {
    const known = this.additions.get(count);
    if (known !== undefined) return known;
    const builder = new FunctionBuilder([]);
    emitLoop(builder, additionOf(count, this.stride / Float32Array.BYTES_PER_ELEMENT), {
      addressOf: ({id}) => ({offset: id * this.stride}),
      accumulates: () => false,
      inPlace: true,
    });
    const module = newModule(
      assemble([{name: 'add', builder}], {sharedPages: this.pages(this.shared.groups)}),
    );
    const add = instantiate(module, this.memory).add as () => void;
    this.additions.set(count, add);
    return add;
  }

  private pages(groups: number): number {
    return Math.ceil((groups * this.stride) / PAGE);
  }
}

/** group 0 ← ((group 0 + group 1) + group 2) + …, element by element. */
function additionOf(count: number, size: number): Loop {
  const access = (id: number): Access => ({
    value: {id, size, role: {kind: 'computed'}},
    offset: 0,
    strides: [1],
  });
  const loads = Array.from({length: count}, (_, id): Expression => ({kind: 'load', id, access: access(id)}));
  const expression = loads.reduce((sum, load) => ({
    ...{kind: 'apply', id: count + load.id, fn: 'add', operands: [sum, load]},
  }));
  return {
    dims: [size],
    reduced: [false],
    reductions: [],
    stores: [{expression, target: access(0)}],
  };
}
