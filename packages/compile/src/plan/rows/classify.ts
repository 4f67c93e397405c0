import type {Access, Graph, GraphNode, MapNode, Value} from '../../graph/graph.js';
import {rowMajor, sizeOf} from '../../graph/graph.js';
import {ANY, type Away, awayOf, constant} from './away.js';
import {type RowLayout, rowDimension} from './layout.js';

/** A vector of indices of rows: the elements that an access reads over some dimensions. */
export interface IndexVector {
  readonly access: Access;
  readonly dims: readonly number[];
}

/** What is known of a value that has an element, or several, for each row. */
export interface RowClass {
  readonly layout: RowLayout;
  /** What the elements are in the rows that no index of `hits` hits. */
  readonly away: Away;
  /** The numbers of index vectors. */
  readonly hits: ReadonlySet<number>;
  /** The states whose rows it depends on. */
  readonly states: ReadonlySet<number>;
}

/** An access to a value that has rows, as if it were of that value alone, and the dimension along which it goes from row to row. */
export interface RowAccess {
  readonly access: Access;
  readonly rowClass: RowClass;
  /** Undefined if it reads the rows in another way. */
  readonly dim: number | undefined;
  /** What it reads, if that is the rows of a state before the step or the gradient with respect to them after it; else a computed value. */
  readonly source: 'state' | 'gradient' | 'indices' | 'computed';
}

/** States that turn out not to have rows that only indices change. */
export class NotRows extends Error {
  constructor(readonly states: ReadonlySet<number>) {
    super('rows are used in another way than by their indices');
  }
}

const NONE: ReadonlySet<number> = new Set();

/** What is known of the values of a graph whose states, or some of them, have so many rows. */
export class RowClasses {
  readonly vectors: IndexVector[] = [];
  private readonly keys = new Map<string, number>();
  private readonly classes = new Map<number, RowClass>();
  private readonly counting = new Map<Value, boolean>();
  /** The numbers that computed values consist of, by id. */
  private readonly constants = new Map<number, number>();
  /** How many nodes write each value, by id. */
  private readonly writers = new Map<number, number>();

  /** @param states the indices of the states that may have rows */
  constructor(
    private readonly graph: Graph,
    private readonly rows: number,
    private readonly states: ReadonlySet<number>,
  ) {
    for (const {result} of graph.nodes) this.writers.set(result.id, 1 + (this.writers.get(result.id) ?? 0));
    for (const node of graph.nodes) this.classify(node);
  }

  /** The class of a computed value; undefined if it has no rows. */
  classOf(value: Value): RowClass | undefined {
    return this.classes.get(value.id);
  }

  /** An access of a node over those dimensions, if its value has rows. */
  read(access: Access, dims: readonly number[]): RowAccess | undefined {
    const {role} = access.value;
    const {rows} = this;
    const of = (rowClass: RowClass, source: RowAccess['source'], own = access): RowAccess => ({
      access: own,
      rowClass,
      source,
      dim: rowDimension(own, dims, rowClass.layout),
    });
    if (role.kind === 'state' && this.states.has(role.index))
      return of(this.unchanged(role.index, false), 'state');
    if (role.kind === 'cotangent') {
      const part = this.partOf(access.offset);
      if (part === undefined) return undefined;
      return of(this.unchanged(part.state, true), 'gradient', {
        ...access,
        offset: access.offset - part.start,
      });
    }
    if (role.kind === 'constant') {
      if (!this.counts(access.value) || !access.strides.some((stride) => stride !== 0)) return undefined;
      return of({layout: {rows, stride: 1}, away: ANY, hits: NONE, states: NONE}, 'indices');
    }
    const rowClass = this.classes.get(access.value.id);
    return rowClass && of(rowClass, 'computed');
  }

  /** The state, and the offset, of the part of the cotangent that an element is in; undefined if it is no state with rows. */
  partOf(offset: number): {readonly state: number; readonly start: number} | undefined {
    const {output, states} = this.graph.sizes;
    let start = output;
    for (const [state, size] of states.entries()) {
      if (offset >= start && offset < start + size)
        return this.states.has(state) ? {state, start} : undefined;
      start += size;
    }
    return undefined;
  }

  /** The number that all elements of an access are, if that is known. */
  constantOf({value: {role, size, id}}: Access): number | undefined {
    return role.kind === 'constant' && size === 1 ? role.data[0]! : this.constants.get(id);
  }

  private awayOfOperand(access: Access): Away {
    const number = this.constantOf(access);
    return number === undefined ? ANY : constant(number);
  }

  /** Finds results that are constant, such as gradients that are zero, whatever the other operands are. */
  private findConstant(node: GraphNode): void {
    if (this.writers.get(node.result.id) !== 1) return;
    const aways = node.operands.map((access) => this.awayOfOperand(access));
    if (node.kind === 'map') {
      const {away} = awayOf(node.fn, aways);
      if (away.kind === 'constant') this.constants.set(node.result.id, away.number);
    } else if (node.kind === 'reduce') {
      const [away] = aways as [Away];
      if (away.kind === 'constant' && (away.number === 0 || node.fn === 'max'))
        this.constants.set(node.result.id, away.number);
    }
  }

