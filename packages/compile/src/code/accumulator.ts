import {type FunctionBuilder, type Local, V128} from './assembler.js';

/** The number of terms in a part of a sum. Sums of fewer terms in each lane have no parts. */
export const PART = 16;

/**
 * A sum, or a maximum, in each lane of a vector, while its terms are computed.
 *
 * Every addition in single precision rounds the sum so far. A sum in parts rounds only the small sums of a few terms, and adds
 * these in double precision.
 */
export class Accumulator {
  /** The current part; of all terms if there are no parts. */
  private readonly part: Local;
  /** The sum of the parts before, in double precision: lanes 0 and 1, and lanes 2 and 3. */
  private readonly total: readonly [Local, Local] | undefined;
  /** All ones where a term of a maximum was NaN; the maximum of the others does not depend on it. */
  private readonly invalid: Local | undefined;

  constructor(
    private readonly f: FunctionBuilder,
    private readonly fn: 'sum' | 'max',
    inParts: boolean,
  ) {
    this.part = f.local(V128);
    f.splat(fn === 'sum' ? 0 : -Infinity).set(this.part);
    if (fn === 'max') {
      this.invalid = f.local(V128);
      f.splat(0).set(this.invalid);
    } else if (inParts) {
      this.total = [f.local(V128), f.local(V128)];
      for (const half of this.total) f.splat(0).set(half);
    }
  }

  /** Combines terms with each other, then with those before. */
  add(terms: readonly Local[]): void {
    const {f, part, fn, invalid} = this;
    for (const local of [part, ...terms]) f.get(local);
    for (const _ of terms) f.simd(fn === 'sum' ? 'f32x4.add' : 'f32x4.pmax');
    f.set(part);
    if (invalid === undefined) return;
    for (const term of terms)
      f.get(term).get(term).simd('f32x4.ne').get(invalid).simd('v128.or').set(invalid);
  }

  /**
   * Combines products with each other, then with those before, as `add` does terms. Adding each to the sum would take one instruction
   * less, and round the sum twice as often.
   */
  addProducts(products: readonly (readonly [Local, Local])[]): void {
    const {f, part} = this;
    const [[a, b], ...rest] = products as [readonly [Local, Local], ...(readonly [Local, Local])[]];
    if (rest.length === 0) {
      f.get(a).get(b).get(part).simd('f32x4.relaxed_madd').set(part);
      return;
    }
    const group = f.local(V128);
    f.get(a).get(b).simd('f32x4.mul').set(group);
    for (const [c, d] of rest) f.get(c).get(d).get(group).simd('f32x4.relaxed_madd').set(group);
    f.get(part).get(group).simd('f32x4.add').set(part);
  }

  /** Ends a part, if there are parts. */
  endPart(): void {
    const {f, part, total} = this;
    if (total === undefined) return;
    total.forEach((local, half) => {
      this.promote(half);
      f.get(local).simd('f64x2.add').set(local);
    });
    f.splat(0).set(part);
  }

  /** Pushes half of the current part in double precision: lanes 0 and 1, or lanes 2 and 3. */
  promote(half: number): void {
    const {f, part} = this;
    f.get(part);
    if (half === 1) f.get(part).shuffle(2, 3, 2, 3);
    f.simd('f64x2.promote_low_f32x4');
  }

  /** The local with the result, after the last part. */
  result(): Local {
    const {f, part, total, invalid} = this;
    if (invalid !== undefined) f.get(part).get(invalid).simd('v128.or').set(part);
    if (total === undefined) return part;
    for (const half of total) f.get(half).simd('f32x4.demote_f64x2_zero');
    f.shuffle(0, 1, 4, 5).set(part);
    return part;
  }
}
