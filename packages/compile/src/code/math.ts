import {FunctionBuilder, type Local, V128} from './assembler.js';

/** The functions of a vector that are too long to inline. */
export const mathFunctions = ['exp', 'log', 'tanh', 'sigmoid', 'softplus', 'elu'] as const;

export type MathFunction = (typeof mathFunctions)[number];

/** The index of a function in a module whose first functions are all of these. */
export function mathIndex(name: MathFunction): number {
  return mathFunctions.indexOf(name);
}

/** The code of these functions, in the order of their indices. */
export function mathBuilders(): FunctionBuilder[] {
  return mathFunctions.map((name) => {
    const builder = new FunctionBuilder([V128], [V128]);
    writers[name](builder);
    return builder;
  });
}

/** ((c₀ x + c₁) x + c₂) x + … */
function polynomial(f: FunctionBuilder, x: Local, coefficients: readonly number[]): void {
  f.splat(coefficients[0]!);
  for (const coefficient of coefficients.slice(1))
    f.get(x).simd('f32x4.mul').splat(coefficient).simd('f32x4.add');
}

/** log₂ e, and ln 2 as the sum of two parts, which has more digits than one number in single precision. */
const LOG2E = Math.LOG2E;
const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444e-4;

/** Below this eˣ is not a normal number in single precision; 0 is returned instead. */
const EXP_LOW = -87.3365;

/** The exponent of the largest power of 2 in single precision. */
const LARGEST_EXPONENT = 127;

const writers: Record<MathFunction, (f: FunctionBuilder) => void> = {
  /**
   * eˣ = 2ⁿ eʳ with |r| ≤ ln 2 / 2, and eʳ by the polynomial of Cephes' expf (Moshier 1992). Above 127½ ln 2, n is constant
   * and r grows until the product is infinite.
   */
  exp(f) {
    const [x, n, r] = [0, f.local(V128), f.local(V128)];
    f.get(x).splat(EXP_LOW).simd('f32x4.max').tee(r);
    f.splat(LOG2E).simd('f32x4.mul').simd('f32x4.nearest').splat(LARGEST_EXPONENT).simd('f32x4.min').set(n);
    f.get(r).get(n).splat(LN2_HIGH).simd('f32x4.mul').simd('f32x4.sub');
    f.get(n).splat(LN2_LOW).simd('f32x4.mul').simd('f32x4.sub').set(r);
    polynomial(
      f,
      r,
      [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
    );
    f.get(r).simd('f32x4.mul').get(r).simd('f32x4.mul').get(r).simd('f32x4.add').splat(1).simd('f32x4.add');
    f.get(n).simd('i32x4.trunc_sat_f32x4_s').lanes([127, 127, 127, 127]).simd('i32x4.add');
    f.i32(23).simd('i32x4.shl').simd('f32x4.mul');
    f.get(x).splat(EXP_LOW).simd('f32x4.lt').simd('v128.andnot');
  },

  /**
   * ln x = e ln 2 + ln m with m in √½ … √2, and ln m by the polynomial of Cephes' logf (Moshier 1992). Positive numbers below
   * the smallest normal one are treated as that number.
   */
  log(f) {
    const [x, e, m, z, y] = [0, f.local(V128), f.local(V128), f.local(V128), f.local(V128)];
    f.get(x).splat(1.17549435e-38).simd('f32x4.max').tee(m);
    f.i32(23).simd('i32x4.shr_s').lanes([126, 126, 126, 126]).simd('i32x4.sub');
    f.simd('f32x4.convert_i32x4_s').set(e);
    f.get(m).lanes([0x7fffff, 0x7fffff, 0x7fffff, 0x7fffff]).simd('v128.and');
    f.splat(0.5).simd('v128.or').set(m);
    // A mantissa below √½ is doubled, and the exponent decremented.
    f.get(m).splat(Math.SQRT1_2).simd('f32x4.lt').set(y);
    f.get(e).splat(1).get(y).simd('v128.and').simd('f32x4.sub').set(e);
    f.get(m).get(m).get(y).simd('v128.and').simd('f32x4.add').splat(1).simd('f32x4.sub').set(m);
    f.get(m).get(m).simd('f32x4.mul').set(z);
    polynomial(
      f,
      m,
      [
        7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
        2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
      ],
    );
    f.get(m).simd('f32x4.mul').get(z).simd('f32x4.mul');
    f.get(e).splat(LN2_LOW).simd('f32x4.mul').simd('f32x4.add');
    f.get(z).splat(0.5).simd('f32x4.mul').simd('f32x4.sub');
    f.get(m).simd('f32x4.add').get(e).splat(LN2_HIGH).simd('f32x4.mul').simd('f32x4.add').set(y);
    // ln 0 = −∞ and ln ∞ = ∞; the logarithm of negative numbers and NaN is NaN.
    f.splat(-Infinity).get(y).get(x).splat(0).simd('f32x4.eq').simd('v128.bitselect').set(y);
    f.get(x).get(y).get(x).splat(Infinity).simd('f32x4.eq').simd('v128.bitselect').set(y);
    f.get(y).splat(Number.NaN).get(x).splat(0).simd('f32x4.ge').simd('v128.bitselect');
  },

  /** tanh x = 1 − 2 / (e²ˣ + 1); near 0, where that loses digits, the polynomial of Cephes' tanhf (Moshier 1992). */
  tanh(f) {
    const [x, a, z, far] = [0, f.local(V128), f.local(V128), f.local(V128)];
    f.get(x).simd('f32x4.abs').set(a);
    f.splat(1).splat(2).get(a).get(a).simd('f32x4.add').call(mathIndex('exp'));
    f.splat(1).simd('f32x4.add').simd('f32x4.div').simd('f32x4.sub');
    f.get(x).splat(-0).simd('v128.and').simd('v128.or').set(far);
    f.get(x).get(x).simd('f32x4.mul').set(z);
    polynomial(
      f,
      z,
      [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
    );
    f.get(z).simd('f32x4.mul').get(x).simd('f32x4.mul').get(x).simd('f32x4.add');
    f.get(far).get(a).splat(0.625).simd('f32x4.lt').simd('v128.bitselect');
  },

  /** 1 / (1 + e⁻ˣ) */
  sigmoid(f) {
    f.splat(1).get(0).simd('f32x4.neg').call(mathIndex('exp')).splat(1).simd('f32x4.add').simd('f32x4.div');
  },

  /** max(x, 0) + ln(1 + e) with e = e^−|x|, where the logarithm is computed as ln(u) e / (u − 1) with u = 1 + e, to lose no digits. */
  softplus(f) {
    const [x, e, u] = [0, f.local(V128), f.local(V128)];
    f.get(x).simd('f32x4.abs').simd('f32x4.neg').call(mathIndex('exp')).tee(e);
    f.splat(1).simd('f32x4.add').set(u);
    f.get(e);
    f.get(u)
      .call(mathIndex('log'))
      .get(e)
      .simd('f32x4.mul')
      .get(u)
      .splat(1)
      .simd('f32x4.sub')
      .simd('f32x4.div');
    f.get(u).splat(1).simd('f32x4.eq').simd('v128.bitselect');
    f.get(x).splat(0).simd('f32x4.max').simd('f32x4.add');
  },

  /** x for x ≥ 0, else eˣ − 1. */
  elu(f) {
    f.get(0).get(0).call(mathIndex('exp')).splat(1).simd('f32x4.sub');
    f.get(0).splat(0).simd('f32x4.ge').simd('v128.bitselect');
  },
};
