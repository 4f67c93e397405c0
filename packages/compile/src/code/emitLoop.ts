import {sizeOf} from '../graph/graph.js';
import {DYNAMIC, isLarge, type Loop, type Reduction} from '../passes/loop.js';
import {Accumulator, PART} from './accumulator.js';
import type {FunctionBuilder, Local} from './assembler.js';
import {collapse, spreadTargets} from './collapse.js';
import {Cursor, type LoopContext, type Parts} from './cursor.js';
import {at, both, dimsOf, type Indices, knownDims, NOWHERE} from './indices.js';
import {lane0, ofFourVectors, ofOneVector} from './lanes.js';
import {hasLongChains} from './longChains.js';
import {StoredSums, storesSums} from './storedSums.js';

/** The number of vectors whose reductions are computed together, so that shared operands are loaded once. */
const BLOCK = 4;

/** The same for the products of the rows of one matrix with the columns of another: so many rows, and columns or vectors of them. */
const PRODUCT_ROWS = 4;
const PRODUCT_COLUMNS = 2;

/** The number of rows that are summed together. */
const ROWS = 4;

/** The same for terms of many operands, which would not all be in registers. */
const WIDE_ROWS = 2;

/** Terms of more operands are wide. */
const WIDE = 4;

/** The number of vectors that a map computes in a round. */
const VECTORS = 2;

/** The same for functions that are long chains of instructions; and the number of groups of terms of such functions. */
const LONG_VECTORS = 4;
const LONG_GROUPS = 2;

/** Dimensions of at most so many vectors have no loop. */
const UNROLLED = 6;

/** Reduced dimensions of at most so many terms have no loop: the loads of more would all be first, and fill the registers. */
const UNROLLED_TERMS = 3;

/** The number of terms that are combined with each other before they are added to those before. */
const GROUP = 2;

/** Adds the terms at some indices of the reduced dimensions, group by group; only lane 0 of each if they are single elements. */
type AddTerms = (places: readonly Indices[], areSingle?: boolean) => void;

/** Generates the code of a loop. */
export function emitLoop(f: FunctionBuilder, loop: Loop, context: LoopContext): void {
  const {dims, rows} = loop;
  const dynamic = rows === undefined ? loop : {...loop, dims: [...dims].with(rows.dim, DYNAMIC)};
  new LoopEmitter(f, collapse(spreadTargets(dynamic)), context).emit();
}

class LoopEmitter {
  private readonly cursor: Cursor;
  private readonly storesSums: boolean;
  private readonly isLong: boolean;

  constructor(
    private readonly f: FunctionBuilder,
    private readonly loop: Loop,
    private readonly context: LoopContext,
  ) {
    this.cursor = new Cursor(f, loop, context);
    this.isLong = hasLongChains(loop);
    this.storesSums = context.storedSums !== undefined && storesSums(loop);
  }

  emit(): void {
    const {reduced} = this.loop;
    const all = reduced.map((_, dim) => dim);
    const outer = all.filter((dim) => !reduced[dim]);
    const inner = all.filter((dim) => reduced[dim]);
    if (inner.length === 0) this.emitMap(outer);
    else if (outer.length > 0 && this.isVector(outer.at(-1)!)) this.emitAcross(outer, inner);
    else if (this.isVector(inner.at(-1)!)) this.emitAlong(outer, inner);
    else this.nest(outer, () => this.reduceBlock([NOWHERE], inner, undefined));
  }

  /** Whether a dimension can be vectorized: every access is contiguous along it or does not vary, and it has four elements. */
  private isVector(dim: number): boolean {
    const writes = this.loop.stores.every(({target}) => target.strides[dim] === 1);
    const outward =
      this.loop.reduced[dim] || this.loop.reductions.every(({target}) => target.strides[dim] === 1);
    const steps = this.cursor.reads.every(({strides}) => strides[dim] === 0 || strides[dim] === 1);
    return writes && outward && steps && this.loop.dims[dim]! >= 4;
  }

  private emitMap(dims: readonly number[]): void {
    const last = dims.at(-1);
    const body = (blocks: readonly Indices[]) => {
      const {stores} = this.loop;
      if (this.isLong && !this.context.inPlace) {
        this.storeTogether(blocks);
        return;
      }
      for (const indices of blocks) {
        if (this.context.inPlace)
          for (const {expression} of stores) this.cursor.evaluate(expression, indices);
        for (const store of stores) this.cursor.store(store, indices);
      }
    };
    if (last !== undefined && this.isVector(last)) {
      const most = this.isLong ? LONG_VECTORS : VECTORS;
      this.nest(dims.slice(0, -1), () => this.vectors(last, most, body));
    } else {
      this.nest(dims, () => body([NOWHERE]));
    }
  }

