import {assemble, FunctionBuilder, V128} from '../code/assembler.js';

/**
 * Whether this JavaScript engine has relaxed SIMD, of which compiled code takes the product and sum in one instruction. Browsers have it
 * since Chrome 114, Node since version 22.
 */
export function hasRelaxedSimd(): boolean {
  if (typeof WebAssembly === 'undefined') return false;
  const f = new FunctionBuilder([], [V128], true);
  f.splat(0).splat(0).splat(0).simd('f32x4.relaxed_madd');
  return WebAssembly.validate(assemble([{builder: f}], 1) as BufferSource);
}

let hasWarned = false;

/** Whether code can have relaxed SIMD if it is wanted; the first time that it cannot, there is a warning. */
export function relaxedSimdIfPossible(wanted: boolean): boolean {
  if (!wanted || hasRelaxedSimd()) return wanted;
  if (!hasWarned) console.warn('relaxedSimd has no effect: this JavaScript engine has no relaxed SIMD');
  hasWarned = true;
  return false;
}
