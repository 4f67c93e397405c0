import type {Access, Graph, GraphNode, Value} from '../graph/graph.js';
import {isWhole, rowMajor, sizeOf} from '../graph/graph.js';
import {ancestors, results, rewrite, writers} from './rewrite.js';

/** Dead code elimination: removes the nodes that no result depends on. */
export function removeDead(graph: Graph): Graph {
  return rewrite(graph, ancestors(graph.nodes, results(graph)), (access) => access);
}

/** Common subexpression elimination: reads of a node that computes the same as an earlier one become reads of that one. */
export function mergeCommon(graph: Graph): Graph {
  const replaced = new Map<number, Value>();
  const access = ({value, offset, strides}: Access): Access => ({
    value: replaced.get(value.id) ?? value,
    offset,
    strides,
  });
  const packed = writers(graph.nodes);
  const seen = new Map<string, Value>();
  const constants = new Map<number, Value>();
  const nodes: GraphNode[] = [];
  const shareConstants = (read: Access): Access => {
    const {role} = read.value;
    if (role.kind !== 'constant' || role.data.length !== 1) return read;
    const known = constants.get(role.data[0]!);
    if (known === undefined) constants.set(role.data[0]!, read.value);
    return {...read, value: known ?? read.value};
  };
  for (const node of graph.nodes) {
    const operands = node.operands.map((operand) => shareConstants(access(operand)));
    const rewritten = {...node, operands} as GraphNode;
    const reads = operands.map(({value, offset, strides}) => `${value.id}@${offset}:${strides.join(',')}`);
    const reduced = node.kind === 'reduce' ? node.reduced.join(',') : '';
    const key = `${node.kind} ${node.fn} ${node.dims.join(',')} ${reduced} ${reads.join(' ')}`;
    const whole = packed.get(node.result.id)!.length === 1 && node.target.offset === 0;
    const known = seen.get(key);
    if (whole && known !== undefined) {
      replaced.set(node.result.id, known);
      continue;
    }
    if (whole) seen.set(key, node.result);
    nodes.push(rewritten);
  }
  return rewrite(graph, nodes, access);
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
    const inOrder = node.target.strides.every((stride, axis) => stride === rowMajor(node.dims)[axis]);
    const [producer, ...others] = writersOf.get(value.id) ?? [];
    const single = value.role.kind === 'computed' && producer !== undefined && others.length === 0;
    if (!inOrder || !single || moved.has(value.id) || !isWhole(operand, node.dims)) continue;
    if (forward.has(producer) && !forward.has(node)) continue;
    moved.set(value.id, {value: node.result, offset: node.target.offset});
    dropped.add(node);
  }
  // A value may be moved into one that is itself moved.
  const resolve = (value: Value, offset: number): {value: Value; offset: number} => {
    const into = moved.get(value.id);
    return into === undefined ? {value, offset} : resolve(into.value, offset + into.offset);
  };
  const access = ({value, offset, strides}: Access): Access => ({...resolve(value, offset), strides});
  const nodes = fillsFirst(graph.nodes, moved).flatMap((node) => {
    if (dropped.has(node)) return [];
    const {value, offset} = resolve(node.result, node.target.offset);
    const target = {offset, strides: node.target.strides};
    return [{...node, operands: node.operands.map(access), result: value, target} as GraphNode];
  });
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
  return nodes.flatMap((node) => {
    const into = moved.get(node.result.id)?.value ?? node.result;
    const fill = fills.get(into.id);
    if (fill === undefined || taken.has(fill)) return fill === node ? [] : [node];
    taken.add(fill);
    return fill === node ? [fill] : [fill, node];
  });
}

/** Whether a node sets a whole value to a constant. */
function isFill({kind, fn, operands, result, dims}: GraphNode): boolean {
  return (
    kind === 'map' &&
    fn === 'copy' &&
    operands[0]!.value.role.kind === 'constant' &&
    sizeOf(dims) === result.size
  );
}