  /** Performs one store after the other, each at several indices: all is computed before the first is written. */
  private storeTogether(places: readonly Indices[]): void {
    const {cursor} = this;
    for (const store of this.loop.stores) {
      for (const place of places) cursor.evaluate(store.expression, place);
      for (const place of places) cursor.store(store, place);
    }
  }

  /** Reductions whose results are contiguous: each lane of a vector accumulates one result. */
  private emitAcross(outer: readonly number[], inner: readonly number[]): void {
    const last = outer.at(-1)!;
    const row = outer.at(-2);
    const {storedSums} = this.context;
    if (storedSums !== undefined && this.storesSums) {
      this.emitStored(row, last, inner[0]!, storedSums);
      return;
    }
    if (row === undefined || this.loop.dims[row] === DYNAMIC || !this.isProduct(row, last)) {
      this.nest(outer.slice(0, -1), () =>
        this.vectors(last, BLOCK, (blocks) => this.reduceBlock(blocks, inner, undefined)),
      );
      return;
    }
    this.nest(outer.slice(0, -2), () =>
      this.products(row, last, (blocks) => this.reduceBlock(blocks, inner, undefined)),
    );
  }

  /** Iterates over the rows and columns of a product in blocks: over vectors of columns, or single ones. */
  private products(
    row: number,
    column: number,
    body: (blocks: readonly Indices[]) => void,
    columns = this.vectors,
  ): void {
    this.steps(row, PRODUCT_ROWS, (rows) =>
      columns.call(this, column, PRODUCT_COLUMNS, (others) =>
        body(rows.flatMap((one) => others.map((other) => both(one, other)))),
      ),
    );
  }

  /** Whether the terms along a dimension have many operands. */
  private isWide(dim: number): boolean {
    return this.cursor.operands.filter(({strides}) => strides[dim] !== 0).length > WIDE;
  }

  /** Whether each operand varies along one of two dimensions at most, so that a block of both reads it several times. */
  private isProduct(row: number, column: number): boolean {
    return this.cursor.operands.every(({strides}) => strides[row] === 0 || strides[column] === 0);
  }

  /** Whether the rows of a large matrix are summed along, for each index of the dimension before. */
  private sharesMatrix(before: number, row: number, along: number): boolean {
    const {dims} = this.loop;
    return isLarge(dims[row]! * dims[along]!) && dims[before] !== DYNAMIC && this.isProduct(before, row);
  }

  /** Reductions along contiguous elements: the lanes of a vector accumulate one result, and are combined at the end. */
  private emitAlong(outer: readonly number[], inner: readonly number[]): void {
    const along = inner.at(-1)!;
    const last = outer.at(-1);
    if (last === undefined) {
      this.reduceBlock([NOWHERE], inner, along);
      return;
    }
    if (this.loop.dims[last] === DYNAMIC) {
      this.nest(outer, () => this.reduceBlock([NOWHERE], inner, along));
      return;
    }
    const before = outer.at(-2);
    if (before !== undefined && this.sharesMatrix(before, last, along)) {
      this.nest(outer.slice(0, -2), () =>
        this.products(before, last, (blocks) => this.reduceBlock(blocks, inner, along), this.steps),
      );
      return;
    }
    this.nest(outer.slice(0, -1), () => {
      const rows = this.isWide(along) ? WIDE_ROWS : ROWS;
      this.steps(last, rows, (indices) => this.reduceBlock(indices, inner, along));
    });
  }

  /** Iterates over a dimension in blocks of vectors, single elements last if results are added to. */
  private vectors(dim: number, most: number, body: (blocks: readonly Indices[]) => void): void {
    const size = this.loop.dims[dim]!;
    const whole = 4 * Math.floor(size / 4);
    const atOnce = size <= 4 * UNROLLED ? UNROLLED : most;
    this.cursor.hoist([dim], [NOWHERE]);
    this.cursor.withVector(dim, () => this.blocks(dim, this.mayRepeat() ? size : whole, 4, atOnce, body));
    if (this.mayRepeat()) return;
    for (let index = whole; index < size; index++) this.cursor.scoped(() => body([at(dim, index)]));
  }

  /** Iterates over a dimension in blocks of elements. */
  private steps(dim: number, most: number, body: (rows: readonly Indices[]) => void): void {
    this.cursor.hoist([dim], [NOWHERE]);
    this.blocks(dim, this.loop.dims[dim]!, 1, most, body);
  }

