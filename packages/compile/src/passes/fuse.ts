import {
  type Access,
  type GraphNode,
  type MapNode,
  rowMajor,
  type ScalarFunction,
  sizeOf,
  type Value,
} from '../graph/graph.js';
import {CHEAP} from './partition.js';
import {writers} from './rewrite.js';

/** What is computed at one place of a loop's dimensions. */
export type Expression =
  | {readonly kind: 'load'; readonly id: number; readonly access: Access}
  | {
      readonly kind: 'apply';
      readonly id: number;
      readonly fn: ScalarFunction;
      readonly operands: readonly Expression[];
    };

/** An expression that is written to a value at each place. */
export interface Store {
  readonly expression: Expression;
  readonly target: Access;
}

/** An expression that is summed, or the largest taken of, along the reduced dimensions. */
export interface Reduction extends Store {
  readonly fn: 'sum' | 'max';
}

/** Nodes that are computed in one go over the same dimensions. */
export interface Loop {
  readonly dims: readonly number[];
  /** Which dimensions are reduced; all false where there is no reduction. */
  readonly reduced: readonly boolean[];
  readonly stores: readonly Store[];
  readonly reductions: readonly Reduction[];
}

/** How many functions may be computed again by each reader rather than be stored. */
const INLINE_LIMIT = 5;

/** Maps with fewer elements are not worth computing again. */
const INLINE_SIZE = 32;

/**
 * Fuses nodes into loops: maps over the same dimensions run together, reductions take in what they reduce, and cheap maps
 * are computed where they are read instead of being stored.
 *
 * @param nodes in an order in which they can run
 * @param kept whether a value must be stored because someone beyond these nodes reads it
 */
export function fuse(nodes: readonly GraphNode[], kept: (value: Value) => boolean): Loop[] {
  return new Fusion(nodes, kept).loops();
}

/** A loop while it is put together. */
interface OpenLoop {
  readonly dims: readonly number[];
  reduced: readonly boolean[] | undefined;
  readonly nodes: GraphNode[];
}

class Fusion {
  private readonly made: Map<number, GraphNode[]>;
  private readonly inlined = new Set<GraphNode>();
  private readonly open: OpenLoop[] = [];
  private readonly loopOf = new Map<GraphNode, number>();

  constructor(
    private readonly nodes: readonly GraphNode[],
    private readonly kept: (value: Value) => boolean,
  ) {
    this.made = writers(nodes);
    this.chooseInlined();
    for (const node of nodes) if (!this.inlined.has(node)) this.assign(node);
  }

  loops(): Loop[] {
    const built = this.open.map((loop, index) => this.build(loop, index));
    const read = new Set<number>();
    const visit = (expression: Expression): void => {
      if (expression.kind === 'load') read.add(expression.access.value.id);
      else expression.operands.forEach(visit);
    };
    for (const {stores, reductions} of built)
      for (const {expression} of [...stores, ...reductions]) visit(expression);
    const needed = ({target: {value}}: Store) => read.has(value.id) || this.kept(value);
    return built.map((loop) => ({...loop, stores: loop.stores.filter(needed)}));
  }

  /** The one map that writes all of a value, if that is how it is made. */
  private wholeMap(value: Value): MapNode | undefined {
    const list = this.made.get(value.id);
    const node = list?.length === 1 ? list[0]! : undefined;
    return node?.kind === 'map' && sizeOf(node.dims) === value.size ? node : undefined;
  }

  /**
   * The products of matrix products are always taken into their sums, for they would be far larger than anything else.
   * Other maps are, if they are cheap, and everyone who reads them goes over the same elements, each once.
   */
  private chooseInlined(): void {
    const readers = new Map<number, {node: GraphNode; access: Access}[]>();
    for (const node of this.nodes) {
      for (const access of node.operands) {
        const list = readers.get(access.value.id) ?? [];
        list.push({node, access});
        readers.set(access.value.id, list);
      }
    }
    const cost = new Map<GraphNode, number>();
    for (const node of this.nodes) {
      const map = this.wholeMap(node.result);
      if (map === undefined || this.kept(map.result)) continue;
      const users = readers.get(map.result.id) ?? [];
      const own =
        1 +
        map.operands.reduce((sum, {value}) => {
          const producer = this.wholeMap(value);
          return sum + (producer !== undefined && this.inlined.has(producer) ? cost.get(producer)! : 0);
        }, 0);
      const fits = users.every(({node: user, access}) => compose(map, access, user.dims) !== undefined);
      const [user] = users;
      const product = users.length === 1 && user!.node.kind === 'reduce' && map.fn === 'mul';
      const cheap = CHEAP.has(map.fn) && own <= INLINE_LIMIT && map.result.size >= INLINE_SIZE;
      if (!fits || !(product || cheap)) continue;
      this.inlined.add(map);
      cost.set(map, own);
    }
  }

