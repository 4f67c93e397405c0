import type {Expression, Loop} from '../passes/loop.js';

/** The products of a loop that are needed in one place only: each can be one instruction with the sum that it is part of. */
export class SingleProducts {
  private readonly uses = new Map<number, number>();

  constructor({stores, reductions}: Loop) {
    for (const {expression} of [...stores, ...reductions]) this.use(expression);
  }

  /** The factors of an expression; undefined if it is no product, or one that is needed in several places. */
  factors(expression: Expression): readonly [Expression, Expression] | undefined {
    if (expression.kind === 'load' || this.uses.get(expression.id)! > 1) return undefined;
    const [a, b] = expression.operands;
    if (expression.fn === 'mul') return [a!, b!];
    return expression.fn === 'square' ? [a!, a!] : undefined;
  }

  private use(expression: Expression): void {
    const before = this.uses.get(expression.id) ?? 0;
    this.uses.set(expression.id, before + 1);
    if (before === 0 && expression.kind === 'apply')
      for (const operand of expression.operands) this.use(operand);
  }
}