  /**
   * Iterates over the first elements of a dimension in blocks. Where results may be computed twice, all blocks have the same code, and
   * the second one overlaps the first.
   *
   * @param size how many elements there are
   * @param unit the elements that are computed at once
   * @param most the most units in a block
   */
  private blocks(
    dim: number,
    size: number,
    unit: number,
    most: number,
    body: (indices: readonly Indices[]) => void,
  ): void {
    const units = Math.ceil(size / unit);
    const overlaps = this.mayRepeat();
    const atOnce = overlaps ? blockSize(units, most) : Math.min(units, most);
    const length = unit * atOnce;
    const block = (first: number, count: number) =>
      body(Array.from({length: count}, (_, index) => at(dim, Math.min(first + unit * index, size - unit))));
    const rounds = overlaps ? Math.ceil(units / atOnce) : Math.floor(units / atOnce);
    const firstStep = overlaps ? size - length * (rounds - 1) : length;
    if (rounds > 1) this.cursor.repeat(dim, rounds, length, () => block(0, atOnce), {firstStep});
    else this.cursor.scoped(() => block(0, atOnce));
    const rest = units - rounds * atOnce;
    if (rest > 0) this.cursor.scoped(() => block(rounds * length, rest));
  }

  /** Computes all reductions at several indices together, and performs the loop's stores. */
  private reduceBlock(blocks: readonly Indices[], inner: readonly number[], along: number | undefined): void {
    const {f} = this;
    const {reductions, dims} = this.loop;
    const inParts = this.isInParts(inner, along);
    const sums = blocks.map(() => reductions.map(({fn}) => new Accumulator(f, fn, inParts)));
    const end = () => {
      for (const sum of sums.flat()) sum.endPart();
    };
    const parts = inParts ? {rounds: PART / GROUP, end} : undefined;
    const add = this.adding(sums, blocks);
    const last = inner.at(-1)!;
    this.nest(
      inner.slice(0, -1),
      () => {
        this.cursor.hoist([last], blocks);
        if (along === undefined) this.addAll(last, dims[last]!, 1, add, parts);
        else this.addVectors(along, add, parts, blocks);
        end();
      },
      blocks,
    );
    for (const [index, reduction] of reductions.entries()) {
      const results = sums.map((block) => block[index]!.result());
      if (along === undefined) this.storeEach(reduction, results, blocks);
      else this.storeSums(reduction, results, blocks);
    }
  }

  /** Adds terms to the accumulators of the reductions at several indices, and performs the loop's stores. */
  private adding(sums: readonly (readonly Accumulator[])[], blocks: readonly Indices[]): AddTerms {
    const {f, cursor, loop} = this;
    return (places, areSingle = false) => {
      blocks.forEach((indices, block) => {
        const all = places.map((place) => both(indices, place));
        if (this.isLong) this.storeTogether(all);
        else for (const place of all) for (const store of loop.stores) cursor.store(store, place);
        for (let first = 0; first < all.length; first += GROUP) {
          const group = all.slice(first, first + GROUP);
          loop.reductions.forEach(({fn, expression}, index) => {
            const sum = sums[block]![index]!;
            const products = fn === 'sum' && !areSingle ? cursor.products(expression, group) : undefined;
            if (products !== undefined) {
              sum.addProducts(products);
              return;
            }
            const terms = group.map((place) => cursor.evaluate(expression, place));
            sum.add(areSingle && fn === 'sum' ? terms.map((term) => lane0(f, term)) : terms);
          });
        }
      });
    };
  }

  /** The sums of the rows of a large matrix, for each row of a product: part by part, each for all columns. Between parts, sums are in memory. */
  private emitStored(row: number | undefined, column: number, term: number, start: number): void {
    const {f, cursor} = this;
    const stored = new StoredSums(f, start);
    const pass = (body: (blocks: readonly Indices[]) => void) => {
      stored.rewind();
      if (row === undefined) this.vectors(column, BLOCK, body);
      else this.products(row, column, body);
    };
    const part = (first: number, terms: number) =>
      pass((blocks) => {
        const sums = blocks.map(() => [new Accumulator(f, 'sum', false)]);
        const add = this.adding(sums, blocks);
        const group = Math.min(GROUP, terms);
        const places = Array.from({length: group}, (_, index) => at(term, first + index));
        cursor.repeat(term, terms / group, group, () => add(places));
        stored.add(sums.flat());
      });
    const count = this.loop.dims[term]!;
    const grouped = GROUP * Math.floor(count / GROUP);
    const head = grouped % PART;
    pass((blocks) => stored.clear(blocks.length));
    if (head > 0) part(0, head);
    cursor.repeat(term, Math.floor(grouped / PART), PART, () => part(head, PART));
    if (grouped < count) part(grouped, 1);
    pass((blocks) => this.storeEach(this.loop.reductions[0]!, stored.results(blocks.length), blocks));
  }