  /** Puts a node into the first loop that has its dimensions and comes late enough, or into a new one. */
  private assign(node: GraphNode): void {
    const reduced = node.kind === 'reduce' ? node.reduced : undefined;
    const earliest = this.earliest(node, node.operands, node.dims);
    const index = this.open.findIndex(
      (loop, position) =>
        position >= earliest &&
        same(loop.dims, node.dims) &&
        (reduced === undefined || loop.reduced === undefined || same(loop.reduced, reduced)),
    );
    if (index >= 0) {
      this.open[index]!.nodes.push(node);
      this.open[index]!.reduced ??= reduced;
    } else {
      this.open.push({dims: node.dims, reduced, nodes: [node]});
    }
    this.loopOf.set(node, index >= 0 ? index : this.open.length - 1);
  }

  /** The first loop in which everything that is read is there: in it, place by place, or before it. */
  private earliest(node: GraphNode, operands: readonly Access[], dims: readonly number[]): number {
    let first = 0;
    const written = {value: node.result, ...node.target};
    for (const other of this.writersOf(written, keptDims(node))) {
      // What fills a packed value comes before its pieces.
      if (other === node) break;
      first = Math.max(first, (this.loopOf.get(other) ?? -1) + 1);
    }
    for (const access of operands) {
      for (const producer of this.writersOf(access, dims)) {
        if (this.inlined.has(producer)) {
          const reads = compose(producer as MapNode, access, dims)!;
          first = Math.max(first, this.earliest(producer, reads, dims));
          continue;
        }
        const loop = this.loopOf.get(producer)!;
        first = Math.max(first, this.together(producer, access, dims) ? loop : loop + 1);
      }
    }
    return first;
  }

  /** The nodes that write any of what an access reads. */
  private writersOf(access: Access, dims: readonly number[]): GraphNode[] {
    const [low, high] = range(access, dims);
    return (this.made.get(access.value.id) ?? []).filter((node) => {
      const [from, to] = range({value: node.result, ...node.target}, keptDims(node));
      return from <= high && low <= to;
    });
  }

  /** Whether a reader may run in the loop of what it reads, place by place. */
  private together(producer: GraphNode, access: Access, dims: readonly number[]): boolean {
    return (
      producer.kind === 'map' &&
      identical(access, producer, dims) &&
      this.writersOf(access, dims).length === 1
    );
  }

  private build({dims, reduced, nodes}: OpenLoop, index: number): Loop {
    const known = new Map<string, Expression>();
    const intern = (key: string, create: (id: number) => Expression): Expression => {
      let expression = known.get(key);
      if (expression === undefined) {
        expression = create(known.size);
        known.set(key, expression);
      }
      return expression;
    };
    const apply = (fn: ScalarFunction, operands: readonly Expression[]): Expression =>
      fn === 'copy'
        ? operands[0]!
        : intern(`${fn}(${operands.map(({id}) => id).join(',')})`, (id) => ({
            kind: 'apply',
            id,
            fn,
            operands,
          }));
    const read = (access: Access): Expression => {
      const [producer] = this.writersOf(access, dims);
      if (producer?.kind === 'map') {
        if (this.inlined.has(producer)) return apply(producer.fn, compose(producer, access, dims)!.map(read));
        if (this.loopOf.get(producer) === index && this.together(producer, access, dims)) {
          return apply(producer.fn, producer.operands.map(read));
        }
      }
      const {value, offset, strides} = access;
      return intern(`${value.id}@${offset}:${strides.join(',')}`, (id) => ({kind: 'load', id, access}));
    };
    const stores: Store[] = [];
    const reductions: Reduction[] = [];
    for (const node of nodes) {
      const target = {value: node.result, ...node.target};
      if (node.kind === 'reduce') reductions.push({fn: node.fn, expression: read(node.operands[0]), target});
      else stores.push({expression: apply(node.fn, node.operands.map(read)), target});
    }
    return {dims, reduced: reduced ?? dims.map(() => false), stores, reductions};
  }
}

/** The dimensions that a node writes. */
function keptDims(node: GraphNode): readonly number[] {
  return node.kind === 'reduce' ? node.dims.filter((_, axis) => !node.reduced[axis]) : node.dims;
}

/** The first and the last element that an access touches. */
function range({offset, strides}: Access, dims: readonly number[]): [number, number] {
  const reach = strides.map((stride, axis) => stride * (dims[axis]! - 1));
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, offset);
  return [sum(reach.filter((step) => step < 0)), sum(reach.filter((step) => step > 0))];
}

function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** Whether an access reads, at each place of the dimensions, what the node writes at the same place. */
function identical(access: Access, node: GraphNode, dims: readonly number[]): boolean {
  return (
    same(node.dims, dims) && access.offset === node.target.offset && same(access.strides, node.target.strides)
  );
}

/**
 * What a map reads when it is computed where someone reads it, or undefined if the reader does not go over each of the
 * map's elements exactly once.
 */
function compose(map: MapNode, access: Access, dims: readonly number[]): Access[] | undefined {
  const own = rowMajor(map.dims);
  if (access.offset !== 0 || map.target.offset !== 0 || sizeOf(dims) !== sizeOf(map.dims)) return undefined;
  const place = access.strides.map((stride, axis) =>
    own.findIndex((candidate, index) => candidate === stride && map.dims[index] === dims[axis]),
  );
  if (place.includes(-1) || new Set(place).size !== place.length || place.length !== map.dims.length)
    return undefined;
  return map.operands.map(({value, offset, strides}) => ({
    value,
    offset,
    strides: place.map((index) => strides[index]!),
  }));
}
