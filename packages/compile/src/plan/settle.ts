import {type Access, type Graph, type GraphNode, isWhole, type Value} from '../graph/graph.js';
import {ancestors, results, rewrite, writers} from '../passes/rewrite.js';

/** A weight gradient that is, at each step, the outer product of two vectors. It is summed over all steps after the last. */
interface OuterProduct {
  /** The index of the weight. */
  readonly weight: number;
  /** The rows and the columns of the weight. */
  readonly dims: readonly [number, number];
  readonly operands: readonly [Access, Access];
}

/** A state whose rows are changed in place: what a step reads and writes has no copy. */
export interface StoredRows {
  /** Its index. */
  readonly state: number;
  readonly rows: number;
  /** The elements of a row. */
  readonly width: number;
  /** Its rows before a step, and those that the step changes. */
  readonly values: ChangedRows;
  /** The gradient with respect to the state after a step, and to that before it; undefined if it is always zero. */
  readonly gradient: ChangedRows | undefined;
}

/** Rows as they were, and as they are once a step has changed them. */
export interface ChangedRows {
  readonly old: Value;
  readonly next: Value;
}

/** The states whose rows are changed in place. All have the same number of rows. */
export interface RowsInPlace {
  readonly stored: readonly StoredRows[];
  /** The rows that a step changes in a gradient are in these lists. */
  readonly lists: readonly Value[];
  /** The list of active rows. */
  readonly active: Value;
  /** The largest number of rows that a search returns. */
  readonly searched: number;
}

/** A graph in which each result is a whole value, and no value is two results. */
export interface SettledGraph {
  readonly graph: Graph;
  readonly output: Value;
  readonly states: readonly Value[];
  /** Zeros if the step does not depend on the input. */
  readonly inputGradient: Value;
  readonly stateGradients: readonly Value[];
  /** Summed step by step; null if there is no gradient, or if it is an outer product. */
  readonly weightGradients: readonly (Value | null)[];
  readonly outerProducts: readonly OuterProduct[];
  /** Undefined if no rows are changed in place. */
  readonly inPlace: RowsInPlace | undefined;
}

/** Gives each result of a step a value of its own, and moves outer products out of the step. */
export function settle(graph: Graph): SettledGraph {
  const writersOf = writers(graph.nodes);
  const read = new Set<number>();
  /** The id of the next new value. */
  let next = 0;
  for (const {operands, result} of graph.nodes) {
    next = Math.max(next, result.id + 1);
    for (const {value} of operands) {
      read.add(value.id);
      next = Math.max(next, value.id + 1);
    }
  }
  for (const {value} of results(graph)) next = Math.max(next, value.id + 1);
  const forward = new Set(
    ancestors(graph.nodes, [graph.output, ...graph.states]).map(({result}) => result.id),
  );
  const wanted = results(graph).map(({value}) => value.id);
  const shared = new Set(wanted.filter((id, index) => wanted.indexOf(id) !== index));
  const claimed = new Set<number>();
  const copies: GraphNode[] = [];

  const copy = (access: Access, dims: readonly number[], size: number): Value => {
    const result: Value = {id: next++, size, role: {kind: 'computed'}};
    const target = {offset: 0, strides: dims.map(() => 1)};
    copies.push({kind: 'map', fn: 'copy', dims, operands: [access], result, target});
    return result;
  };
  /**
   * The value itself if no other result claims it, else a copy. The memory of a gradient cannot be read as a value of the
   * step, since weight gradients are sums over steps. So a gradient is copied if its value is used for anything else.
   */
  const claim = (access: Access, size: number, isGradient: boolean): Value => {
    const {value} = access;
    const dims = [size].filter((dim) => dim !== 1);
    const own = value.role.kind === 'computed' && isWhole(access, dims) && !claimed.has(value.id);
    const used = read.has(value.id) || shared.has(value.id) || forward.has(value.id);
    const result = own && !(isGradient && used) ? value : copy(access, dims, size);
    claimed.add(result.id);
    return result;
  };
  /** The vector itself if it is still in memory at the end of a sequence, else a copy. */
  const lasting = (access: Access, axis: 0 | 1, size: number): Access => {
    if (['input', 'state', 'computed'].includes(access.value.role.kind)) return access;
    const vector = {...access, strides: [access.strides[axis]!]};
    return {value: copy(vector, [size], size), offset: 0, strides: axis === 0 ? [1, 0] : [0, 1]};
  };
  const {sizes} = graph;
  const states = graph.states.map((access, index) => claim(access, sizes.states[index]!, false));
  const output = claim(graph.output, sizes.output, false);
  const outerProducts: OuterProduct[] = [];
  const weightGradients = graph.weightGradients.map((access, weight) => {
    if (access === null) return null;
    const size = sizes.weights[weight]!;
    const outer = isWhole(access, [size]) && asOuterProduct(writersOf.get(access.value.id) ?? []);
    if (!outer || read.has(access.value.id)) return claim(access, size, true);
    const {dims, operands} = outer;
    const [rows, columns] = [lasting(operands[0], 0, dims[0]), lasting(operands[1], 1, dims[1])];
    outerProducts.push({weight, dims, operands: [rows, columns]});
    return null;
  });
  const zero: Value = {id: next++, size: 1, role: {kind: 'constant', data: new Float32Array(1)}};
  const gradient = (access: Access | null, size: number) =>
    claim(access ?? {value: zero, offset: 0, strides: size === 1 ? [] : [0]}, size, true);
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
      inputGradient: whole(inputGradient),
      stateGradients: stateGradients.map(whole),
      weightGradients: weightGradients.map(optional),
    },
    output,
    states,
    inputGradient,
    stateGradients,
    weightGradients,
    outerProducts,
    inPlace: undefined,
  };
}

/** The two vectors whose outer product a value is, if its nodes compute one. */
function asOuterProduct(nodes: readonly GraphNode[]): Omit<OuterProduct, 'weight'> | undefined {
  const [node, ...more] = nodes;
  if (more.length > 0 || node?.kind !== 'map' || node.fn !== 'mul' || node.dims.length !== 2)
    return undefined;
  const [a, b] = node.operands as [Access, Access];
  const [rows, columns] = a.strides[1] === 0 ? [a, b] : [b, a];
  const isOuter =
    rows.strides[1] === 0 && rows.strides[0] !== 0 && columns.strides[0] === 0 && columns.strides[1] !== 0;
  return isOuter ? {dims: node.dims as [number, number], operands: [rows, columns]} : undefined;
}
