import {
  type Access,
  type Graph,
  type GraphNode,
  type ScalarFunction,
  type Value,
  valuesOf,
} from '../graph/graph.js';
import {ancestors, results, writers} from './rewrite.js';

/** A step in two halves: the nodes that compute its results, and those that compute its gradients. */
export interface Partition {
  readonly forward: readonly GraphNode[];
  /** May repeat nodes of the forward half, if it is cheaper to recompute a value than to keep it. */
  readonly backward: readonly GraphNode[];
  /** The values of the forward half that the backward half reads, except states. */
  readonly saved: readonly Value[];
}

/** Functions that cost about as much as one or two loads. */
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
 * Splits a graph into a forward and a backward half, and decides which values of the forward half are kept for the backward
 * half and which are recomputed. Cheap maps are recomputed if their operands are available anyway, or much smaller.
 *
 * @param roots what is read, of either half, after the last step of a sequence
 */
export function partition(graph: Graph, roots: readonly Access[] = []): Partition {
  const {nodes} = graph;
  const forward = ancestors(nodes, [graph.output, ...graph.states]);
  const inForward = new Set(forward);
  const gradientRoots = [...results(graph).slice(1 + graph.states.length), ...roots];
  const own = ancestors(nodes, gradientRoots).filter((node) => !inForward.has(node));
  const kept = new Set([...graph.states, ...roots].map(({value}) => value.id));
  const writersOf = writers(forward);
  /** The ids of the values that the forward half computes and the backward half does not. */
  const foreign = new Set(writersOf.keys());
  for (const {result} of own) foreign.delete(result.id);

  /** The foreign values that nodes read, by the order of their first readers. */
  const crossing = (readers: readonly GraphNode[]): Map<number, Value> => {
    const values = new Map<number, Value>();
    for (const node of readers) {
      for (const value of valuesOf(node)) if (foreign.has(value.id)) values.set(value.id, value);
    }
    return values;
  };
  const readByOwn = crossing(own);
  const position = new Map(forward.map((node, index) => [node, index]));
  /** The nodes of the forward half that the backward half repeats, in order. */
  const repeated: GraphNode[] = [];
  const repeat = (node: GraphNode) => {
    if (!foreign.delete(node.result.id)) return;
    let at = repeated.length;
    while (at > 0 && position.get(repeated[at - 1]!)! > position.get(node)!) at--;
    repeated.splice(at, 0, node);
  };
  for (let changed = true; changed; ) {
    changed = false;
    const values = crossing(repeated);
    readByOwn.forEach((value, id) => {
      if (foreign.has(id)) values.set(id, value);
    });
    const isAvailable = ({value}: Access) =>
      value.role.kind !== 'computed' || values.has(value.id) || kept.has(value.id);
    for (const value of [...values.values()].reverse()) {
      if (kept.has(value.id)) continue;
      const chain = recomputation(value, writersOf, isAvailable);
      if (chain === undefined) continue;
      chain.forEach(repeat);
      changed = true;
      break;
    }
  }
  const inBackward = new Set([...own, ...repeated]);
  const backward = ancestors(
    nodes.filter((node) => inBackward.has(node)),
    gradientRoots,
  );
  const saved = [...crossing(backward).values()].filter(({id}) => !kept.has(id));
  return {forward, backward, saved};
}

/** The longest chain of maps that is recomputed for one value. */
const RECOMPUTE_DEPTH = 4;

/** The cheap maps that compute a value from operands that are available or much smaller; undefined if there are none. */
function recomputation(
  {id, size}: Value,
  writersOf: ReadonlyMap<number, readonly GraphNode[]>,
  isAvailable: (access: Access) => boolean,
): GraphNode[] | undefined {
  const chain: GraphNode[] = [];
  const compute = (id: number, depth: number): boolean => {
    const nodes = writersOf.get(id)!;
    const node = nodes[0]!;
    if (depth === 0 || node.kind !== 'map' || nodes.length > 1 || !CHEAP.has(node.fn)) return false;
    chain.push(node);
    return node.operands.every(
      (operand) =>
        isAvailable(operand) || 8 * operand.value.size <= size || compute(operand.value.id, depth - 1),
    );
  };
  return compute(id, RECOMPUTE_DEPTH) ? chain : undefined;
}
