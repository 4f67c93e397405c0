import {type Access, rowMajor, sizeOf, type Value} from '../graph/graph.js';
import {
  type Apply,
  DYNAMIC,
  type Expression,
  type Loop,
  operands,
  type Store,
  targets,
} from '../passes/loop.js';
import type {ActiveRows} from './activeRows.js';
import {type FunctionBuilder, I32, type Local, V128} from './assembler.js';
import {emitFunction} from './functions.js';
import {type Dims, dimsOf, type Indices, knownDims} from './indices.js';
import {type Address, type Place, placeOf, varyingDims} from './place.js';
import {pushCount, pushRow} from './rowList.js';
import {SingleProducts} from './singleProducts.js';

/** What the code of a loop depends on besides the loop. */
export interface LoopContext {
  addressOf(value: Value): Address;
  /** Whether stores to a value are added to its elements. */
  accumulates(value: Value): boolean;
  /** Whether a store may overwrite what another store of the loop reads; then all are computed before the first is written. */
  readonly inPlace?: boolean;
  /** The address of memory for sums (`storedBytes`), if there is such memory. */
  readonly storedSums?: number;
  /** The local that holds the size of a `DYNAMIC` dimension that goes over no list. */
  readonly count?: Local;
  /** The rows that are changed in place, if there are such. */
  readonly active?: ActiveRows | undefined;
}

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

/**
 * The position of code generation within a loop nest: the running loops, the byte offset of each access, and the expressions
 * computed so far. A cursor generates the code at one index; its caller decides which indices there are, and in which order.
 */
export class Cursor {
  /** All reads and writes of the loop. */
  readonly reads: readonly Access[];
  /** The reads. */
  readonly operands: readonly Access[];
  private readonly places = new Map<Access, Place>();
  private running: Dims = 0;
  /** The locals with expressions computed so far, and which of them are from the innermost scope. */
  private readonly known = new Map<number, Local>();
  private scope: number[] = [];
  private readonly singleProducts: SingleProducts | undefined;
  /** The dimensions along which each expression varies, by its id. */
  private readonly dependencies: Dims[] = [];
  /** The dimension along which vectors of four elements are computed; undefined for single elements. */
  private vectorDim: number | undefined;
  /** How many indices there are, known or not, and the distance of those that follow each other in a dimension, if all are numbered. */
  private readonly size: number;
  private readonly units: readonly number[];

