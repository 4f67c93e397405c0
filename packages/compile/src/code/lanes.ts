import type {Reduction} from '../passes/loop.js';
import {type FunctionBuilder, type Local, V128} from './assembler.js';

/** A local with lane 0 of a vector, and zeros. */
export function lane0(f: FunctionBuilder, vector: Local): Local {
  const local = f.local(V128);
  f.get(vector).lanes([-1, 0, 0, 0]).simd('v128.and').set(local);
  return local;
}

/** A local whose lane i is the sum or the maximum of the lanes of vector i of four. */
export function ofFourVectors(f: FunctionBuilder, fn: Reduction['fn'], vectors: readonly Local[]): Local {
  const combine = instruction(fn);
  const [a, b, c, d] = vectors as [Local, Local, Local, Local];
  const pair = (x: Local, y: Local) => {
    f.get(x).get(y).shuffle(0, 4, 1, 5);
    f.get(x).get(y).shuffle(2, 6, 3, 7).simd(combine);
    const local = f.local(V128);
    f.set(local);
    return local;
  };
  const [ab, cd] = [pair(a, b), pair(c, d)];
  const combined = f.local(V128);
  f.get(ab).get(cd).shuffle(0, 1, 4, 5).get(ab).get(cd).shuffle(2, 3, 6, 7).simd(combine).set(combined);
  return combined;
}

/** Sets each lane of a vector to the sum or the maximum of all, and returns it. */
export function ofOneVector(f: FunctionBuilder, fn: Reduction['fn'], vector: Local): Local {
  const combine = instruction(fn);
  f.get(vector).get(vector).get(vector).shuffle(2, 3, 0, 1).simd(combine).set(vector);
  f.get(vector).get(vector).shuffle(1, 0, 3, 2).get(vector).simd(combine).set(vector);
  return vector;
}

const instruction = (fn: Reduction['fn']) => (fn === 'sum' ? 'f32x4.add' : 'f32x4.max');
