import {type Access, type GraphNode, type MapNode, type RowDimension, sizeOf} from '../graph/graph.js';
import type {Expression} from './loop.js';

/** The first and the last element of a value that are written or read. */
interface Elements {
  readonly first: number;
  readonly last: number;
}

/** A node, the elements that it writes, and what is known of it. */
export interface Part extends Elements {
  readonly node: GraphNode;
  /** The node, if it is a map that alone writes a whole value. */
  wholeMap: MapNode | undefined;
  /** Whether each reader computes it, so that it is not stored. */
  isInlined: boolean;
  /** The number of functions that a reader of an inlined map computes. */
  cost: number;
  /** The position of its loop; −1 as long as it has none. */
  loop: number;
  /** What it computes, as an expression of its loop. */
  expression: Expression | undefined;
}

/** What is known of a node before it is fused. */
export function partOf(node: GraphNode): Part {
  const {first, last} = elementsOf(node.target, keptDims(node));
  const isWhole = node.kind === 'map' && sizeOf(node.dims) === node.result.size;
  const wholeMap = isWhole ? node : undefined;
  return {node, first, last, wholeMap, isInlined: false, cost: 0, loop: -1, expression: undefined};
}

/** The dimensions over which a node writes. */
function keptDims(node: GraphNode): readonly number[] {
  switch (node.kind) {
    case 'map':
      return node.dims;
    case 'reduce':
      return node.dims.filter((_, axis) => !node.reduced[axis]);
    case 'top':
      return [2 * node.count];
    case 'list':
      return [node.result.size];
  }
}

/** The elements that are written or read at all indices of some dimensions. */
export function elementsOf(
  {offset, strides}: Pick<Access, 'offset' | 'strides'>,
  dims: readonly number[],
): Elements {
  let first = offset;
  let last = offset;
  for (let axis = 0; axis < strides.length; axis++) {
    const reach = strides[axis]! * (dims[axis]! - 1);
    if (reach < 0) first += reach;
    else last += reach;
  }
  return {first, last};
}

export function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** Whether both go over the rows of one list, in the same dimension, or over none. */
export function isSameDimension(one: RowDimension | undefined, other: RowDimension | undefined): boolean {
  return one?.list === other?.list && one?.dim === other?.dim;
}

/** Whether both write an element. */
export function overlap(part: Elements, other: Elements): boolean {
  return part.first <= other.last && other.first <= part.last;
}

/** Whether a node is a map that writes, at each index of the dimensions, the element that an access reads at the same index. */
export function writes({node}: Part, access: Access, dims: readonly number[]): boolean {
  return (
    node.kind === 'map' &&
    access.offset === node.target.offset &&
    same(node.dims, dims) &&
    same(access.strides, node.target.strides) &&
    isSameDimension(access.rows, node.target.rows)
  );
}

/**
 * The operands of a map as a reader with other dimensions accesses them when it recomputes the map; undefined if the reader
 * does not read each of the map's elements exactly once.
 */
export function compose(
  map: MapNode,
  access: Access,
  dims: readonly number[],
): readonly Access[] | undefined {
  const {target} = map;
  if (access.offset !== 0 || target.offset !== 0 || dims.length !== map.dims.length) return undefined;
  if (same(access.strides, target.strides) && same(dims, map.dims)) return map.operands;
  const axisOf = dims.map((dim, axis) =>
    map.dims.findIndex((other, index) => other === dim && target.strides[index] === access.strides[axis]),
  );
  if (axisOf.includes(-1) || new Set(axisOf).size !== axisOf.length) return undefined;
  return map.operands.map(({value, offset, strides, rows}) => ({
    value,
    offset,
    strides: axisOf.map((index) => strides[index]!),
    rows: rows && {list: rows.list, dim: axisOf.indexOf(rows.dim)},
  }));
}
