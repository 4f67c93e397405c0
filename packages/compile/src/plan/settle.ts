import {type Access, type Graph, type GraphNode, isWhole, type Value} from '../graph/graph.js';
import {results, rewrite, writers} from '../passes/rewrite.js';

/** The product of two vectors that is the gradient of a weight: summed over all steps at the end of a sequence. */
interface OuterProduct {
  /** Which weight. */
  readonly weight: number;
  /** The rows and the columns of the weight. */
  readonly dims: readonly [number, number];
  readonly operands: readonly [Access, Access];
}

/** A graph each of whose results is all of a value that is no other result. */
export interface SettledGraph {
  readonly graph: Graph;
  readonly output: Value;
  readonly states: readonly Value[];
  readonly inputGradient: Value | null;
  readonly stateGradients: readonly (Value | null)[];
  /** Summed step by step; null where there is no gradient, or where it is an outer product. */
  readonly weightGradients: readonly (Value | null)[];
  readonly outerProducts: readonly OuterProduct[];
}

/** Gives each result of a step a value of its own, and takes outer products out of the step. */
export function settle(graph: Graph): SettledGraph {
  const made = writers(graph.nodes);
  const read = new Set(graph.nodes.flatMap(({operands}) => operands.map(({value}) => value.id)));
  const claimed = new Set<number>();
  const copies: GraphNode[] = [];
  let next =
    1 +
    Math.max(
      ...[...graph.nodes.map(({result}) => result), ...results(graph).map(({value}) => value)].map(
        ({id}) => id,
      ),
    );

  /** The value itself, if it may be this result's alone, or a copy. */
  const claim = (access: Access, size: number, unread: boolean): Value => {
    const {value} = access;
    const dims = [size].filter((dim) => dim !== 1);
    const own = value.role.kind === 'computed' && isWhole(access, dims) && !claimed.has(value.id);
    const result: Value =
      own && !(unread && read.has(value.id)) ? value : {id: next++, size, role: {kind: 'computed'}};
    claimed.add(result.id);
    if (result !== value) {
      const target = {offset: 0, strides: dims.map(() => 1)};
      copies.push({kind: 'map', fn: 'copy', dims, operands: [access], result, target});
    }
    return result;
  };
  const {sizes} = graph;
  const states = graph.states.map((access, index) => claim(access, sizes.states[index]!, false));
  const output = claim(graph.output, sizes.output, false);
  const outerProducts: OuterProduct[] = [];
  const weightGradients = graph.weightGradients.map((access, weight) => {
    if (access === null) return null;
    const outer = asOuterProduct(access, made.get(access.value.id) ?? []);
    if (outer === undefined || read.has(access.value.id)) return claim(access, sizes.weights[weight]!, true);
    outerProducts.push({weight, ...outer});
    return null;
  });
  const gradient = (access: Access | null, size: number) =>
    access === null ? null : claim(access, size, true);
  const stateGradients = graph.stateGradients.map((access, index) => gradient(access, sizes.states[index]!));
  const inputGradient = gradient(graph.inputGradient, sizes.input);

  const settled = rewrite(graph, [...graph.nodes, ...copies], (access) => access);
  const whole = (result: Value): Access => ({
    value: result,
    offset: 0,
    strides: result.size === 1 ? [] : [1],
  });
  const optional = (result: Value | null) => (result === null ? null : whole(result));
  return {
    graph: {
      ...settled,
      output: whole(output),
      states: states.map(whole),
      inputGradient: optional(inputGradient),
      stateGradients: stateGradients.map(optional),
      weightGradients: weightGradients.map(optional),
    },
    output,
    states,
    inputGradient,
    stateGradients,
    weightGradients,
    outerProducts,
  };
}

/** The two vectors whose outer product an access is all of, if it is one. */
function asOuterProduct(
  access: Access,
  nodes: readonly GraphNode[],
): Omit<OuterProduct, 'weight'> | undefined {
  const [node, ...more] = nodes;
  if (more.length > 0 || node?.kind !== 'map' || node.fn !== 'mul' || node.dims.length !== 2)
    return undefined;
  if (access.offset !== 0 || access.strides.join() !== '1') return undefined;
  const [a, b] = node.operands as [Access, Access];
  const [rows, columns] = a.strides[1] === 0 ? [a, b] : [b, a];
  const isOuter =
    rows.strides[1] === 0 && rows.strides[0] !== 0 && columns.strides[0] === 0 && columns.strides[1] !== 0;
  return isOuter ? {dims: node.dims as [number, number], operands: [rows, columns]} : undefined;
}
