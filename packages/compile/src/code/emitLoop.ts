import type {Access, Value} from '../graph/graph.js';
import type {Expression, Loop, Reduction, Store} from '../passes/fuse.js';
import {type FunctionBuilder, I32, type Local, V128} from './assembler.js';
import {accesses, collapse, spreadTargets} from './collapse.js';
import {emitFunction} from './functions.js';

/** Where a value lies: so many bytes from the address in a local, or from 0. */
export interface Place {
  readonly base?: Local | undefined;
  readonly offset: number;
}

/** What code needs to know beyond the loop. */
export interface Surroundings {
  place(value: Value): Place;
  /** Whether stores to a value add to what is there. */
  accumulates(value: Value): boolean;
  /** The local that holds the size of a dimension which is known only when the code runs (`DYNAMIC`). */
  readonly count?: Local;
}

/** Stands for the size of a dimension that is known only when the code runs. */
export const DYNAMIC = -1;

/** How many vectors are computed side by side, so that what they share is loaded once. */
const BLOCK = 8;

/** How many rows a sum along a row takes at a time. */
const ROWS = 4;

/** Loops of at most this many rounds are written out. */
const UNROLL = 8;

/** Where in the dimensions code is computed: an index that is known, on top of those of the running loops. */
type Constants = ReadonlyMap<number, number>;

/** A loop that is running: its dimension, and the byte offsets that it keeps, by the strides of all running loops. */
interface Running {
  readonly dim: number;
  readonly offsets: ReadonlyMap<string, Local>;
}

/** Writes the code of a loop. */
export function emitLoop(f: FunctionBuilder, loop: Loop, surroundings: Surroundings): void {
  new LoopEmitter(f, collapse(spreadTargets(loop)), surroundings).emit();
}

class LoopEmitter {
  private readonly running: Running[] = [];
  private readonly scopes: Map<string, Local>[] = [new Map()];
  private readonly dependencies = new Map<Expression, ReadonlySet<number>>();
  private readonly reads: Access[];
  /** The dimension along which four neighbours are computed at a time; undefined while it is one at a time. */
  private vectorDim: number | undefined;

