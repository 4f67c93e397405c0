import type {Access, Graph, GraphNode, ScalarFunction, Value} from '../graph/graph.js';
import {ancestors, results, writers} from './rewrite.js';

/** A step cut in two: what makes its results, and what makes its gradients. */
export interface Partition {
  readonly forward: readonly GraphNode[];
  /** May hold nodes of the forward part again, where computing anew is cheaper than keeping. */
  readonly backward: readonly GraphNode[];
  /** What backward reads of what forward computed, without the states. */
  readonly saved: readonly Value[];
}

/** Functions that cost no more than a load or two. */
export const CHEAP: ReadonlySet<ScalarFunction> = new Set([
  'copy',
  'neg',
  'abs',
  'square',
  'relu',
  'step',
  'sign',
  'logicalNot',
  'add',
  'sub',
  'mul',
  'min',
  'max',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
  'and',
  'or',
  'select',
]);

/**
 * Cuts a graph into forward and backward, and decides what backward keeps of forward and what it computes anew: cheap
 * maps of values that are there anyway, or that are much smaller, are computed anew.
 *
 * @param roots what is read of backward, and of forward, after the last step
 */
export function partition(graph: Graph, roots: readonly Access[] = []): Partition {
  const forward = ancestors(graph.nodes, [graph.output, ...graph.states]);
  const inForward = new Set(forward);
  const gradientRoots = [...results(graph).slice(1 + graph.states.length), ...roots];
  let backward = ancestors(graph.nodes, gradientRoots).filter((node) => !inForward.has(node));
  const made = writers(forward);
  const kept = new Set([...graph.states, ...roots].map(({value}) => value.id));

  const crossing = (nodes: readonly GraphNode[]): Map<number, Value> => {
    const own = new Set(nodes.map(({result}) => result.id));
    const values = new Map<number, Value>();
    for (const {operands} of nodes) {
      for (const {value} of operands)
        if (made.has(value.id) && !own.has(value.id)) values.set(value.id, value);
    }
    return values;
  };
  for (let changed = true; changed; ) {
    changed = false;
    const values = crossing(backward);
    for (const value of [...values.values()].reverse()) {
      if (kept.has(value.id)) continue;
      const free = ({value: operand}: Access) =>
        operand.role.kind !== 'computed' ||
        values.has(operand.id) ||
        kept.has(operand.id) ||
        8 * operand.size <= value.size;
      const chain = recomputation(value, made, free, RECOMPUTE_DEPTH);
      if (chain === undefined) continue;
      backward = inOrder(graph.nodes, [...backward, ...chain]);
      changed = true;
      break;
    }
  }
  backward = ancestors(backward, gradientRoots);
  const saved = [...crossing(backward).values()].filter(({id}) => !kept.has(id));
  return {forward, backward, saved};
}

/** How many maps in a row are computed anew for one value. */
const RECOMPUTE_DEPTH = 4;

/** The cheap maps that make a value from what is free, or undefined if there is no such way. */
function recomputation(
  value: Value,
  made: ReadonlyMap<number, GraphNode[]>,
  free: (access: Access) => boolean,
  depth: number,
): GraphNode[] | undefined {
  const [node, ...more] = made.get(value.id)!;
  if (depth === 0 || node!.kind !== 'map' || more.length > 0 || !CHEAP.has(node!.fn)) return undefined;
  const chain: GraphNode[] = [node!];
  for (const operand of node!.operands) {
    if (free(operand)) continue;
    const before = recomputation(operand.value, made, free, depth - 1);
    if (before === undefined) return undefined;
    chain.push(...before);
  }
  return chain;
}

function inOrder(nodes: readonly GraphNode[], chosen: readonly GraphNode[]): GraphNode[] {
  const set = new Set(chosen);
  return nodes.filter((node) => set.has(node));
}
