import type {Access, Value} from '../graph/graph.js';
import {
  type Apply,
  accesses,
  DYNAMIC,
  type Expression,
  type Loop,
  operands,
  type Store,
} from '../passes/loop.js';
import {type FunctionBuilder, I32, type Local, V128} from './assembler.js';
import {emitFunction} from './functions.js';
import {SingleProducts} from './singleProducts.js';

/** The address of a value: `offset` bytes after the address in the local `base`, or after 0. */
export interface Address {
  readonly base?: Local | undefined;
  readonly offset: number;
}

/** What the code of a loop depends on besides the loop. */
export interface LoopContext {
  addressOf(value: Value): Address;
  /** Whether stores to a value are added to its elements. */
  accumulates(value: Value): boolean;
  /** Whether a store may overwrite what another store of the loop reads; then all are computed before the first is written. */
  readonly inPlace?: boolean;
  /** The address of memory for sums (`storedBytes`), if there is such memory. */
  readonly storedSums?: number;
  /** The local that holds the size of a `DYNAMIC` dimension. */
  readonly count?: Local;
}

/** Known indices by dimension, which are added to those of the running loops. */
export type Indices = ReadonlyMap<number, number>;

/** The parts of a loop: what runs after every so many rounds. The first part is shorter if they do not divide all rounds. */
export interface Parts {
  readonly rounds: number;
  end(): void;
}

/** How a loop differs from one that advances by equal steps and nothing else. */
interface RepeatArgs {
  /** By how many elements it advances after its first round, so that the last one ends with the dimension. */
  readonly firstStep?: number;
  readonly parts?: Parts | undefined;
}

/** A running loop: its dimension, and the locals with byte offsets, by the strides of all running loops. */
interface Running {
  readonly dim: number;
  readonly offsets: ReadonlyMap<string, Local>;
  /** The offsets of accesses that were asked for before, in this loop and those around it. */
  readonly found: Map<Access, Local | undefined>;
}

/**
 * The position of code generation within a loop nest: the running loops, the byte offset of each access, and the expressions
 * computed so far. A cursor generates the code at one index; its caller decides which indices there are, and in which order.
 */
export class Cursor {
  /** All reads and writes of the loop. */
  readonly reads: readonly Access[];
  /** The reads. */
  readonly operands: readonly Access[];
  private readonly running: Running[] = [];
  /** The locals with expressions computed so far, and which of them are from the innermost scope. */
  private readonly known = new Map<string, Local>();
  private scope: string[] = [];
  private readonly singleProducts: SingleProducts;
  private readonly dependencies = new Map<Expression, ReadonlySet<number>>();
  /** The dimension along which vectors of four elements are computed; undefined for single elements. */
  private vectorDim: number | undefined;

  constructor(
    private readonly f: FunctionBuilder,
    private readonly loop: Loop,
    private readonly context: LoopContext,
  ) {
    this.operands = operands(loop);
    this.reads = accesses(loop);
    this.singleProducts = new SingleProducts(loop);
  }

  /** Generates a loop over a dimension, which advances by `step` elements in each of its `rounds`. */
  repeat(
    dim: number,
    rounds: number,
    step: number,
    body: () => void,
    {firstStep = step, parts}: RepeatArgs = {},
  ): void {
    const {f} = this;
    const offsets = new Map<string, Local>();
    const steps: {local: Local; stride: number}[] = [];
    for (const access of this.reads) {
      const stride = access.strides[dim]!;
      const key = this.key(access, dim);
      if (stride === 0 || offsets.has(key)) continue;
      const local = f.local(I32);
      const before = this.offset(access);
      if (before === undefined) f.i32(0).set(local);
      else f.get(before).set(local);
      offsets.set(key, local);
      steps.push({local, stride: 4 * stride});
    }
    const counter = f.local(I32);
    f.i32(0).set(counter);
    this.running.push({dim, offsets, found: new Map()});
    const round = () => {
      this.scoped(body);
      for (const {local, stride} of steps) {
        f.get(local);
        if (firstStep === step) f.i32(stride * step);
        else
          f.i32(stride * firstStep)
            .i32(stride * step)
            .get(counter)
            .selectIfZero();
        f.add().set(local);
      }
      f.get(counter).i32(1).add().set(counter);
    };
    const all = () => (rounds === DYNAMIC ? f.get(this.context.count!) : f.i32(rounds));
    if (parts === undefined) {
      f.loopWhileBelow(counter, all, round);
    } else {
      const end = f.local(I32);
      f.i32(rounds % parts.rounds || parts.rounds).set(end);
      f.loopWhileBelow(counter, all, () => {
        f.loopWhileBelow(counter, () => f.get(end), round);
        parts.end();
        f.get(end).i32(parts.rounds).add().set(end);
      });
    }
    this.running.pop();
  }

  /** The strides of an access in the running loops, and in the next one. */
  private key({strides}: Access, next?: number): string {
    const dims = this.running.map(({dim}) => dim);
    return [...dims, ...(next === undefined ? [] : [next])].map((dim) => strides[dim]).join(',');
  }

  /** The local with the byte offset of an access in the running loops. */
  private offset(access: Access): Local | undefined {
    const innermost = this.running.at(-1);
    if (innermost === undefined) return undefined;
    const {found} = innermost;
    if (!found.has(access)) found.set(access, this.findOffset(access));
    return found.get(access);
  }

