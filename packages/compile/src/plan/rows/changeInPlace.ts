import {
  type Access,
  type GraphNode,
  LIST_START,
  type RowDimension,
  sizeOf,
  type Value,
} from '../../graph/graph.js';
import {ancestors} from '../../passes/rewrite.js';
import type {ChangedRows, SettledGraph, StoredRows} from '../settle.js';
import {type IndexVector, NotRows, type RowAccess, RowClasses} from './classify.js';
import {withOtherRows} from './layout.js';

/**
 * Finds the states that have rows, of which a step changes only those whose indices it computes (one-hot vectors, such as those of the rows
 * found by a search), and rewrites the step so that it computes these rows alone and changes them in place. Everything else that has an
 * element for each row is computed for the rows of lists: those that are hit, or, for a search, those that are active.
 *
 * An index that no one-hot vector hits contributes nothing: where a sum over rows has zeros, it is a sum over the rows of a list, and
 * where the next state is the state, nothing is written. What the step computes is the same but for rounding, if all numbers are finite.
 *
 * @returns the graph itself if there are no such states
 */
export function changeRowsInPlace(settled: SettledGraph): SettledGraph {
  for (const rows of rowCounts(settled.graph.nodes)) {
    const changed = withRows(settled, rows);
    if (changed !== undefined) return changed;
  }
  return settled;
}

/** The sizes of the one-hot vectors of a graph, the largest first. */
function rowCounts(nodes: readonly GraphNode[]): number[] {
  const counts = new Set<number>();
  for (const {kind, operands} of nodes) {
    if (kind !== 'map') continue;
    for (const {value} of operands)
      if (value.role.kind === 'constant' && value.size > 1) counts.add(value.size);
  }
  return [...counts].toSorted((one, other) => other - one);
}

function withRows(settled: SettledGraph, rows: number): SettledGraph | undefined {
  const {graph} = settled;
  // A masked step's output is its first state.
  let states = new Set(
    [...graph.sizes.states.keys()].filter((state) => state > 0 && graph.sizes.states[state]! % rows === 0),
  );
  while (states.size > 0) {
    try {
      const classes = new RowClasses(graph, rows, states);
      const others = [...states].filter((state) => !isChangedByIndices(settled, classes, state));
      if (others.length > 0) throw new NotRows(new Set(others));
      return new InPlace(settled, classes, rows, states).graph();
    } catch (error) {
      if (!(error instanceof NotRows)) throw error;
      const left = new Set([...states].filter((state) => !error.states.has(state)));
      if (left.size === states.size) return undefined;
      states = left;
    }
  }
  return undefined;
}

/** Whether a step changes no rows of a state, nor of the gradient with respect to it, but those that indices hit. */
function isChangedByIndices(settled: SettledGraph, classes: RowClasses, state: number): boolean {
  const isUnchanged = (value: Value, gradient: boolean) => {
    const away = classes.classOf(value)?.away;
    return away?.kind === 'unchanged' && away.state === state && away.gradient === gradient;
  };
  const gradient = settled.stateGradients[state]!;
  return (
    isUnchanged(settled.states[state]!, false) &&
    (isZero(settled.graph.nodes, gradient) || isUnchanged(gradient, true))
  );
}

/** Whether a value consists of zeros. */
function isZero(nodes: readonly GraphNode[], value: Value): boolean {
  const writers = nodes.filter(({result}) => result === value);
  return writers.every(
    (node) =>
      node.kind === 'map' &&
      node.fn === 'copy' &&
      node.operands[0]!.value.role.kind === 'constant' &&
      node.operands[0]!.value.role.data.every((number) => number === 0),
  );
}

/** The half of a step that computes something. */
type Half = 'forward' | 'backward';

class InPlace {
  private readonly nodes: GraphNode[] = [];
  private readonly writers = new Map<number, GraphNode>();
  private readonly forward: ReadonlySet<GraphNode>;
  private readonly instances = new Map<string, Value>();
  private readonly lists = new Map<string, Value>();
  private readonly stored: StoredRows[];
  private readonly updated = new Set<Value>();
  private readonly gradientLists = new Set<Value>();
  private readonly active: Value;
  private searched = 0;
  private next: number;