  private unchanged(state: number, gradient: boolean): RowClass {
    const {rows} = this;
    const layout = {rows, stride: this.graph.sizes.states[state]! / rows};
    return {layout, away: {kind: 'unchanged', state, gradient}, hits: NONE, states: new Set([state])};
  }

  /** Whether a constant is 0, 1, 2, … up to the last row. */
  private counts(value: Value): boolean {
    let known = this.counting.get(value);
    if (known === undefined) {
      const {role, size} = value;
      known =
        role.kind === 'constant' &&
        size === this.rows &&
        role.data.every((number, index) => number === index);
      this.counting.set(value, known);
    }
    return known;
  }

  private classify(node: GraphNode): void {
    const {dims} = node;
    const reads = node.operands.map((access) => this.read(access, dims));
    const found = reads.filter((read) => read !== undefined);
    if (found.length === 0) {
      this.findConstant(node);
      return;
    }
    const [{dim}] = found as [RowAccess];
    const states = new Set(found.flatMap(({rowClass}) => [...rowClass.states]));
    const isRowwise =
      dim !== undefined &&
      found.every((read) => read.dim === dim) &&
      node.operands.every(
        (access, index) =>
          reads[index] !== undefined || access.strides[dim] === 0 || this.constantOf(access) !== undefined,
      );
    if (!isRowwise) throw new NotRows(states);
    if (node.kind === 'map') this.classifyMap(node, reads, dim, states);
    else if (node.kind === 'reduce' && !node.reduced[dim]) {
      const {away, hits} = found[0]!.rowClass;
      const count = sizeOf(dims.filter((_, axis) => node.reduced[axis]));
      const terms = node.fn === 'sum' ? count : 1;
      const sum = away.kind === 'constant' ? constant(away.number * terms) : ANY;
      const place = node.reduced.slice(0, dim).filter((reduced) => !reduced).length;
      this.define(node, node.target.strides[place]!, sum, hits, states);
    }
  }

  private classifyMap(
    node: MapNode,
    reads: readonly (RowAccess | undefined)[],
    dim: number,
    states: ReadonlySet<number>,
  ): void {
    const {operands, target, fn, result} = node;
    const stride = target.strides[dim]!;
    if (reads.some((read) => read?.source === 'indices')) {
      const other = operands[reads.indexOf(undefined)];
      if (fn !== 'equal' || other === undefined) throw new NotRows(states);
      this.define(node, stride, constant(0), new Set([this.vector(other, node.dims, dim)]), states);
      return;
    }
    const aways = operands.map((operand, index): Away => {
      const read = reads[index];
      if (read === undefined) return this.awayOfOperand(operand);
      const {away} = read.rowClass;
      if (away.kind !== 'unchanged') return away;
      const {access} = read;
      const inPlace =
        access.offset === target.offset &&
        access.strides.every((stride, axis) => stride === target.strides[axis]) &&
        (read.source !== 'computed' || access.value.size === result.size);
      return inPlace ? away : ANY;
    });
    const {away, deciding} = awayOf(fn, aways);
    const hits = new Set(deciding.flatMap((place) => [...(reads[place]?.rowClass.hits ?? [])]));
    this.define(node, stride, away, hits, states);
  }

  private define(
    node: GraphNode,
    stride: number,
    away: Away,
    hits: ReadonlySet<number>,
    states: ReadonlySet<number>,
  ): void {
    const {result, target} = node;
    const layout = {rows: this.rows, stride};
    const kept = node.kind === 'reduce' ? node.dims.filter((_, axis) => !node.reduced[axis]) : node.dims;
    const order = rowMajor(kept);
    const isWhole =
      target.offset === 0 &&
      sizeOf(kept) === result.size &&
      target.strides.every((own, axis) => own === order[axis]);
    if (!isWhole || this.classes.has(result.id)) throw new NotRows(states);
    this.classes.set(result.id, {layout, away, hits, states});
  }

  /** The number of the vector of indices that an operand reads along all dimensions but that of the rows. */
  private vector(access: Access, dims: readonly number[], dim: number): number {
    const others = <T>(list: readonly T[]): T[] => list.filter((_, axis) => axis !== dim);
    const vector: IndexVector = {
      access: {...access, strides: others(access.strides)},
      dims: others(dims),
    };
    const {value, offset, strides} = vector.access;
    const key = [value.id, offset, strides, vector.dims].join(' ');
    let number = this.keys.get(key);
    if (number === undefined) {
      number = this.vectors.length;
      this.vectors.push(vector);
      this.keys.set(key, number);
    }
    return number;
  }
}
