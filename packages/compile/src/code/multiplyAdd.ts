import {type FunctionBuilder, V128} from './assembler.js';

/** Pushes a vector. */
type Push = () => void;

/** Pops a, and pushes a · b + c. */
export function multiplyAdd(f: FunctionBuilder, b: Push, c: Push): void {
  b();
  if (f.fuses) {
    c();
    f.simd('f32x4.relaxed_madd');
  } else {
    f.simd('f32x4.mul');
    c();
    f.simd('f32x4.add');
  }
}

/** Pops c, and pushes c + a · b. */
export function addProduct(f: FunctionBuilder, a: Push, b: Push): void {
  if (f.fuses) fuse(f, 'f32x4.relaxed_madd', a, b);
  else combine(f, 'f32x4.add', a, b);
}

/** Pops c, and pushes c − a · b. */
export function subtractProduct(f: FunctionBuilder, a: Push, b: Push): void {
  if (f.fuses) fuse(f, 'f32x4.relaxed_nmadd', a, b);
  else combine(f, 'f32x4.sub', a, b);
}

function combine(f: FunctionBuilder, name: 'f32x4.add' | 'f32x4.sub', a: Push, b: Push): void {
  a();
  b();
  f.simd('f32x4.mul').simd(name);
}

function fuse(
  f: FunctionBuilder,
  name: 'f32x4.relaxed_madd' | 'f32x4.relaxed_nmadd',
  a: Push,
  b: Push,
): void {
  const c = f.local(V128);
  f.set(c);
  a();
  b();
  f.get(c).simd(name);
}