  constructor(
    private readonly f: FunctionBuilder,
    private readonly loop: Loop,
    private readonly surroundings: Surroundings,
  ) {
    this.reads = accesses(loop);
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

  /** Whether everyone goes along a dimension in order, or not at all, and there are four neighbours. */
  private isVector(dim: number): boolean {
    const writes = this.loop.stores.every(({target}) => target.strides[dim] === 1);
    const outward =
      this.loop.reduced[dim] || this.loop.reductions.every(({target}) => target.strides[dim] === 1);
    const steps = this.reads.every(({strides}) => strides[dim] === 0 || strides[dim] === 1);
    return writes && outward && steps && this.loop.dims[dim]! >= 4;
  }

  private emitMap(dims: readonly number[]): void {
    const last = dims.at(-1);
    const body = (blocks: readonly Constants[]) => {
      for (const constants of blocks) for (const store of this.loop.stores) this.store(store, constants);
    };
    if (last !== undefined && this.isVector(last)) {
      this.nest(dims.slice(0, -1), () => this.vectors(last, ROWS, body));
    } else {
      this.nest(dims, () => body([new Map()]));
    }
  }

  /** Sums whose results are neighbours: vectors of results, each adding up what it is made of. */
  private emitAcross(outer: readonly number[], inner: readonly number[]): void {
    const last = outer.at(-1)!;
    this.nest(outer.slice(0, -1), () =>
      this.vectors(last, BLOCK, (blocks) => this.reduceBlock(blocks, inner, undefined)),
    );
  }

  /** Sums along neighbours: four partial sums a result, added up at the end; four results at a time. */
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

  /** Goes over a dimension in vectors, so many at a time; what is left over is covered by a vector that overlaps. */
  private vectors(dim: number, atOnce: number, body: (blocks: readonly Constants[]) => void): void {
    const size = this.loop.dims[dim]!;
    const count = Math.floor(size / 4);
    this.hoist(new Set([dim]), [new Map()]);
    this.withVector(dim, () => {
      const block = (first: number, vectors: number) =>
        body(Array.from({length: vectors}, (_, index) => new Map([[dim, first + 4 * index]])));
      const rounds = Math.floor(count / atOnce);
      if (rounds > 1) this.repeat(dim, rounds, 4 * atOnce, () => block(0, atOnce));
      const done = rounds > 1 ? rounds * atOnce : 0;
      for (let first = done; first < count; first += atOnce)
        this.scoped(() => block(4 * first, Math.min(atOnce, count - first)));
      if (size % 4 !== 0 && !this.accumulating()) this.scoped(() => block(size - 4, 1));
    });
    if (size % 4 !== 0 && this.accumulating()) {
      for (let index = 4 * count; index < size; index++) this.scoped(() => body([new Map([[dim, index]])]));
    }
  }

  /** Goes over a dimension one by one, so many at a time; the last ones overlap those before, if there are enough. */
  private steps(
    dim: number,
    count: number,
    atOnce: number,
    body: (rows: readonly Constants[]) => void,
  ): void {
    const block = (first: number, rows: number) =>
      body(Array.from({length: rows}, (_, index) => new Map([[dim, first + index]])));
    const rounds = Math.floor(count / atOnce);
    this.hoist(new Set([dim]), [new Map()]);
    if (rounds > 1) this.repeat(dim, rounds, atOnce, () => block(0, atOnce));
    else if (rounds === 1) this.scoped(() => block(0, atOnce));
    const rest = count % atOnce;
    if (rest === 0) return;
    const overlap = rounds > 0 && !this.accumulating();
    this.scoped(() => (overlap ? block(count - atOnce, atOnce) : block(count - rest, rest)));
  }

  /** Computes every reduction at several places side by side, and stores what is stored on the way. */
  private reduceBlock(
    blocks: readonly Constants[],
    inner: readonly number[],
    along: number | undefined,
  ): void {
    const {f} = this;
    const {reductions, stores} = this.loop;
    const sums = blocks.map(() => reductions.map(() => f.local(V128)));
    for (const [block] of blocks.entries()) {
      for (const [index, {fn}] of reductions.entries())
        f.splat(fn === 'sum' ? 0 : -Infinity).set(sums[block]![index]!);
    }
    const step = (where: Constants, masked: boolean) => {
      for (const [block, constants] of blocks.entries()) {
        const place = new Map([...constants, ...where]);
        for (const store of stores) this.store(store, place);
        for (const [index, {fn, expression}] of reductions.entries()) {
          const sum = sums[block]![index]!;
          const term = this.evaluate(expression, place);
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
    step: (where: Constants, masked: boolean) => void,
    blocks: readonly Constants[],
  ): void {
    const size = this.loop.dims[along]!;
    const count = Math.floor(size / 4);
    this.hoist(new Set([along]), blocks);
    this.withVector(along, () => {
      this.hoist(new Set([along]), blocks);
      if (count > UNROLL) this.repeat(along, count, 4, () => step(new Map([[along, 0]]), false));
      else for (let vector = 0; vector < count; vector++) step(new Map([[along, 4 * vector]]), false);
    });
    for (let index = 4 * count; index < size; index++)
      this.scoped(() => step(new Map([[along, index]]), true));
  }

  /** Stores results of which each vector, or in the scalar case each lane 0, is whole. */
  private storeEach({target}: Reduction, results: readonly Local[], blocks: readonly Constants[]): void {
    for (const [index, constants] of blocks.entries()) this.write(target, results[index]!, constants);
  }

  /** Adds up the four lanes of each result and stores them. */
  private storeSums({target, fn}: Reduction, results: readonly Local[], blocks: readonly Constants[]): void {
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
      this.withVector(outer, () => this.write(target, sum, blocks[0]!));
      return;
    }
    for (const [index, constants] of blocks.entries()) {
      const result = results[index]!;
      f.get(result).get(result).get(result).shuffle(2, 3, 0, 1).simd(combine).set(result);
      f.get(result).get(result).shuffle(1, 0, 3, 2).get(result).simd(combine).set(result);
      this.withVector(undefined, () => this.write(target, result, constants));
    }
  }

  /** Runs the body at every index of the dimensions, outermost first; what does not change in a loop is computed before. */
  private nest(dims: readonly number[], body: () => void, blocks: readonly Constants[] = [new Map()]): void {
    const [dim, ...rest] = dims;
    if (dim === undefined) {
      this.scoped(body);
      return;
    }
    this.hoist(new Set(dims), blocks);
    this.repeat(dim, this.loop.dims[dim]!, 1, () => this.nest(rest, body, blocks));
  }

  /** A loop over a dimension: so many rounds, so many elements further each. */
  private repeat(dim: number, rounds: number, step: number, body: () => void): void {
    const {f} = this;
    const offsets = new Map<string, Local>();
    const steps: {local: Local; bytes: number}[] = [];
    for (const access of this.reads) {
      const stride = access.strides[dim]!;
      const key = this.key(access, dim);
      if (stride === 0 || offsets.has(key)) continue;
      const local = f.local(I32);
      const before = this.offset(access);
      if (before === undefined) f.i32(0).set(local);
      else f.get(before).set(local);
      offsets.set(key, local);
      steps.push({local, bytes: 4 * stride * step});
    }
    const counter = f.local(I32);
    f.i32(0).set(counter);
    this.running.push({dim, offsets});
    f.loopWhileBelow(
      counter,
      () => (rounds === DYNAMIC ? f.get(this.surroundings.count!) : f.i32(rounds)),
      () => {
        this.scoped(body);
        for (const {local, bytes} of steps) f.get(local).i32(bytes).add().set(local);
        f.get(counter).i32(1).add().set(counter);
      },
    );
    this.running.pop();
  }

  /** The strides of an access in the running loops, and in one that is about to run. */
  private key({strides}: Access, next?: number): string {
    const dims = this.running.map(({dim}) => dim);
    return [...dims, ...(next === undefined ? [] : [next])].map((dim) => strides[dim]).join(',');
  }

  /** The local that holds how many bytes the running loops have moved an access on. */
  private offset({strides}: Access): Local | undefined {
    for (let depth = this.running.length - 1; depth >= 0; depth--) {
      const key = this.running
        .slice(0, depth + 1)
        .map(({dim}) => strides[dim])
        .join(',');
      const local = this.running[depth]!.offsets.get(key);
      if (local !== undefined) return local;
    }
    return undefined;
  }

  /** Pushes the address of an access, and returns the constant part of it. */
  private address(access: Access, constants: Constants): number {
    const {f} = this;
    const {base, offset} = this.surroundings.place(access.value);
    const moved = this.offset(access);
    if (base !== undefined) f.get(base);
    if (moved !== undefined) f.get(moved);
    if (base !== undefined && moved !== undefined) f.add();
    if (base === undefined && moved === undefined) f.i32(0);
    let elements = access.offset;
    for (const [dim, index] of constants) elements += index * access.strides[dim]!;
    const constant = offset + 4 * elements;
    if (access.strides.every((stride) => stride >= 0)) return constant;
    // An instruction's own offset is added without wrapping: what is on the stack must not be below 0.
    f.i32(constant).add();
    return 0;
  }

  private store({expression, target}: Store, constants: Constants): void {
    this.write(target, this.evaluate(expression, constants), constants);
  }

  private write(target: Access, result: Local, constants: Constants): void {
    const {f} = this;
    let value = result;
    if (this.surroundings.accumulates(target.value)) {
      value = f.local(V128);
      this.load(target, constants);
      f.get(result).simd('f32x4.add').set(value);
    }
    const offset = this.address(target, constants);
    f.get(value);
    if (this.vectorDim !== undefined && target.strides[this.vectorDim] === 1) f.store(offset);
    else f.storeLane(offset);
  }

  private load(access: Access, constants: Constants): void {
    const offset = this.address(access, constants);
    const isVector = this.vectorDim !== undefined && access.strides[this.vectorDim] === 1;
    this.f.load(isVector ? 'v128.load' : 'v128.load32_splat', offset);
  }

  /** The local that holds an expression at a place; computed now unless it has been. */
  private evaluate(expression: Expression, constants: Constants): Local {
    const relevant = [...constants].filter(([dim]) => this.dependsOn(expression).has(dim));
    const vector = this.vectorDim !== undefined && this.dependsOn(expression).has(this.vectorDim);
    const key = `${expression.id} ${vector ? 'v' : 's'} ${relevant.map((pair) => pair.join(':')).join(' ')}`;
    for (const scope of this.scopes) {
      const known = scope.get(key);
      if (known !== undefined) return known;
    }
    if (expression.kind === 'load') {
      const {role} = expression.access.value;
      if (role.kind === 'constant' && role.data.length === 1) this.f.splat(role.data[0]!);
      else this.load(expression.access, constants);
    } else {
      const operands = expression.operands.map((operand) => this.evaluate(operand, constants));
      emitFunction(this.f, expression.fn, operands);
    }
    const local = this.f.local(V128);
    this.f.set(local);
    this.scopes.at(-1)!.set(key, local);
    return local;
  }

  /** The dimensions along which an expression varies. */
  private dependsOn(expression: Expression): ReadonlySet<number> {
    let dims = this.dependencies.get(expression);
    if (dims === undefined) {
      dims = new Set(
        expression.kind === 'load'
          ? expression.access.strides.flatMap((stride, dim) => (stride === 0 ? [] : [dim]))
          : expression.operands.flatMap((operand) => [...this.dependsOn(operand)]),
      );
      this.dependencies.set(expression, dims);
    }
    return dims;
  }

  /** Computes now what does not vary along the dimensions that are about to be looped over. */
  private hoist(dims: ReadonlySet<number>, blocks: readonly Constants[]): void {
    const known = new Set([...this.running.map(({dim}) => dim), ...blocks[0]!.keys()]);
    const visit = (expression: Expression): void => {
      const needed = [...this.dependsOn(expression)];
      if (needed.every((dim) => known.has(dim) && !dims.has(dim))) {
        for (const constants of blocks) this.evaluate(expression, constants);
      } else if (expression.kind === 'apply') {
        expression.operands.forEach(visit);
      }
    };
    for (const {expression} of [...this.loop.stores, ...this.loop.reductions]) visit(expression);
  }

  private scoped(body: () => void): void {
    this.scopes.push(new Map());
    body();
    this.scopes.pop();
  }

  private withVector(dim: number | undefined, body: () => void): void {
    const before = this.vectorDim;
    this.vectorDim = dim;
    this.scoped(body);
    this.vectorDim = before;
  }

  private accumulating(): boolean {
    const {stores, reductions} = this.loop;
    return [...stores, ...reductions].some(({target}) => this.surroundings.accumulates(target.value));
  }
}
