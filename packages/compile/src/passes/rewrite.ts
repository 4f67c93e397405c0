import {type Access, type Graph, type GraphNode, valuesOf, withOperands} from '../graph/graph.js';

/** The graph with other nodes, and with every access of its results mapped by `access`. */
export function rewrite(
  graph: Graph,
  nodes: readonly GraphNode[],
  access: (access: Access) => Access,
): Graph {
  const optional = (gradient: Access | null) => (gradient === null ? null : access(gradient));
  return {
    ...graph,
    nodes,
    output: access(graph.output),
    states: graph.states.map(access),
    inputGradient: optional(graph.inputGradient),
    stateGradients: graph.stateGradients.map(optional),
    weightGradients: graph.weightGradients.map(optional),
  };
}

/** A node with every access of its operands mapped by `access`; the node itself if that changes none. */
export function mapOperands(node: GraphNode, access: (access: Access) => Access): GraphNode {
  const operands = node.operands.map(access);
  const isSame = operands.every((operand, index) => operand === node.operands[index]);
  return isSame ? node : withOperands(node, operands);
}

/** Everything that a step must compute. */
export function results(graph: Graph): Access[] {
  const gradients = [graph.inputGradient, ...graph.stateGradients, ...graph.weightGradients];
  return [graph.output, ...graph.states, ...gradients.filter((gradient) => gradient !== null)];
}

/** The nodes that write each value, by the value's id. */
export function writers(nodes: readonly GraphNode[]): Map<number, GraphNode[]> {
  const map = new Map<number, GraphNode[]>();
  for (const node of nodes) {
    const list = map.get(node.result.id);
    if (list === undefined) map.set(node.result.id, [node]);
    else list.push(node);
  }
  return map;
}

/** The nodes that the accesses depend on, in the order of the graph. */
export function ancestors(nodes: readonly GraphNode[], roots: readonly Access[]): GraphNode[] {
  const needed = new Set<number>();
  for (const {value} of roots) needed.add(value.id);
  const kept: GraphNode[] = [];
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index]!;
    if (!needed.has(node.result.id)) continue;
    kept.push(node);
    for (const {id} of valuesOf(node)) needed.add(id);
  }
  return kept.reverse();
}
