import {sizeOf} from '../graph/graph.js';
import {isLarge, type Loop, operands, type Routine} from '../passes/loop.js';
import {type Accumulator, PART} from './accumulator.js';
import {type FunctionBuilder, I32, type Local, V128} from './assembler.js';
import {collapse, spreadTargets} from './collapse.js';

/** The bytes of a vector of sums in double precision. */
const BYTES = 32;

/**
 * Whether a loop, without dimensions that can be merged, sums the rows of a matrix that is too large for the second-level cache, once or for
 * several vectors. Then its sums are stored between parts, so that the matrix is read row by row.
 */
export function storesSums(loop: Loop): boolean {
  const {dims, reduced, stores, reductions} = loop;
  const [columns, terms] = dims.slice(-2) as [number, number];
  return (
    [2, 3].includes(dims.length) &&
    reduced.indexOf(true) === dims.length - 1 &&
    terms >= PART &&
    columns % 4 === 0 &&
    isLarge(columns * terms) &&
    stores.length === 0 &&
    reductions.length === 1 &&
    reductions[0]!.fn === 'sum' &&
    operands(loop).some(
      ({strides}) => strides.at(-1) !== 0 && strides.at(-2) === 1 && (dims.length === 2 || !strides[0]),
    )
  );
}

/** The bytes that the sums of a routine need while it runs; 0 if they are not stored. */
export function storedBytes(loop: Routine): number {
  if (loop.kind !== undefined || loop.rows !== undefined) return 0;
  const collapsed = collapse(spreadTargets(loop));
  return storesSums(collapsed) ? (BYTES / 4) * sizeOf(collapsed.dims.slice(0, -1)) : 0;
}

/** Sums in double precision, in memory, which are visited in order again and again. */
export class StoredSums {
  private readonly address: Local;

  constructor(
    private readonly f: FunctionBuilder,
    private readonly start: number,
  ) {
    this.address = f.local(I32);
  }

  /** Visits the first sums next. */
  rewind(): void {
    this.f.i32(this.start).set(this.address);
  }

  /** Sets the next vectors of sums to zero. */
  clear(vectors: number): void {
    for (let half = 0; half < 2 * vectors; half++)
      this.f
        .get(this.address)
        .splat(0)
        .store((BYTES / 2) * half);
    this.advance(vectors);
  }

  /** Adds a part to each of the next vectors of sums. */
  add(parts: readonly Accumulator[]): void {
    const {f, address} = this;
    for (const [index, part] of parts.entries()) {
      for (const half of [0, 1]) {
        const offset = BYTES * index + (BYTES / 2) * half;
        f.get(address);
        part.promote(half);
        f.get(address).load('v128.load', offset).simd('f64x2.add').store(offset);
      }
    }
    this.advance(parts.length);
  }

  /** The next vectors of sums, in single precision. */
  results(vectors: number): Local[] {
    const {f, address} = this;
    const results = Array.from({length: vectors}, (_, index) => {
      for (const half of [0, 1])
        f.get(address)
          .load('v128.load', BYTES * index + (BYTES / 2) * half)
          .simd('f32x4.demote_f64x2_zero');
      const result = f.local(V128);
      f.shuffle(0, 1, 4, 5).set(result);
      return result;
    });
    this.advance(vectors);
    return results;
  }

  private advance(vectors: number): void {
    this.f
      .get(this.address)
      .i32(BYTES * vectors)
      .add()
      .set(this.address);
  }
}
