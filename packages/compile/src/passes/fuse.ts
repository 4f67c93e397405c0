import {
  type Access,
  type GraphNode,
  type ListNode,
  listsIn,
  type MapNode,
  type RowDimension,
  type ScalarFunction,
  sizeOf,
  type TopNode,
  type Value,
} from '../graph/graph.js';
import {
  type Expression,
  isLarge,
  type Load,
  type Loop,
  type Reduction,
  type Routine,
  type Store,
} from './loop.js';
import {compose, elementsOf, isSameDimension, overlap, type Part, partOf, same, writes} from './part.js';
import {CHEAP} from './partition.js';

/** The most functions that each reader may recompute instead of loading a stored result. */
const INLINE_LIMIT = 5;

/** Maps with fewer elements are stored: recomputing them would gain nothing. */
const INLINE_SIZE = 32;

/**
 * Fuses nodes into loops: maps over the same dimensions share a loop, products are computed inside the sums that read them,
 * and cheap maps are recomputed by each reader instead of being stored. Searches and lists are routines of their own, and
 * so are sums of products with a large weight: what takes time is to read the weight, each in the order in which it is in memory.
 *
 * @param nodes in an order in which they can run
 * @param kept whether a value must be stored because it is read outside these nodes
 */
export function fuse(nodes: readonly GraphNode[], kept: (value: Value) => boolean): Routine[] {
  return new Fusion(nodes, kept).routines();
}

/** Whether an access reads rows that will be overwritten. */
function isOverwritten({value: {role}}: Access): boolean {
  return role.kind === 'rows' && !role.isNew;
}

/** Whether a node is a routine of its own. */
function isAlone(node: GraphNode): node is TopNode | ListNode {
  return node.kind === 'top' || node.kind === 'list';
}

/** A loop under construction; or another routine, which has one part. */
interface OpenLoop {
  readonly dims: readonly number[];
  readonly rows: RowDimension | undefined;
  reduced: readonly boolean[] | undefined;
  readonly parts: Part[];
}

class Fusion {
  private readonly parts: readonly Part[];
  /** The nodes that write each value, by the value's id. */
  private readonly writersById = new Map<number, Part[]>();
  private readonly open: OpenLoop[] = [];
  /** The ids of the values that loops read from memory. */
  private readonly loaded = new Set<number>();
  /** The positions of the loops over each list of dimensions. */
  private readonly openByDims = new Map<string, number[]>();

  constructor(
    nodes: readonly GraphNode[],
    private readonly kept: (value: Value) => boolean,
  ) {
    this.parts = nodes.map(partOf);
    for (const part of this.parts) {
      const {id} = part.node.result;
      const before = this.writersById.get(id);
      if (before === undefined) this.writersById.set(id, [part]);
      else before.push(part);
    }
    // A value that is packed by several nodes is written by none alone.
    for (const list of this.writersById.values())
      if (list.length > 1) for (const part of list) part.wholeMap = undefined;
    this.chooseInlined();
    for (const part of this.parts) if (!part.isInlined) this.assign(part);
  }

  routines(): Routine[] {
    const built = this.open.map((loop, index) => {
      const {node} = loop.parts[0]!;
      return this.single(node) ?? this.build(loop, index);
    });
    const needed = ({target: {value}}: Store) => this.loaded.has(value.id) || this.kept(value);
    return built.map((routine) =>
      routine.kind === undefined ? {...routine, stores: routine.stores.filter(needed)} : routine,
    );
  }

  /**
   * Decides which maps are not stored. The elementwise products of a matrix product never are: they would be far larger than
   * any other value. Other maps are not if they are cheap, and every reader reads each of their elements once. Maps of rows that are
   * about to be overwritten are stored: a reader may come later.
   */
  private chooseInlined(): void {
    const readers = new Map<number, {node: GraphNode; access: Access}[]>();
    for (const {node} of this.parts) {
      for (const access of node.operands) {
        const {id} = access.value;
        const before = readers.get(id);
        if (before === undefined) readers.set(id, [{node, access}]);
        else before.push({node, access});
      }
    }
    for (const part of this.parts) {
      const map = part.wholeMap;
      if (map === undefined || this.kept(map.result) || map.operands.some(isOverwritten)) continue;
      const users = readers.get(map.result.id) ?? [];
      let cost = 1;
      for (const {value} of map.operands) {
        const producer = this.writersById.get(value.id)?.[0];
        if (producer?.isInlined) cost += producer.cost;
      }
      const product = users.length === 1 && users[0]!.node.kind === 'reduce' && map.fn === 'mul';
      const cheap = CHEAP.has(map.fn) && cost <= INLINE_LIMIT && map.result.size >= INLINE_SIZE;
      if (!(product || cheap)) continue;
      part.isInlined = users.every(
        ({node, access}) => !isAlone(node) && compose(map, access, node.dims) !== undefined,
      );
      part.cost = cost;
    }
  }

  /** Adds a node to the first loop with the same dimensions that runs after its operands are written, or to a new one. */
  private assign(part: Part): void {
    const {node} = part;
    const reduced = node.kind === 'reduce' ? node.reduced : undefined;
    const earliest = this.earliest(part, node.operands, node.dims);
    const {dims, rows} = node;
    if (isAlone(node) || node.result.role.kind === 'rows' || this.readsLargeWeight(node)) {
      part.loop = this.open.length;
      this.open.push({dims, rows, reduced, parts: [part]});
      return;
    }
    const key = `${dims.join(',')} ${rows?.list.id} ${rows?.dim}`;
    let alike = this.openByDims.get(key);
    if (alike === undefined) {
      alike = [];
      this.openByDims.set(key, alike);
    }
    const found = alike.find((position) => {
      const loop = this.open[position]!;
      return (
        position >= earliest &&
        (reduced === undefined || loop.reduced === undefined || same(loop.reduced, reduced))
      );
    });
    part.loop = found ?? this.open.length;
    if (found !== undefined) {
      this.open[found]!.parts.push(part);
      this.open[found]!.reduced ??= reduced;
    } else {
      this.open.push({dims, rows, reduced, parts: [part]});
      alike.push(part.loop);
    }
  }

