import type {Access} from '../graph/graph.js';
import type {FunctionBuilder, Local} from './assembler.js';
import type {Dims} from './indices.js';

/** The address of a value: `offset` bytes after the address in the local `base`, or after 0. */
export interface Address {
  readonly base?: Local | undefined;
  readonly offset: number;
}

/** Pushes what the offset of an address is relative to. */
export function pushBase(f: FunctionBuilder, {base}: Address): FunctionBuilder {
  return base === undefined ? f.i32(0) : f.get(base);
}

/** An access, and where it is at the position of code generation. */
export interface Place {
  readonly strides: readonly number[];
  /** The address of its element at the index 0 of all dimensions: `start` bytes after the address in the local `base`, or after 0. */
  readonly base: Local | undefined;
  readonly start: number;
  readonly hasNegativeStride: boolean;
  /** The local with its byte offset in the running loops, if it moves in any. */
  offset: Local | undefined;
}

/** An access before the first loop runs. */
export function placeOf({offset, strides}: Access, address: Address): Place {
  const hasNegativeStride = strides.some((stride) => stride < 0);
  const start = address.offset + 4 * offset;
  return {strides, base: address.base, start, hasNegativeStride, offset: undefined};
}

/** The dimensions along which an access moves. */
export function varyingDims({strides}: Access): Dims {
  let dims = 0;
  for (let dim = 0; dim < strides.length; dim++) if (strides[dim] !== 0) dims |= 1 << dim;
  return dims;
}
