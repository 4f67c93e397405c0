import type {RandomStream} from '../random.js';
import {DIGITS, drawSymbol, residue} from './symbols.js';

/** An expression with brackets, and its value modulo 5. */
export interface Expression {
  readonly text: string;
  readonly value: number;
}

const RESULTS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
};

/**
 * Draws an expression of a length.
 *
 *     E_1 = d    E_2 = -d    E_3 = (d)    E_4 = (-d)    E_n = (E_k ∘ E_n−k−3),   k = 1 … n − 4
 *
 * with a residue d, an operator ∘ and a k that are drawn uniformly.
 *
 * @param length n, a positive integer
 * @param operators those between the two parts of an expression, of `+`, `-` and `*`
 * @see Delétang et al. 2023, and its published code for the distribution
 */
export function drawExpression(
  random: RandomStream,
  length: number,
  operators: readonly string[],
): Expression {
  if (length < 5) {
    const digit = drawSymbol(random, DIGITS);
    const signed = length % 2 === 0 ? `-${digit}` : digit;
    return {text: length < 3 ? signed : `(${signed})`, value: residue(Number(signed))};
  }
  const size = random.integer(1, length - 4);
  const left = drawExpression(random, size, operators);
  const right = drawExpression(random, length - size - 3, operators);
  const operator = drawSymbol(random, operators);
  return {
    text: `(${left.text}${operator}${right.text})`,
    value: residue(RESULTS[operator]!(left.value, right.value)),
  };
}
