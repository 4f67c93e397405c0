/**
 * Known indices by dimension, which are added to those of the running loops. Dimensions without one are holes, or missing at the end.
 */
export type Indices = readonly (number | undefined)[];

/** No index is known. */
export const NOWHERE: Indices = [];

/** One index is known. */
export function at(dim: number, index: number): Indices {
  const indices = new Array<number | undefined>(dim + 1).fill(undefined);
  indices[dim] = index;
  return indices;
}

/** The indices of both, which are of different dimensions. */
export function both(one: Indices, other: Indices): Indices {
  const [longer, shorter] = one.length >= other.length ? [one, other] : [other, one];
  const indices = longer.slice();
  for (let dim = 0; dim < shorter.length; dim++) if (shorter[dim] !== undefined) indices[dim] = shorter[dim];
  return indices;
}

/** A set of dimensions: one bit for each. */
export type Dims = number;

export function dimsOf(dims: readonly number[]): Dims {
  let set = 0;
  for (const dim of dims) set |= 1 << dim;
  return set;
}

/** The dimensions of which an index is known. */
export function knownDims(indices: Indices): Dims {
  let set = 0;
  for (let dim = 0; dim < indices.length; dim++) if (indices[dim] !== undefined) set |= 1 << dim;
  return set;
}