  /** Whether a node sums products with a large weight. */
  private readsLargeWeight(node: GraphNode): boolean {
    if (node.kind !== 'reduce') return false;
    const producers = this.writersById.get(node.operands[0].value.id) ?? [];
    const factors = producers.flatMap((producer) => producer.node.operands);
    return factors.some(({value}) => value.role.kind === 'weight' && isLarge(value.size));
  }

  /** The first loop in which all operands are available: written by an earlier loop, or at the same index by this one. */
  private earliest(part: Part, operands: readonly Access[], dims: readonly number[]): number {
    let first = 0;
    for (const other of this.writersById.get(part.node.result.id)!) {
      // Pieces of a packed value are written after the zeros that fill it.
      if (other === part) break;
      if (overlap(other, part)) first = Math.max(first, other.loop + 1);
    }
    for (const {id} of listsIn(part.node)) {
      for (const {loop} of this.writersById.get(id) ?? []) first = Math.max(first, loop + 1);
    }
    first = Math.max(first, this.afterReaders(part));
    for (const access of operands) {
      const producers = this.writersOf(access, dims);
      for (const producer of producers) {
        if (producer.isInlined) {
          const reads = compose(producer.wholeMap!, access, dims)!;
          first = Math.max(first, this.earliest(producer, reads, dims));
        } else {
          const isTogether = producers.length === 1 && writes(producer, access, dims);
          first = Math.max(first, isTogether ? producer.loop : producer.loop + 1);
        }
      }
    }
    return first;
  }

  /** The first loop in which rows that a node changes in place are no longer read as they were. */
  private afterReaders({node}: Part): number {
    const {role} = node.result;
    if (role.kind !== 'rows') return 0;
    let first = 0;
    for (const other of this.parts) {
      if (other.loop < 0) continue;
      for (const {value} of other.node.operands) {
        const {role: read} = value;
        if (read.kind !== 'rows' || read.isNew) continue;
        if (read.state === role.state && read.gradient === role.gradient)
          first = Math.max(first, other.loop + 1);
      }
    }
    return first;
  }

  /** The nodes that write any element that an access reads. */
  private writersOf(access: Access, dims: readonly number[]): readonly Part[] {
    const all = this.writersById.get(access.value.id) ?? [];
    if (all.length <= 1) return all;
    const elements = elementsOf(access, dims);
    return all.filter((part) => overlap(part, elements));
  }

  /** The routine of a node that is one alone. */
  private single(node: GraphNode): Routine | undefined {
    if (!isAlone(node)) return undefined;
    const {operands, result} = node;
    for (const {value} of operands) this.loaded.add(value.id);
    const target = {value: result, ...node.target};
    if (node.kind === 'list') return {kind: 'list', operands, shapes: node.shapes, target};
    const [operand] = node.operands;
    return {
      kind: 'search',
      count: node.count,
      size: sizeOf(node.dims),
      list: node.rows?.list,
      operand,
      target,
    };
  }

  private build({dims, rows, reduced, parts}: OpenLoop, index: number): Loop {
    const loads = new Map<number, Load[]>();
    const applied = new Map<string, Expression>();
    let count = 0;
    const load = (access: Access): Expression => {
      const {value, offset, strides} = access;
      const before = loads.get(value.id) ?? [];
      const known = before.find(
        ({access: other}) =>
          other.offset === offset && same(other.strides, strides) && isSameDimension(other.rows, access.rows),
      );
      if (known !== undefined) return known;
      const expression: Load = {kind: 'load', id: count++, access};
      this.loaded.add(value.id);
      before.push(expression);
      loads.set(value.id, before);
      return expression;
    };
    const apply = (fn: ScalarFunction, operands: readonly Expression[]): Expression => {
      if (fn === 'copy') return operands[0]!;
      let key: string = fn;
      for (const {id} of operands) key += ` ${id}`;
      let expression = applied.get(key);
      if (expression === undefined) {
        expression = {kind: 'apply', id: count++, fn, operands};
        applied.set(key, expression);
      }
      return expression;
    };
    /** What a map of this loop computes at the current index. */
    const computed = (part: Part): Expression => {
      part.expression ??= apply((part.node as MapNode).fn, part.node.operands.map(read));
      return part.expression;
    };
    const read = (access: Access): Expression => {
      const producers = this.writersOf(access, dims);
      const producer = producers[0];
      if (producer?.isInlined) {
        const map = producer.wholeMap!;
        return apply(map.fn, compose(map, access, dims)!.map(read));
      }
      const isHere = producer?.loop === index && producers.length === 1 && writes(producer, access, dims);
      return isHere ? computed(producer) : load(access);
    };
    const stores: Store[] = [];
    const reductions: Reduction[] = [];
    for (const part of parts) {
      const {node} = part;
      const target = {value: node.result, ...node.target};
      if (node.kind === 'reduce') reductions.push({fn: node.fn, expression: read(node.operands[0]), target});
      else if (node.kind === 'map') stores.push({expression: computed(part), target});
    }
    return {dims, rows, reduced: reduced ?? dims.map(() => false), stores, reductions};
  }
}