  private findOffset({strides}: Access): Local | undefined {
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

  /** Pushes the address of an access without its constant part, and returns that part. */
  private address(access: Access, indices: Indices): number {
    const {f} = this;
    const {base, offset} = this.context.addressOf(access.value);
    const local = this.offset(access);
    if (base !== undefined) f.get(base);
    if (local !== undefined) f.get(local);
    if (base !== undefined && local !== undefined) f.add();
    if (base === undefined && local === undefined) f.i32(0);
    let elements = access.offset;
    for (const [dim, index] of indices) elements += index * access.strides[dim]!;
    const constant = offset + 4 * elements;
    if (access.strides.every((stride) => stride >= 0)) return constant;
    // The constant offset of an instruction is added without wrapping, so the address on the stack must not be negative.
    f.i32(constant).add();
    return 0;
  }

  store({expression, target}: Store, indices: Indices): void {
    this.write(target, this.evaluate(expression, indices), indices);
  }

  write(target: Access, result: Local, indices: Indices): void {
    const {f} = this;
    let value = result;
    if (this.context.accumulates(target.value)) {
      value = f.local(V128);
      this.load(target, indices);
      f.get(result).simd('f32x4.add').set(value);
    }
    const offset = this.address(target, indices);
    f.get(value);
    if (this.vectorDim !== undefined && target.strides[this.vectorDim] === 1) f.store(offset);
    else f.storeLane(offset);
  }

  private load(access: Access, indices: Indices): void {
    const offset = this.address(access, indices);
    const isVector = this.vectorDim !== undefined && access.strides[this.vectorDim] === 1;
    this.f.load(isVector ? 'v128.load' : 'v128.load32_splat', offset);
  }

  /** The local with an expression at the given indices; computes it unless it already is. */
  evaluate(expression: Expression, indices: Indices): Local {
    const key = this.keyOf(expression, indices);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (expression.kind === 'load') {
      const {role} = expression.access.value;
      if (role.kind === 'constant' && role.data.length === 1) this.f.splat(role.data[0]!);
      else this.load(expression.access, indices);
    } else {
      this.apply(expression, indices);
    }
    const local = this.f.local(V128);
    this.f.set(local);
    this.known.set(key, local);
    this.scope.push(key);
    return local;
  }

  /** Pushes a function of expressions. A product, and what it is added to or subtracted from, are one instruction where that is possible. */
  private apply({fn, operands}: Apply, indices: Indices): void {
    const {f} = this;
    for (const place of fn === 'add' ? [0, 1] : fn === 'sub' ? [1] : []) {
      const factors = this.factors(operands[place]!, indices);
      if (factors === undefined) continue;
      for (const local of [...factors, this.evaluate(operands[1 - place]!, indices)]) f.get(local);
      f.simd(fn === 'add' ? 'f32x4.relaxed_madd' : 'f32x4.relaxed_nmadd');
      return;
    }
    const locals = operands.map((operand) => this.evaluate(operand, indices));
    // The instructions for the smaller and the larger are one of the processor; those for minimum and maximum are eight, because of NaN and −0.
    if ((fn === 'min' || fn === 'max') && isOrdinary(operands[1]!)) {
      for (const local of locals) f.get(local);
      f.simd(fn === 'min' ? 'f32x4.pmin' : 'f32x4.pmax');
      return;
    }
    emitFunction(f, fn, locals);
  }

  /** The factors of the terms of a sum, at several indices; undefined unless each is a product that may be added in one instruction. */
  products(expression: Expression, places: readonly Indices[]): (readonly [Local, Local])[] | undefined {
    const all = places.flatMap((indices) => {
      const factors = this.factors(expression, indices);
      return factors === undefined ? [] : [factors];
    });
    return all.length === places.length ? all : undefined;
  }

  /** The factors of an expression, unless it is no product, is needed elsewhere too, or is computed already. */
  private factors(expression: Expression, indices: Indices): readonly [Local, Local] | undefined {
    if (!this.f.fuses || this.known.has(this.keyOf(expression, indices))) return undefined;
    const factors = this.singleProducts.factors(expression);
    if (factors === undefined) return undefined;
    const [a, b] = factors;
    return [this.evaluate(a, indices), this.evaluate(b, indices)];
  }

  /** Equal for expressions at indices at which they have the same value. */
  private keyOf(expression: Expression, indices: Indices): string {
    const dims = this.dependsOn(expression);
    const isVector = this.vectorDim !== undefined && dims.has(this.vectorDim);
    let key = `${expression.id}${isVector ? 'v' : 's'}`;
    for (const [dim, index] of indices) if (dims.has(dim)) key += ` ${dim}:${index}`;
    return key;
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

  /** Computes expressions that do not vary along the dimensions of the next loops. */
  hoist(dims: ReadonlySet<number>, blocks: readonly Indices[]): void {
    const known = new Set([...this.running.map(({dim}) => dim), ...blocks[0]!.keys()]);
    const seen = new Set<number>();
    const visit = (expression: Expression): void => {
      if (seen.has(expression.id)) return;
      seen.add(expression.id);
      const needed = [...this.dependsOn(expression)];
      if (needed.every((dim) => known.has(dim) && !dims.has(dim))) {
        for (const indices of blocks) this.evaluate(expression, indices);
      } else if (expression.kind === 'apply') {
        expression.operands.forEach(visit);
      }
    };
    for (const {expression} of [...this.loop.stores, ...this.loop.reductions]) visit(expression);
  }

  scoped(body: () => void): void {
    const outer = this.scope;
    this.scope = [];
    body();
    for (const key of this.scope) this.known.delete(key);
    this.scope = outer;
  }

  withVector(dim: number | undefined, body: () => void): void {
    const before = this.vectorDim;
    this.vectorDim = dim;
    this.scoped(body);
    this.vectorDim = before;
  }
}

/** Whether an expression is a constant that is neither NaN nor a zero, which has two signs. */
function isOrdinary(expression: Expression): boolean {
  if (expression.kind !== 'load') return false;
  const {role} = expression.access.value;
  return role.kind === 'constant' && role.data.length === 1 && Math.abs(role.data[0]!) > 0;
}
