import {
  type Access,
  type GraphNode,
  type MapNode,
  rowMajor,
  type ScalarFunction,
  sizeOf,
  type Value,
} from '../graph/graph.js';
import {type Expression, type Loop, operands, type Reduction, type Store} from './loop.js';
import {CHEAP} from './partition.js';
import {writers} from './rewrite.js';

/** The most functions that each reader may recompute instead of loading a stored result. */
const INLINE_LIMIT = 5;

/** Maps with fewer elements are stored: recomputing them would gain nothing. */
const INLINE_SIZE = 32;

/**
 * Fuses nodes into loops: maps over the same dimensions share a loop, products are computed inside the sums that read them,
 * and cheap maps are recomputed by each reader instead of being stored.
 *
 * @param nodes in an order in which they can run
 * @param kept whether a value must be stored because it is read outside these nodes
 */
export function fuse(nodes: readonly GraphNode[], kept: (value: Value) => boolean): Loop[] {
  return new Fusion(nodes, kept).loops();
}

/** A loop under construction. */
interface OpenLoop {
  readonly dims: readonly number[];
  reduced: readonly boolean[] | undefined;
  readonly nodes: GraphNode[];
}

class Fusion {
  private readonly writersById: Map<number, GraphNode[]>;
  private readonly inlined = new Set<GraphNode>();
  private readonly open: OpenLoop[] = [];
  private readonly loopOf = new Map<GraphNode, number>();
  /** The positions of the loops over each list of dimensions. */
  private readonly openByDims = new Map<string, number[]>();
  /** The first and the last element that each node writes. */
  private readonly written: ReadonlyMap<GraphNode, readonly [number, number]>;

  constructor(
    private readonly nodes: readonly GraphNode[],
    private readonly kept: (value: Value) => boolean,
  ) {
    this.writersById = writers(nodes);
    this.written = new Map(
      nodes.map((node) => [node, range({value: node.result, ...node.target}, keptDims(node))]),
    );
    this.chooseInlined();
    for (const node of nodes) if (!this.inlined.has(node)) this.assign(node);
  }

  loops(): Loop[] {
    const built = this.open.map((loop, index) => this.build(loop, index));
    const read = new Set(built.flatMap((loop) => operands(loop).map(({value}) => value.id)));
    const needed = ({target: {value}}: Store) => read.has(value.id) || this.kept(value);
    return built.map((loop) => ({...loop, stores: loop.stores.filter(needed)}));
  }

  /** The map that writes a whole value; undefined if the value is reduced, or packed by several nodes. */
  private wholeMap(value: Value): MapNode | undefined {
    const list = this.writersById.get(value.id);
    const node = list?.length === 1 ? list[0]! : undefined;
    return node?.kind === 'map' && sizeOf(node.dims) === value.size ? node : undefined;
  }

  /**
   * Decides which maps are not stored. The elementwise products of a matrix product never are: they would be far larger than
   * any other value. Other maps are not if they are cheap, and every reader reads each of their elements once.
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

  /** Adds a node to the first loop with the same dimensions that runs after its operands are written, or to a new one. */
  private assign(node: GraphNode): void {
    const reduced = node.kind === 'reduce' ? node.reduced : undefined;
    const earliest = this.earliest(node, node.operands, node.dims);
    const key = node.dims.join(',');
    const alike = this.openByDims.get(key) ?? [];
    const found = alike.find((position) => {
      const loop = this.open[position]!;
      return (
        position >= earliest &&
        (reduced === undefined || loop.reduced === undefined || same(loop.reduced, reduced))
      );
    });
    const index = found ?? this.open.length;
    if (found !== undefined) {
      this.open[found]!.nodes.push(node);
      this.open[found]!.reduced ??= reduced;
    } else {
      this.open.push({dims: node.dims, reduced, nodes: [node]});
      this.openByDims.set(key, [...alike, index]);
    }
    this.loopOf.set(node, index);
  }

  /** The first loop in which all operands are available: written by an earlier loop, or at the same index by this one. */
  private earliest(node: GraphNode, operands: readonly Access[], dims: readonly number[]): number {
    let first = 0;
    const written = {value: node.result, ...node.target};
    for (const other of this.writersOf(written, keptDims(node))) {
      // Pieces of a packed value are written after the zeros that fill it.
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

  /** The nodes that write any element that an access reads. */
  private writersOf(access: Access, dims: readonly number[]): GraphNode[] {
    const [low, high] = range(access, dims);
    return (this.writersById.get(access.value.id) ?? []).filter((node) => {
      const [from, to] = this.written.get(node)!;
      return from <= high && low <= to;
    });
  }

  /** Whether a reader may share the loop of its operand's producer, because it reads only the current element. */
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

/** The dimensions over which a node writes. */
function keptDims(node: GraphNode): readonly number[] {
  return node.kind === 'reduce' ? node.dims.filter((_, axis) => !node.reduced[axis]) : node.dims;
}

/** The first and the last element that an access reads. */
function range({offset, strides}: Access, dims: readonly number[]): [number, number] {
  let [low, high] = [offset, offset];
  for (let axis = 0; axis < strides.length; axis++) {
    const reach = strides[axis]! * (dims[axis]! - 1);
    if (reach < 0) low += reach;
    else high += reach;
  }
  return [low, high];
}

function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** Whether an access reads, at each index of the dimensions, the element that the node writes at the same index. */
function identical(access: Access, node: GraphNode, dims: readonly number[]): boolean {
  return (
    same(node.dims, dims) && access.offset === node.target.offset && same(access.strides, node.target.strides)
  );
}

/**
 * The operands of a map as a reader with other dimensions accesses them when it recomputes the map; undefined if the reader
 * does not read each of the map's elements exactly once.
 */
function compose(map: MapNode, access: Access, dims: readonly number[]): Access[] | undefined {
  const own = rowMajor(map.dims);
  if (access.offset !== 0 || map.target.offset !== 0 || sizeOf(dims) !== sizeOf(map.dims)) return undefined;
  const axisOf = access.strides.map((stride, axis) =>
    own.findIndex((candidate, index) => candidate === stride && map.dims[index] === dims[axis]),
  );
  if (axisOf.includes(-1) || new Set(axisOf).size !== axisOf.length || axisOf.length !== map.dims.length)
    return undefined;
  return map.operands.map(({value, offset, strides}) => ({
    value,
    offset,
    strides: axisOf.map((index) => strides[index]!),
  }));
}
