import type {Loop, Reduction} from '../passes/loop.js';
import {type FunctionBuilder, type Local, V128} from './assembler.js';
import {collapse, spreadTargets} from './collapse.js';
import {Cursor, type Indices, type LoopContext} from './cursor.js';

/** The number of vectors that are computed together, so that shared operands are loaded once. */
const BLOCK = 8;

/** The number of rows that are summed together. */
const ROWS = 4;

/** Loops of at most this many rounds are unrolled. */
const UNROLL = 8;

/** Generates the code of a loop. */
export function emitLoop(f: FunctionBuilder, loop: Loop, context: LoopContext): void {
  new LoopEmitter(f, collapse(spreadTargets(loop)), context).emit();
}

class LoopEmitter {
  private readonly cursor: Cursor;

  constructor(
    private readonly f: FunctionBuilder,
    private readonly loop: Loop,
    private readonly context: LoopContext,
  ) {
    this.cursor = new Cursor(f, loop, context);
  }

  emit(): void {
    const {reduced} = this.loop;
    const all = reduced.map((_, dim) => dim);
    const outer = all.filter((dim) => !reduced[dim]);
    const inner = all.filter((dim) => reduced[dim]);
    if (inner.length === 0) this.emitMap(outer);
    else if (outer.length > 0 && this.isVector(outer.at(-1)!)) this.emitAcross(outer, inner);
    else if (this.isVector(inner.at(-1)!)) this.emitAlong(outer, inner);
    else this.nest(outer, () => this.reduceBlock([new Map()], inner, undefined));
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
      for (const indices of blocks) {
        if (this.context.inPlace)
          for (const {expression} of stores) this.cursor.evaluate(expression, indices);
        for (const store of stores) this.cursor.store(store, indices);
      }
    };
    if (last !== undefined && this.isVector(last)) {
      this.nest(dims.slice(0, -1), () => this.vectors(last, ROWS, body));
    } else {
      this.nest(dims, () => body([new Map()]));
    }
  }

  /** Reductions whose results are contiguous: each lane of a vector accumulates one result. */
  private emitAcross(outer: readonly number[], inner: readonly number[]): void {
    const last = outer.at(-1)!;
    this.nest(outer.slice(0, -1), () =>
      this.vectors(last, BLOCK, (blocks) => this.reduceBlock(blocks, inner, undefined)),
    );
  }

  /** Reductions along contiguous elements: the lanes of a vector accumulate one result, and are combined at the end. */
  private emitAlong(outer: readonly number[], inner: readonly number[]): void {
    const along = inner.at(-1)!;
    const last = outer.at(-1);
    if (last === undefined) {
      this.reduceBlock([new Map()], inner, along);
      return;
    }
    this.nest(outer.slice(0, -1), () => {
      const count = this.loop.dims[last]!;
      this.steps(last, count, ROWS, (rows) => this.reduceBlock(rows, inner, along));
    });
  }

  /** Iterates over a dimension in blocks of vectors. The last vector overlaps the one before if the size is no multiple of 4. */
  private vectors(dim: number, atOnce: number, body: (blocks: readonly Indices[]) => void): void {
    const size = this.loop.dims[dim]!;
    const count = Math.floor(size / 4);
    this.cursor.hoist(new Set([dim]), [new Map()]);
    this.cursor.withVector(dim, () => {
      const block = (first: number, vectors: number) =>
        body(Array.from({length: vectors}, (_, index) => new Map([[dim, first + 4 * index]])));
      const rounds = Math.floor(count / atOnce);
      if (rounds > 1) this.cursor.repeat(dim, rounds, 4 * atOnce, () => block(0, atOnce));
      const done = rounds > 1 ? rounds * atOnce : 0;
      for (let first = done; first < count; first += atOnce)
        this.cursor.scoped(() => block(4 * first, Math.min(atOnce, count - first)));
      if (size % 4 !== 0 && !this.accumulating()) this.cursor.scoped(() => block(size - 4, 1));
    });
    if (size % 4 !== 0 && this.accumulating()) {
      for (let index = 4 * count; index < size; index++)
        this.cursor.scoped(() => body([new Map([[dim, index]])]));
    }
  }

  /** Iterates over a dimension in blocks of elements. The last block overlaps the one before if the size is no multiple. */
  private steps(dim: number, count: number, atOnce: number, body: (rows: readonly Indices[]) => void): void {
    const block = (first: number, rows: number) =>
      body(Array.from({length: rows}, (_, index) => new Map([[dim, first + index]])));
    const rounds = Math.floor(count / atOnce);
    this.cursor.hoist(new Set([dim]), [new Map()]);
    if (rounds > 1) this.cursor.repeat(dim, rounds, atOnce, () => block(0, atOnce));
    else if (rounds === 1) this.cursor.scoped(() => block(0, atOnce));
    const rest = count % atOnce;
    if (rest === 0) return;
    const overlap = rounds > 0 && !this.accumulating();
    this.cursor.scoped(() => (overlap ? block(count - atOnce, atOnce) : block(count - rest, rest)));
  }

  /** Computes all reductions at several indices together, and performs the loop's stores. */
  private reduceBlock(blocks: readonly Indices[], inner: readonly number[], along: number | undefined): void {
    const {f} = this;
    const {reductions, stores} = this.loop;
    const sums = blocks.map(() => reductions.map(() => f.local(V128)));
    for (const [block] of blocks.entries()) {
      for (const [index, {fn}] of reductions.entries())
        f.splat(fn === 'sum' ? 0 : -Infinity).set(sums[block]![index]!);
    }
    const step = (where: Indices, masked: boolean) => {
      for (const [block, indices] of blocks.entries()) {
        const all = new Map([...indices, ...where]);
        for (const store of stores) this.cursor.store(store, all);
        for (const [index, {fn, expression}] of reductions.entries()) {
          const sum = sums[block]![index]!;
          const term = this.cursor.evaluate(expression, all);
          f.get(sum).get(term);
          if (masked && fn === 'sum') f.lanes([-1, 0, 0, 0]).simd('v128.and');
          f.simd(fn === 'sum' ? 'f32x4.add' : 'f32x4.max').set(sum);
        }
      }
    };
    if (along === undefined) {
      this.nest(inner, () => step(new Map(), false), blocks);
    } else {
      this.nest(inner.slice(0, -1), () => this.alongVectors(along, step, blocks), blocks);
    }
    for (const [index, reduction] of reductions.entries()) {
      const results = sums.map((block) => block[index]!);
      if (along === undefined) this.storeEach(reduction, results, blocks);
      else this.storeSums(reduction, results, blocks);
    }
  }

  private alongVectors(
    along: number,
    step: (where: Indices, masked: boolean) => void,
    blocks: readonly Indices[],
  ): void {
    const size = this.loop.dims[along]!;
    const count = Math.floor(size / 4);
    this.cursor.hoist(new Set([along]), blocks);
    this.cursor.withVector(along, () => {
      this.cursor.hoist(new Set([along]), blocks);
      if (count > UNROLL) this.cursor.repeat(along, count, 4, () => step(new Map([[along, 0]]), false));
      else for (let vector = 0; vector < count; vector++) step(new Map([[along, 4 * vector]]), false);
    });
    for (let index = 4 * count; index < size; index++)
      this.cursor.scoped(() => step(new Map([[along, index]]), true));
  }

  /** Stores results that are complete vectors, or single elements in lane 0. */
  private storeEach({target}: Reduction, results: readonly Local[], blocks: readonly Indices[]): void {
    for (const [index, indices] of blocks.entries()) this.cursor.write(target, results[index]!, indices);
  }

  /** Combines the four lanes of each result and stores it. */
  private storeSums({target, fn}: Reduction, results: readonly Local[], blocks: readonly Indices[]): void {
    const {f} = this;
    const combine = fn === 'sum' ? 'f32x4.add' : 'f32x4.max';
    const outer = this.loop.reduced.lastIndexOf(false);
    if (results.length === 4 && target.strides[outer] === 1) {
      // Lane i of the sum of the four transposed vectors is the sum of the lanes of vector i.
      const [a, b, c, d] = results as [Local, Local, Local, Local];
      const pair = (x: Local, y: Local) => {
        f.get(x).get(y).shuffle(0, 4, 1, 5);
        f.get(x).get(y).shuffle(2, 6, 3, 7).simd(combine);
        const local = f.local(V128);
        f.set(local);
        return local;
      };
      const [ab, cd] = [pair(a, b), pair(c, d)];
      const sum = f.local(V128);
      f.get(ab).get(cd).shuffle(0, 1, 4, 5).get(ab).get(cd).shuffle(2, 3, 6, 7).simd(combine).set(sum);
      this.cursor.withVector(outer, () => this.cursor.write(target, sum, blocks[0]!));
      return;
    }
    for (const [index, indices] of blocks.entries()) {
      const result = results[index]!;
      f.get(result).get(result).get(result).shuffle(2, 3, 0, 1).simd(combine).set(result);
      f.get(result).get(result).shuffle(1, 0, 3, 2).get(result).simd(combine).set(result);
      this.cursor.withVector(undefined, () => this.cursor.write(target, result, indices));
    }
  }

  /** Generates nested loops over dimensions, outermost first; loop-invariant expressions are computed before each loop. */
  private nest(dims: readonly number[], body: () => void, blocks: readonly Indices[] = [new Map()]): void {
    const [dim, ...rest] = dims;
    if (dim === undefined) {
      this.cursor.scoped(body);
      return;
    }
    this.cursor.hoist(new Set(dims), blocks);
    this.cursor.repeat(dim, this.loop.dims[dim]!, 1, () => this.nest(rest, body, blocks));
  }

  private accumulating(): boolean {
    const {stores, reductions} = this.loop;
    return [...stores, ...reductions].some(({target}) => this.context.accumulates(target.value));
  }
}
