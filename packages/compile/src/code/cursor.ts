import type {Access, Value} from '../graph/graph.js';
import {accesses, DYNAMIC, type Expression, type Loop, type Store} from '../passes/loop.js';
import {type FunctionBuilder, I32, type Local, V128} from './assembler.js';
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
  /** Whether a store may overwrite what another store of the loop reads; then all are computed before the first is written. */
  readonly inPlace?: boolean;
  /** The local that holds the size of a dimension which is known only when the code runs (`DYNAMIC`). */
  readonly count?: Local;
}

/** Where in the dimensions code is computed: an index that is known, on top of those of the running loops. */
export type Constants = ReadonlyMap<number, number>;

/** A loop that is running: its dimension, and the byte offsets that it keeps, by the strides of all running loops. */
interface Running {
  readonly dim: number;
  readonly offsets: ReadonlyMap<string, Local>;
}

/**
 * Where the code of a loop stands: which loops run, how far each access has moved, and what is computed already. It writes
 * what is to be done at one place; which places there are, and in which order, is for those who move it.
 */
export class Cursor {
  /** Every way the loop reads or writes. */
  readonly reads: readonly Access[];
  private readonly running: Running[] = [];
  private readonly scopes: Map<string, Local>[] = [new Map()];
  private readonly dependencies = new Map<Expression, ReadonlySet<number>>();
  /** The dimension along which four neighbours are computed at a time; undefined while it is one at a time. */
  private vectorDim: number | undefined;

  constructor(
    private readonly f: FunctionBuilder,
    private readonly loop: Loop,
    private readonly surroundings: Surroundings,
  ) {
    this.reads = accesses(loop);
  }

  /** A loop over a dimension: so many rounds, so many elements further each. */
  repeat(dim: number, rounds: number, step: number, body: () => void): void {
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

  store({expression, target}: Store, constants: Constants): void {
    this.write(target, this.evaluate(expression, constants), constants);
  }

  write(target: Access, result: Local, constants: Constants): void {
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
  evaluate(expression: Expression, constants: Constants): Local {
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
  hoist(dims: ReadonlySet<number>, blocks: readonly Constants[]): void {
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

  scoped(body: () => void): void {
    this.scopes.push(new Map());
    body();
    this.scopes.pop();
  }

  withVector(dim: number | undefined, body: () => void): void {
    const before = this.vectorDim;
    this.vectorDim = dim;
    this.scoped(body);
    this.vectorDim = before;
  }
}