  constructor(
    private readonly settled: SettledGraph,
    private readonly classes: RowClasses,
    private readonly rows: number,
    states: ReadonlySet<number>,
  ) {
    const {graph, stateGradients} = settled;
    for (const node of graph.nodes) this.writers.set(node.result.id, node);
    this.forward = new Set(ancestors(graph.nodes, [graph.output, ...graph.states]));
    this.next =
      1 +
      Math.max(
        ...graph.nodes.flatMap(({result, operands}) => [result.id, ...operands.map(({value}) => value.id)]),
      );
    this.active = this.value(LIST_START + rows, {kind: 'active'});
    this.stored = [...states].map((state) => {
      const size = graph.sizes.states[state]!;
      const both = (gradient: boolean): ChangedRows => ({
        old: this.value(size, {kind: 'rows', state, gradient, isNew: false}),
        next: this.value(size, {kind: 'rows', state, gradient, isNew: true}),
      });
      const hasGradient = !isZero(graph.nodes, stateGradients[state]!);
      return {
        state,
        rows,
        width: size / rows,
        values: both(false),
        gradient: hasGradient ? both(true) : undefined,
      };
    });
  }

  graph(): SettledGraph {
    const {settled, stored} = this;
    for (const node of settled.graph.nodes) this.rewrite(node);
    for (const {state} of stored) this.update(state, false);
    for (const {state, gradient} of stored) if (gradient !== undefined) this.update(state, true);
    const replaced = (values: readonly Value[], of: (rows: StoredRows) => Value | undefined) =>
      values.map((value, index) => {
        const rows = stored.find(({state}) => state === index);
        return rows === undefined ? value : of(rows);
      });
    const states = replaced(settled.states, ({values}) => values.next) as Value[];
    const gradients = replaced(settled.stateGradients, ({gradient}) => gradient?.next);
    const whole = (value: Value | undefined): Access | null =>
      value === undefined ? null : {value, offset: 0, strides: value.size === 1 ? [] : [1]};
    return {
      ...settled,
      graph: {
        ...settled.graph,
        nodes: this.nodes,
        states: states.map((value) => whole(value)!),
        stateGradients: gradients.map(whole),
      },
      states,
      stateGradients: gradients.map((value, index) => value ?? settled.stateGradients[index]!),
      inPlace: {stored, lists: [...this.gradientLists], active: this.active, searched: this.searched},
    };
  }

  private value(size: number, role: Value['role'] = {kind: 'computed'}): Value {
    return {id: this.next++, size, role};
  }

  /** Adds a node of the graph that has a result without rows; others are added for each list, when they are read. */
  private rewrite(node: GraphNode): void {
    const read = this.firstRead(node);
    if (read === undefined) {
      this.nodes.push({
        ...node,
        operands: node.operands.map((access) => this.withoutRows(access)),
      } as GraphNode);
      return;
    }
    const half = this.forward.has(node) ? 'forward' : 'backward';
    const dim = read.dim!;
    if (node.kind === 'top') {
      this.searched = Math.max(this.searched, node.count);
      this.add(node, dim, this.active, half);
    } else if (node.kind === 'reduce' && node.reduced[dim]) {
      const {away, hits, states} = read.rowClass;
      if (node.fn !== 'sum' || away.kind !== 'constant' || away.number !== 0) throw new NotRows(states);
      if (hits.size === 0) this.addZeros(node);
      else this.add(node, dim, this.listOf(hits, states), half);
    }
  }

  /** Adds a node that writes zeros instead of a sum of zeros. */
  private addZeros({dims, reduced, result, target}: Extract<GraphNode, {kind: 'reduce'}>): void {
    const kept = dims.filter((_, axis) => !reduced[axis]);
    const operands = [{value: this.constant(0), offset: 0, strides: kept.map(() => 0)}];
    this.nodes.push({kind: 'map', fn: 'copy', dims: kept, operands, result, target});
  }

  private constant(number: number): Value {
    return this.value(1, {kind: 'constant', data: Float32Array.of(number)});
  }

  /** The first operand of a node that has rows; all of them have these along one dimension. */
  private firstRead({operands, dims}: GraphNode): RowAccess | undefined {
    for (const access of operands) {
      const read = this.classes.read(access, dims);
      if (read !== undefined) return read;
    }
    return undefined;
  }

  /** The same access, if it reads the cotangent without the parts that are rows. */
  private withoutRows(access: Access): Access {
    if (access.value.role.kind !== 'cotangent') return access;
    const {sizes} = this.settled.graph;
    let [start, before] = [sizes.output, 0];
    for (const [state, size] of sizes.states.entries()) {
      if (start > access.offset) break;
      if (this.storedRows(state) !== undefined) before += size;
      start += size;
    }
    return {...access, offset: access.offset - before};
  }

  private storedRows(index: number): StoredRows | undefined {
    return this.stored.find(({state}) => state === index);
  }

