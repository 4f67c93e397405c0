import {assemble, FunctionBuilder} from '../../code/assembler.js';
import {emitLoop} from '../../code/emitLoop.js';
import type {Access} from '../../graph/graph.js';
import type {Expression, Loop} from '../../passes/loop.js';
import type {StepProgram} from '../program.js';

/** The ids of the values that are added: the program's gradients, and a copy of those of a group. */
const [TOTAL, GROUP] = [0, 1] as const;

/** Adds up the weights' gradients of groups of sequences, in the memory of a program. */
export class GradientTotal {
  /** The address of a group's gradients. */
  private readonly group: number;
  private readonly add: () => void;

  /** @throws CompilationError if the memory has no room for another copy of the gradients */
  constructor(private readonly program: StepProgram) {
    const size = program.gradientNumbers().length;
    this.group = program.reserve(4 * size);
    const addresses = [program.layout.weightGradients[0]!, this.group];
    const add = new FunctionBuilder([]);
    emitLoop(add, additionOf(size), {
      addressOf: ({id}) => ({offset: addresses[id]!}),
      accumulates: () => false,
      inPlace: true,
    });
    this.add = program.link(assemble([{name: 'add', builder: add}], 1)).add as () => void;
  }

  /**
   * Sets the program's gradients.
   *
   * @param groups the gradients of each group; the total depends on their order
   */
  set(groups: readonly Float32Array[]): void {
    const {program, group} = this;
    const [first, ...others] = groups;
    program.gradientNumbers().set(first!);
    for (const gradients of others) {
      program.numbers().set(gradients, group / 4);
      this.add();
    }
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