  constructor(
    private readonly f: FunctionBuilder,
    private readonly loop: Loop,
    private readonly context: LoopContext,
  ) {
    this.operands = operands(loop);
    this.reads = [...this.operands, ...targets(loop)];
    for (const access of this.reads) {
      const address = isCode(access.value) ? {offset: 0} : context.addressOf(access.value);
      this.places.set(access, placeOf(access, address));
    }
    this.singleProducts = f.fuses ? new SingleProducts(loop) : undefined;
    const sizes = loop.dims.map((size) => Math.max(1, size) + 1);
    this.size = sizeOf(sizes);
    this.units = rowMajor(sizes);
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
    const moved: {place: Place; before: Local | undefined}[] = [];
    const steps: {before: Local | undefined; stride: number; local: Local}[] = [];
    /** Places in the row at the index of the list. */
    const inRows: {place: Place; before: Local | undefined; local: Local; stride: number}[] = [];
    for (const [access, place] of this.places) {
      const stride = 4 * place.strides[dim]!;
      if (stride === 0) continue;
      const before = place.offset;
      if (access.rows?.dim === dim) {
        place.offset = f.local(I32);
        inRows.push({place, before, local: place.offset, stride});
        continue;
      }
      // Accesses that moved alike so far, and do so in this loop, have one offset.
      let alike = steps.find((other) => other.before === before && other.stride === stride);
      if (alike === undefined) {
        alike = {before, stride, local: f.local(I32)};
        if (before === undefined) f.i32(0).set(alike.local);
        else f.get(before).set(alike.local);
        steps.push(alike);
      }
      place.offset = alike.local;
      moved.push({place, before});
    }
    const counter = f.local(I32);
    f.i32(0).set(counter);
    this.running |= 1 << dim;
    const list = this.loop.rows?.dim === dim ? this.context.addressOf(this.loop.rows.list) : undefined;
    const round = () => {
      if (inRows.length > 0) {
        const row = f.local(I32);
        pushRow(f, list!, counter).scalar('i32_trunc_f32_u').set(row);
        for (const {before, local, stride} of inRows) {
          f.get(row).i32(stride).multiply();
          if (before !== undefined) f.get(before).add();
          f.set(local);
        }
      }
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
    const all = () => {
      if (list !== undefined) pushCount(f, list);
      else if (rounds === DYNAMIC) f.get(this.context.count!);
      else f.i32(rounds);
    };
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
    this.running &= ~(1 << dim);
    for (const {place, before} of [...moved, ...inRows]) place.offset = before;
  }

  /** Pushes the address of an access without its constant part, and returns that part. */
  private address(access: Access, indices: Indices): number {
    const {f} = this;
    const {base, start, strides, hasNegativeStride, offset} = this.places.get(access)!;
    if (base !== undefined) f.get(base);
    if (offset !== undefined) f.get(offset);
    if (base !== undefined && offset !== undefined) f.add();
    if (base === undefined && offset === undefined) f.i32(0);
    let elements = 0;
    for (let dim = 0; dim < indices.length; dim++) elements += (indices[dim] ?? 0) * strides[dim]!;
    const constant = start + 4 * elements;
    if (!hasNegativeStride) return constant;
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
      const {value} = expression.access;
      if (isCode(value)) this.f.splat(value.role.data[0]!);
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
    if (f.fuses && (fn === 'add' || fn === 'sub')) {
      for (const place of fn === 'add' ? [0, 1] : [1]) {
        const factors = this.factors(operands[place]!, indices);
        if (factors === undefined) continue;
        for (const local of [...factors, this.evaluate(operands[1 - place]!, indices)]) f.get(local);
        f.simd(fn === 'add' ? 'f32x4.relaxed_madd' : 'f32x4.relaxed_nmadd');
        return;
      }
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
    if (!this.f.fuses) return undefined;
    const all = places.flatMap((indices) => {
      const factors = this.factors(expression, indices);
      return factors === undefined ? [] : [factors];
    });
    return all.length === places.length ? all : undefined;
  }

  /** The factors of an expression, unless it is no product, is needed elsewhere too, or is computed already. */
  private factors(expression: Expression, indices: Indices): readonly [Local, Local] | undefined {
    if (this.known.has(this.keyOf(expression, indices))) return undefined;
    const factors = this.singleProducts?.factors(expression);
    if (factors === undefined) return undefined;
    const [a, b] = factors;
    return [this.evaluate(a, indices), this.evaluate(b, indices)];
  }

  /** Equal for expressions at indices at which they have the same value. */
  private keyOf(expression: Expression, indices: Indices): number {
    const dims = this.dependsOn(expression);
    const isVector = this.vectorDim !== undefined && (dims & (1 << this.vectorDim)) !== 0;
    let position = 0;
    for (let dim = 0; dim < indices.length; dim++) {
      const index = indices[dim];
      // An index that is not known is not 0: there may be another loop over the same dimension.
      if (index !== undefined && (dims & (1 << dim)) !== 0) position += (index + 1) * this.units[dim]!;
    }
    return (2 * expression.id + (isVector ? 1 : 0)) * this.size + position;
  }

  /** The dimensions along which an expression varies. */
  private dependsOn(expression: Expression): Dims {
    let dims = this.dependencies[expression.id];
    if (dims === undefined) {
      dims = 0;
      if (expression.kind === 'load') dims = varyingDims(expression.access);
      else for (const operand of expression.operands) dims |= this.dependsOn(operand);
      this.dependencies[expression.id] = dims;
    }
    return dims;
  }

  /** Computes expressions that do not vary along the dimensions of the next loops. */
  hoist(next: readonly number[], blocks: readonly Indices[]): void {
    const constant = (this.running | knownDims(blocks[0]!)) & ~dimsOf(next);
    const seen: boolean[] = [];
    const visit = (expression: Expression): void => {
      if (seen[expression.id]) return;
      seen[expression.id] = true;
      if ((this.dependsOn(expression) & ~constant) === 0) {
        for (const indices of blocks) this.evaluate(expression, indices);
      } else if (expression.kind === 'apply') {
        for (const operand of expression.operands) visit(operand);
      }
    };
    for (const {expression} of this.loop.stores) visit(expression);
    for (const {expression} of this.loop.reductions) visit(expression);
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
  const {value} = expression.access;
  return isCode(value) && Math.abs(value.role.data[0]!) > 0;
}

/** Whether a value is a constant of one element, which is part of the code. */
function isCode(value: Value): value is Value & {readonly role: {readonly kind: 'constant'}} {
  return value.role.kind === 'constant' && value.role.data.length === 1;
}
