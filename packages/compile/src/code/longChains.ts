import type {Expression, Loop} from '../passes/loop.js';
import {isMathFunction} from './math.js';

/**
 * Whether a loop computes functions such as the exponential, which are long chains of instructions: each waits for the one before. They
 * are computed for several vectors together, so that the processor has something to do while it waits.
 */
export function hasLongChains({stores, reductions}: Loop): boolean {
  const seen = new Set<number>();
  const isLong = (expression: Expression): boolean => {
    if (expression.kind === 'load' || seen.has(expression.id)) return false;
    seen.add(expression.id);
    return isMathFunction(expression.fn) || expression.operands.some(isLong);
  };
  return [...stores, ...reductions].some(({expression}) => isLong(expression));
}
