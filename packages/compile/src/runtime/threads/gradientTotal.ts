import {assemble, FunctionBuilder} from '../../code/assembler.js';
import {emitLoop} from '../../code/emitLoop.js';
import type {Access} from '../../graph/graph.js';
import type {Expression, Loop} from '../../passes/loop.js';
import type {UpdatedMemory} from '../update.js';

/** The ids of the values that are added: a memory's gradients, and a copy of those of a group. */
const [TOTAL, GROUP] = [0, 1] as const;

/** Adds up the gradients of groups of samples. The total depends on their order. */
export class GradientTotal {
  private readonly sums: readonly (MemoryTotal | undefined)[];

  /**
   * @param memories for each array of gradients, the memory whose gradients it is; undefined if it is in none
   * @throws CompilationError if a memory has no room for another copy of its gradients
   */
  constructor(memories: readonly (UpdatedMemory | undefined)[]) {
    this.sums = memories.map((memory) => memory && new MemoryTotal(memory));
  }

  /**
   * Sets the gradients.
   *
   * @param totals each of the arrays
   * @param groups the same arrays of each group
   */
  set(totals: readonly Float32Array[], groups: readonly (readonly Float32Array[])[]): void {
    for (const [index, total] of totals.entries()) {
      const [first, ...others] = groups.map((gradients) => gradients[index]!);
      total.set(first!);
      const sum = this.sums[index];
      for (const gradients of others) {
        if (sum !== undefined) sum.add(gradients);
        else for (let element = 0; element < total.length; element++) total[element]! += gradients[element]!;
      }
    }
  }
}

/** Adds to the gradients in a memory. */
class MemoryTotal {
  /** The address of a group's gradients. */
  private readonly group: number;
  private readonly addGroup: () => void;

  constructor(private readonly memory: UpdatedMemory) {
    const size = memory.gradientNumbers().length;
    this.group = memory.reserve(4 * size);
    const addresses = [memory.layout.weightGradients[0]!, this.group];
    const add = new FunctionBuilder([]);
    emitLoop(add, additionOf(size), {
      addressOf: ({id}) => ({offset: addresses[id]!}),
      accumulates: () => false,
      inPlace: true,
    });
    this.addGroup = memory.link(assemble([{name: 'add', builder: add}], 1)).add as () => void;
  }

  add(gradients: Float32Array): void {
    this.memory.numbers().set(gradients, this.group / 4);
    this.addGroup();
  }
}

/** total ← total + group, element by element. */
function additionOf(size: number): Loop {
  const access = (id: number): Access => ({
    value: {id, size, role: {kind: 'computed'}},
    offset: 0,
    strides: [1],
  });
  const load = (id: number): Expression => ({kind: 'load', id, access: access(id)});
  const expression: Expression = {kind: 'apply', id: 2, fn: 'add', operands: [load(TOTAL), load(GROUP)]};
  return {
    dims: [size],
    reduced: [false],
    reductions: [],
    stores: [{expression, target: access(TOTAL)}],
  };
}