  /** Whether sums have so many terms in each lane that they are made of parts. Steps are summed one by one, as eagerly. */
  private isInParts(inner: readonly number[], along: number | undefined): boolean {
    const sizes = inner.map((dim) => this.loop.dims[dim]!);
    return !sizes.includes(DYNAMIC) && sizeOf(sizes) / (along === undefined ? 1 : 4) >= PART;
  }

  /**
   * Adds all terms along a dimension.
   *
   * @param count how many there are
   * @param step from the index of one to that of the next
   */
  private addAll(dim: number, count: number, step: number, add: AddTerms, parts: Parts | undefined): void {
    const next = (first: number, terms: number) =>
      add(Array.from({length: terms}, (_, index) => at(dim, step * (first + index))));
    if (count === DYNAMIC) {
      this.cursor.repeat(dim, count, step, () => next(0, 1));
      return;
    }
    // A sum of a few terms adds one by one, as eagerly; maxima are the same in any order.
    const isSum = this.loop.reductions.some(({fn}) => fn === 'sum');
    const size = isSum && parts === undefined ? 1 : GROUP;
    const groups = Math.floor(count / size);
    const most = this.loop.stores.length > 0 && this.isWide(dim) ? UNROLLED : UNROLLED_TERMS;
    const looped = groups * size > most ? groups : 0;
    const together = this.isLong && size === GROUP && looped % LONG_GROUPS === 0 ? LONG_GROUPS : 1;
    const rounds = parts && {...parts, rounds: parts.rounds / together};
    if (looped > 0)
      this.cursor.repeat(dim, looped / together, step * size * together, () => next(0, size * together), {
        parts: rounds,
      });
    for (let first = looped * size; first < count; first += size)
      this.cursor.scoped(() => next(first, Math.min(size, count - first)));
  }

  /** Adds the vectors of terms along a dimension, then the elements that are left. */
  private addVectors(
    along: number,
    add: AddTerms,
    parts: Parts | undefined,
    blocks: readonly Indices[],
  ): void {
    const size = this.loop.dims[along]!;
    const count = Math.floor(size / 4);
    this.cursor.withVector(along, () => {
      this.cursor.hoist([along], blocks);
      this.addAll(along, count, 4, add, parts);
    });
    for (let index = 4 * count; index < size; index++)
      this.cursor.scoped(() => add([at(along, index)], true));
  }

  /** Stores results that are complete vectors, or single elements in lane 0. */
  private storeEach({target}: Reduction, results: readonly Local[], blocks: readonly Indices[]): void {
    blocks.forEach((indices, index) => {
      this.cursor.write(target, results[index]!, indices);
    });
  }

  /** Combines the four lanes of each result and stores it. */
  private storeSums({target, fn}: Reduction, results: readonly Local[], blocks: readonly Indices[]): void {
    const {f} = this;
    const outer = this.loop.reduced.lastIndexOf(false);
    const areNeighbors = target.strides[outer] === 1 && knownDims(blocks[0]!) === dimsOf([outer]);
    if (results.length === 4 && areNeighbors) {
      const sum = ofFourVectors(f, fn, results);
      this.cursor.withVector(outer, () => this.cursor.write(target, sum, blocks[0]!));
      return;
    }
    for (const [index, indices] of blocks.entries()) {
      const sum = ofOneVector(f, fn, results[index]!);
      this.cursor.withVector(undefined, () => this.cursor.write(target, sum, indices));
    }
  }

  /** Generates nested loops over dimensions, outermost first; loop-invariant expressions are computed before each loop. */
  private nest(dims: readonly number[], body: () => void, blocks: readonly Indices[] = [NOWHERE]): void {
    const [dim, ...rest] = dims;
    if (dim === undefined) {
      this.cursor.scoped(body);
      return;
    }
    this.cursor.hoist(dims, blocks);
    this.cursor.repeat(dim, this.loop.dims[dim]!, 1, () => this.nest(rest, body, blocks));
  }

  /** Whether results may be computed twice: what is added to them would be added twice. */
  private mayRepeat(): boolean {
    const {stores, reductions} = this.loop;
    const {inPlace, accumulates} = this.context;
    return (
      !inPlace &&
      !this.storesSums &&
      ![...stores, ...reductions].some(({target}) => accumulates(target.value))
    );
  }
}

/** The size of the blocks, `most` at most, that cover so many units with the least overlap, and of these the largest. */
function blockSize(units: number, most: number): number {
  let best = Math.min(units, most);
  for (let size = best; 2 * size > most; size--) {
    if (size * Math.ceil(units / size) < best * Math.ceil(units / best)) best = size;
  }
  return best;
}
