import type {ScalarFunction} from '../graph/graph.js';
import type {FunctionBuilder, Local, SimdName} from './assembler.js';
import {emitMath, isMathFunction} from './math.js';

const BINARY: Partial<Record<ScalarFunction, SimdName>> = {
  add: 'f32x4.add',
  sub: 'f32x4.sub',
  mul: 'f32x4.mul',
  div: 'f32x4.div',
  min: 'f32x4.min',
  max: 'f32x4.max',
};

const UNARY: Partial<Record<ScalarFunction, SimdName>> = {
  neg: 'f32x4.neg',
  abs: 'f32x4.abs',
  sqrt: 'f32x4.sqrt',
};

const COMPARISONS: Partial<Record<ScalarFunction, SimdName>> = {
  equal: 'f32x4.eq',
  notEqual: 'f32x4.ne',
  less: 'f32x4.lt',
  lessEqual: 'f32x4.le',
  greater: 'f32x4.gt',
  greaterEqual: 'f32x4.ge',
};

/** Pushes the vector fn(operands). True is 1, and false is 0. */
export function emitFunction(
  f: FunctionBuilder,
  fn: ScalarFunction,
  operands: readonly Local[],
): FunctionBuilder {
  const a = operands[0]!;
  const b = operands[1]!;
  const c = operands[2]!;
  const truth = (comparison: () => void): FunctionBuilder => {
    comparison();
    return f.splat(1).simd('v128.and');
  };
  const isTrue = (local: Local) => f.get(local).splat(0).simd('f32x4.ne');
  const binary = BINARY[fn];
  if (binary !== undefined) return f.get(a).get(b).simd(binary);
  const unary = UNARY[fn];
  if (unary !== undefined) return f.get(a).simd(unary);
  const comparison = COMPARISONS[fn];
  if (comparison !== undefined) return truth(() => f.get(a).get(b).simd(comparison));
  if (isMathFunction(fn)) return emitMath(f, fn, a);
  switch (fn) {
    case 'copy':
      return f.get(a);
    case 'square':
      return f.get(a).get(a).simd('f32x4.mul');
    case 'reciprocal':
      return f.splat(1).get(a).simd('f32x4.div');
    case 'rsqrt':
      return f.splat(1).get(a).simd('f32x4.sqrt').simd('f32x4.div');
    case 'relu':
      return f.get(a).splat(0).simd('f32x4.pmax');
    case 'step':
      return truth(() => f.get(a).splat(0).simd('f32x4.gt'));
    case 'trunc':
      return f.get(a).simd('i32x4.trunc_sat_f32x4_s').simd('f32x4.convert_i32x4_s');
    case 'sign':
      truth(() => f.get(a).splat(0).simd('f32x4.gt'));
      truth(() => f.get(a).splat(0).simd('f32x4.lt'));
      return f.simd('f32x4.sub');
    case 'logicalNot':
      return truth(() => f.get(a).splat(0).simd('f32x4.eq'));
    case 'and':
      return truth(() => {
        isTrue(a);
        isTrue(b);
        f.simd('v128.and');
      });
    case 'or':
      return truth(() => {
        isTrue(a);
        isTrue(b);
        f.simd('v128.or');
      });
    case 'select':
      f.get(b).get(c);
      return isTrue(a).simd('v128.bitselect');
    default:
      throw new Error(`the function ${fn} has no code`);
  }
}