  /** Adds a node that goes over the rows of a list; without rows in its result, or with those of the list alone. */
  private add(node: GraphNode, dim: number, list: Value, half: Half, instance?: Value): void {
    const count = list.size - LIST_START;
    const rows: RowDimension = {dim, list};
    const operands = node.operands.map((access) => this.operand(access, node.dims, rows, half));
    const own = {...node, dims: [...node.dims].with(dim, count), rows, operands} as GraphNode;
    if (instance === undefined) {
      this.nodes.push(own);
      return;
    }
    const {layout} = this.classes.classOf(node.result)!;
    this.nodes.push({
      ...own,
      result: instance,
      target: withOtherRows(node.target, layout, count),
    } as GraphNode);
  }

  private operand(access: Access, dims: readonly number[], rows: RowDimension, half: Half): Access {
    const read = this.classes.read(access, dims);
    const {list, dim} = rows;
    if (read === undefined) return this.withoutRowsAlong(access, dim);
    if (read.source === 'indices')
      return {value: list, offset: LIST_START, strides: dims.map((_, axis) => Number(axis === dim))};
    const {offset, strides} = read.access;
    const inPlace = (value: Value): Access => ({value, offset, strides, rows});
    const {states} = read.rowClass;
    if (read.source === 'computed') {
      const next = this.stored.find(({state}) => this.settled.states[state] === access.value);
      if (next === undefined) {
        const count = list.size - LIST_START;
        const value = this.instance(access.value, list, half);
        return {...withOtherRows({offset, strides}, read.rowClass.layout, count), value};
      }
      if (half === 'backward') throw new NotRows(states);
      this.update(next.state, false);
      return inPlace(next.values.next);
    }
    const [state] = states as ReadonlySet<number> & Iterable<number>;
    const {values, gradient} = this.storedRows(state!)!;
    if (read.source === 'gradient') {
      if (gradient === undefined) throw new NotRows(states);
      return inPlace(gradient.old);
    }
    // A state is overwritten by the forward half.
    if (half === 'backward' || this.updated.has(values.next)) throw new NotRows(states);
    return inPlace(values.old);
  }

  /** The same access, which is a constant if its value has an element for each row. */
  private withoutRowsAlong(access: Access, dim: number): Access {
    const number = access.strides[dim] === 0 ? undefined : this.classes.constantOf(access);
    if (number === undefined) return this.withoutRows(access);
    return {value: this.constant(number), offset: 0, strides: access.strides.map(() => 0)};
  }

  /** The elements of a value in the rows of a list. */
  private instance(value: Value, list: Value, half: Half): Value {
    const key = `${half} ${list.id} ${value.id}`;
    const known = this.instances.get(key);
    if (known !== undefined) return known;
    const node = this.writers.get(value.id)!;
    const instance = this.value((value.size / this.rows) * (list.size - LIST_START));
    this.add(node, this.firstRead(node)!.dim!, list, half, instance);
    this.instances.set(key, instance);
    return instance;
  }

  /** Adds the node that changes the rows of a state, or of the gradient with respect to it, unless it was added before. */
  private update(index: number, isGradient: boolean): void {
    const {state, width, values, gradient} = this.storedRows(index)!;
    const result = isGradient ? gradient!.next : values.next;
    if (this.updated.has(result)) return;
    const value = (isGradient ? this.settled.stateGradients : this.settled.states)[state]!;
    const {hits, states} = this.classes.classOf(value)!;
    const list = this.listOf(hits, states);
    if (isGradient) this.gradientLists.add(list);
    const count = list.size - LIST_START;
    const changed = this.instance(value, list, isGradient ? 'backward' : 'forward');
    const rows = {dim: 0, list};
    const dims = width === 1 ? [count] : [count, width];
    const strides = width === 1 ? [1] : [width, 1];
    this.nodes.push({
      kind: 'map',
      fn: 'copy',
      dims,
      rows,
      operands: [{value: changed, offset: 0, strides}],
      result,
      target: {offset: 0, strides, rows},
    });
    this.updated.add(result);
  }

  /** The list of the rows that some vectors of indices hit. */
  private listOf(hits: ReadonlySet<number>, states: ReadonlySet<number>): Value {
    const numbers = [...hits].toSorted((one, other) => one - other);
    if (numbers.length === 0) throw new NotRows(states);
    const key = numbers.join(' ');
    const known = this.lists.get(key);
    if (known !== undefined) return known;
    const vectors = numbers.map((number): IndexVector => this.classes.vectors[number]!);
    const count = vectors.reduce((sum, {dims}) => sum + sizeOf(dims), 0);
    const result = this.value(LIST_START + Math.min(count, this.rows));
    this.nodes.push({
      kind: 'list',
      dims: [],
      shapes: vectors.map(({dims}) => dims),
      operands: vectors.map(({access}) => access),
      result,
      target: {offset: 0, strides: [1]},
    });
    this.lists.set(key, result);
    return result;
  }
}
