import type {Access, Graph, GraphNode, Value} from '../graph/graph.js';
import {isWhole, rowMajor, sizeOf, withTarget} from '../graph/graph.js';
import {ancestors, mapOperands, results, rewrite, writers} from './rewrite.js';

/** Dead code elimination: removes the nodes that no result depends on. */
export function removeDead(graph: Graph): Graph {
  return rewrite(graph, ancestors(graph.nodes, results(graph)), (access) => access);
}

/** Common subexpression elimination: reads of a node that computes the same as an earlier one become reads of that one. */
export function mergeCommon(graph: Graph): Graph {
  const replaced = new Map<number, Value>();
  const access = (read: Access): Access => {
    const value = replaced.get(read.value.id);
    return value === undefined ? read : {value, offset: read.offset, strides: read.strides};
  };
  const writersOf = writers(graph.nodes);
  const seen = new Map<string, Value>();
  const constants = new Map<number, Value>();
  const nodes: GraphNode[] = [];
  const shareConstants = (read: Access): Access => {
    const {role} = read.value;
    if (role.kind !== 'constant' || role.data.length !== 1) return read;
    const value = constants.get(role.data[0]!);
    if (value === undefined) constants.set(role.data[0]!, read.value);
    if (value === undefined || value === read.value) return read;
    return {value, offset: read.offset, strides: read.strides};
  };
  for (const node of graph.nodes) {
    const rewritten = mapOperands(node, (operand) => shareConstants(access(operand)));
    if (writersOf.get(node.result.id)!.length === 1 && node.target.offset === 0) {
      const text = textOf(rewritten);
      const known = seen.get(text);
      if (known !== undefined) {
        replaced.set(node.result.id, known);
        continue;
      }
      seen.set(text, node.result);
    }
    nodes.push(rewritten);
  }
  return rewrite(graph, nodes, access);
}

/** What a node computes, as text. */
function textOf(node: GraphNode): string {
  const what = node.kind === 'top' ? node.count : node.kind === 'list' ? node.shapes.join(';') : node.fn;
  let text = `${node.kind} ${what} ${node.dims.join(',')}`;
  if (node.kind === 'reduce') text += ` ${node.reduced.join(',')}`;
  for (const {value, offset, strides} of node.operands) text += ` ${value.id}@${offset}:${strides.join(',')}`;
  return text;
}

/**
 * Copy elision: if a node's result is copied into a packed value, the node writes into the packed value itself, and reads of
 * its result become reads of that part. Results of the forward half are not moved into values that the backward half packs.
 */
export function elideCopies(graph: Graph): Graph {
  const writersOf = writers(graph.nodes);
  const forward = new Set(ancestors(graph.nodes, [graph.output, ...graph.states]));
  const moved = new Map<number, {value: Value; offset: number}>();
  const dropped = new Set<GraphNode>();
  for (const node of graph.nodes) {
    if (node.kind !== 'map' || node.fn !== 'copy' || writersOf.get(node.result.id)!.length === 1) continue;
    const [operand] = node.operands as [Access];
    const {value} = operand;
    const producers = writersOf.get(value.id) ?? [];
    const [producer] = producers;
    const single = value.role.kind === 'computed' && producer !== undefined && producers.length === 1;
    if (!single || moved.has(value.id) || !isWhole(operand, node.dims)) continue;
    const order = rowMajor(node.dims);
    if (!node.target.strides.every((stride, axis) => stride === order[axis])) continue;
    if (forward.has(producer) && !forward.has(node)) continue;
    moved.set(value.id, {value: node.result, offset: node.target.offset});
    dropped.add(node);
  }
  // A value may be moved into one that is itself moved.
  const resolve = (value: Value, offset: number): {value: Value; offset: number} => {
    const into = moved.get(value.id);
    return into === undefined ? {value, offset} : resolve(into.value, offset + into.offset);
  };
  const access = (read: Access): Access => {
    if (!moved.has(read.value.id)) return read;
    const {value, offset} = resolve(read.value, read.offset);
    return {value, offset, strides: read.strides};
  };
  const nodes: GraphNode[] = [];
  for (const node of fillsFirst(graph.nodes, moved)) {
    if (dropped.has(node)) continue;
    const rewritten = mapOperands(node, access);
    if (!moved.has(node.result.id)) {
      nodes.push(rewritten);
      continue;
    }
    const {value, offset} = resolve(node.result, node.target.offset);
    nodes.push(withTarget(rewritten, value, {offset, strides: node.target.strides}));
  }
  return rewrite(graph, nodes, access);
}

/** Moves the node that fills a packed value with zeros before the first node that now writes into the value. */
function fillsFirst(
  nodes: readonly GraphNode[],
  moved: ReadonlyMap<number, {readonly value: Value}>,
): GraphNode[] {
  const fills = new Map<number, GraphNode>();
  for (const node of nodes) if (isFill(node)) fills.set(node.result.id, node);
  const taken = new Set<GraphNode>();
  const ordered: GraphNode[] = [];
  for (const node of nodes) {
    const into = moved.get(node.result.id)?.value ?? node.result;
    const fill = fills.get(into.id);
    if (fill !== undefined && !taken.has(fill)) {
      taken.add(fill);
      ordered.push(fill);
    }
    if (fill !== node) ordered.push(node);
  }
  return ordered;
}

/** Whether a node sets a whole value to a constant. */
function isFill(node: GraphNode): boolean {
  const {operands, result, dims} = node;
  return (
    node.kind === 'map' &&
    node.fn === 'copy' &&
    operands[0]!.value.role.kind === 'constant' &&
    sizeOf(dims) === result.size
  );
}
