import type {ScalarFunction} from '../../graph/graph.js';

/**
 * What an element is in a row that no index of a step hits: a constant, the element at the same place of a state before the step or of the
 * gradient with respect to a state after it, or anything.
 */
export type Away =
  | {readonly kind: 'constant'; readonly number: number}
  | {readonly kind: 'unchanged'; readonly state: number; readonly gradient: boolean}
  | {readonly kind: 'any'};

export const ANY: Away = {kind: 'any'};

export function constant(number: number): Away {
  return {kind: 'constant', number};
}

/** What a function of operands is, and the operands that decide it. */
export interface AwayResult {
  readonly away: Away;
  readonly deciding: readonly number[];
}

const FOLDED: Partial<Record<ScalarFunction, (a: number, b: number) => number>> = {
  neg: (a) => -a,
  abs: (a) => Math.abs(a),
  square: (a) => a * a,
  sqrt: (a) => Math.sqrt(a),
  relu: (a) => Math.max(a, 0),
  step: (a) => Number(a > 0),
  sign: (a) => Math.sign(a),
  trunc: (a) => Math.trunc(a),
  tanh: (a) => Math.tanh(a),
  logicalNot: (a) => Number(a === 0),
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  equal: (a, b) => Number(a === b),
  notEqual: (a, b) => Number(a !== b),
  less: (a, b) => Number(a < b),
  lessEqual: (a, b) => Number(a <= b),
  greater: (a, b) => Number(a > b),
  greaterEqual: (a, b) => Number(a >= b),
  and: (a, b) => Number(a !== 0 && b !== 0),
  or: (a, b) => Number(a !== 0 || b !== 0),
};

/** What a function of such elements is. All numbers are taken to be finite, so that a product with 0 is 0. */
export function awayOf(fn: ScalarFunction, operands: readonly Away[]): AwayResult {
  const numberAt = (place: number) => {
    const operand = operands[place];
    return operand?.kind === 'constant' ? operand.number : undefined;
  };
  const all = [...operands.keys()];
  const same = (place: number, ...others: number[]): AwayResult => ({
    away: operands[place]!,
    deciding: [place, ...others],
  });
  if (fn === 'copy') return same(0);
  if (fn === 'select') {
    const condition = numberAt(0);
    return condition === undefined ? {away: ANY, deciding: all} : same(condition !== 0 ? 1 : 2, 0);
  }
  const zero = all.find((place) => numberAt(place) === 0);
  if (fn === 'mul' && zero !== undefined) return same(zero);
  if (fn === 'div' && zero === 0) return same(0);
  const [a, b] = [numberAt(0), numberAt(1)];
  const folded = FOLDED[fn];
  if (folded !== undefined && all.every((place) => numberAt(place) !== undefined))
    return {away: constant(Math.fround(folded(a!, b!))), deciding: all};
  const neutral = fn === 'mul' || fn === 'div' ? 1 : 0;
  if (fn === 'add' || fn === 'sub' || fn === 'mul' || fn === 'div') {
    if (b === neutral) return same(0, 1);
    if (a === neutral && (fn === 'add' || fn === 'mul')) return same(1, 0);
  }
  return {away: ANY, deciding: all};
}
