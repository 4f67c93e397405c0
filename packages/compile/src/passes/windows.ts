import type {Access, Graph, GraphNode, Value} from '../graph/graph.js';
import {removeDead} from './cleanup.js';
import {mapOperands, results, rewrite, writers} from './rewrite.js';

/** Copies of windows of one value, one after the other: window k is `length` elements of `source` from `first + k · step`. */
interface Windows {
  readonly source: Value;
  readonly first: number;
  readonly step: number;
  readonly length: number;
  readonly count: number;
}

/**
 * Turns reads of copied windows into reads of the value that they are windows of. Such are the copies of a weighting, one for each
 * shift: slices of the weighting, extended around its ends. Copies that nothing reads any more are removed.
 */
export function readThroughWindows(graph: Graph): Graph {
  const known = new Map<number, Windows>();
  const whole = new Set(results(graph).map(({value}) => value.id));
  for (const [id, nodes] of writers(graph.nodes)) {
    const windows = whole.has(id) ? undefined : windowsOf(nodes);
    if (windows !== undefined) known.set(id, windows);
  }
  const nodes = graph.nodes.map((node) =>
    mapOperands(node, (access) => {
      const windows = known.get(access.value.id);
      return (windows && throughWindows(access, node.dims, windows)) ?? access;
    }),
  );
  return removeDead(rewrite(graph, nodes, (access) => access));
}

/** The windows that a value consists of, if its nodes copy some. */
function windowsOf(nodes: readonly GraphNode[]): Windows | undefined {
  const [head, next] = nodes;
  if (next === undefined || !nodes.every(isCopyInOrder)) return undefined;
  const [{value: source, offset: first}] = head!.operands as [Access];
  const step = next.operands[0]!.offset - first;
  const length = head!.dims[0]!;
  const areWindows = nodes.every(
    ({operands: [operand], dims, target}, index) =>
      operand!.value === source &&
      operand!.offset === first + index * step &&
      dims[0] === length &&
      target.offset === index * length,
  );
  const count = nodes.length;
  return areWindows && head!.result.size === count * length
    ? {source, first, step, length, count}
    : undefined;
}

/** Whether a node copies neighbouring elements to neighbouring elements. */
function isCopyInOrder(node: GraphNode): boolean {
  const {dims, operands, target} = node;
  return (
    node.kind === 'map' &&
    node.fn === 'copy' &&
    dims.length === 1 &&
    operands[0]!.strides[0] === 1 &&
    target.strides[0] === 1
  );
}

/** The read of the source that is the same as a read of the windows; undefined if there is none. */
function throughWindows(
  {offset, strides}: Access,
  dims: readonly number[],
  {source, first, step, length, count}: Windows,
): Access | undefined {
  const window = Math.floor(offset / length);
  const moves = strides.map((stride) => stride % length === 0);
  const reach = (chosen: boolean, unit: number, sign: 1 | -1) =>
    strides.reduce((sum, stride, axis) => {
      const distance = (stride / unit) * (dims[axis]! - 1);
      return moves[axis] === chosen && distance * sign > 0 ? sum + distance : sum;
    }, 0);
  const inside = offset - window * length;
  const fits =
    window + reach(true, length, -1) >= 0 &&
    window + reach(true, length, 1) < count &&
    inside + reach(false, 1, -1) >= 0 &&
    inside + reach(false, 1, 1) < length;
  if (!fits) return undefined;
  return {
    value: source,
    offset: first + window * step + inside,
    strides: strides.map((stride, axis) => (moves[axis] ? (stride / length) * step : stride)),
  };
}
