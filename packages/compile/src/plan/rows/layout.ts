import type {Access} from '../../graph/graph.js';

/** How the rows of a value are laid out: row i begins `i · stride` after the start of each block of `rows · stride` elements. */
export interface RowLayout {
  readonly rows: number;
  readonly stride: number;
}

/** The dimension along which an access goes from row to row, starting with row 0; undefined if there is none, or if it mixes rows otherwise. */
export function rowDimension(
  {offset, strides}: Pick<Access, 'offset' | 'strides'>,
  dims: readonly number[],
  {rows, stride}: RowLayout,
): number | undefined {
  const dim = strides.findIndex((own, axis) => own === stride && dims[axis] === rows);
  if (dim < 0 || offset < 0) return undefined;
  const block = rows * stride;
  let inside = offset % block;
  for (const [axis, own] of strides.entries()) {
    if (axis === dim || own % block === 0) continue;
    if (own < 0) return undefined;
    inside += own * (dims[axis]! - 1);
  }
  return inside < stride ? dim : undefined;
}

/** The same elements of a value that has another number of rows. */
export function withOtherRows<A extends Pick<Access, 'offset' | 'strides'>>(
  access: A,
  {rows, stride}: RowLayout,
  others: number,
): A {
  const block = rows * stride;
  const scale = (elements: number) => Math.floor(elements / block) * others * stride + (elements % block);
  return {
    ...access,
    offset: scale(access.offset),
    strides: access.strides.map((own) => (own % block === 0 ? (own / block) * others * stride : own)),
  };
}
